using Bidline.Tracking;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking;

public sealed class VisitLimitsTests
{
    private readonly FakeTimeProvider _clock = new(Given.Monday9Am);

    [Fact]
    public void A_page_that_opens_ten_thousand_visits_gets_as_many_as_one_address_may()
    {
        var limits = new VisitLimits(_clock);
        var pool = Given.APool() with { VisitsPerAddress = 30 };

        Enumerable.Range(0, 10_000).Count(_ => limits.WhyNotAnother(pool, "203.0.113.7") is null).ShouldBe(30);
        limits.WhyNotAnother(pool, "203.0.113.8").ShouldBeNull();
        limits.WhyNotAnother(pool, "203.0.113.7")!.Values["limit"].ShouldBe("30");
    }

    [Fact]
    public void The_next_minute_begins_anew()
    {
        var limits = new VisitLimits(_clock);
        var pool = Given.APool() with { VisitsPerAddress = 1 };
        limits.WhyNotAnother(pool, "203.0.113.7").ShouldBeNull();
        limits.WhyNotAnother(pool, "203.0.113.7").ShouldNotBeNull();

        _clock.Advance(TimeSpan.FromMinutes(1));

        limits.WhyNotAnother(pool, "203.0.113.7").ShouldBeNull();
    }

    [Fact]
    public void Requests_of_any_kind_are_counted_besides()
    {
        var limits = new VisitLimits(_clock);

        Enumerable.Range(0, VisitLimits.RequestsMax + 5).Count(_ => limits.WhyNot("203.0.113.7") is not null).ShouldBe(5);
    }
}
