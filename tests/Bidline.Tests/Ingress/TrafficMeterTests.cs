using Bidline.Campaigns;
using Bidline.Ingress;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Ingress;

public sealed class TrafficMeterTests
{
    private readonly FakeTimeProvider _clock = new(Given.Monday9Am);
    private readonly Campaign _campaign = Given.ACampaign("acme-fl");

    [Fact]
    public void A_publisher_never_has_more_live_calls_than_its_cap_in_any_race()
    {
        var meter = new TrafficMeter(_clock);
        var terms = Given.PublisherTerms() with { Caps = Caps.None with { Concurrent = 10 } };
        var entered = 0;

        Parallel.For(0, 200, _ =>
        {
            if (meter.Enter(_campaign, terms).Refused is null) Interlocked.Increment(ref entered);
        });

        entered.ShouldBe(10);
    }

    [Fact]
    public void A_line_that_was_left_can_be_used_again_once()
    {
        var meter = new TrafficMeter(_clock);
        var terms = Given.PublisherTerms() with { Caps = Caps.None with { Concurrent = 1 } };
        var first = meter.Enter(_campaign, terms);

        first.Dispose();
        first.Dispose();

        meter.Enter(_campaign, terms).Refused.ShouldBeNull();
        meter.Enter(_campaign, terms).Refused!.Code.ShouldBe("call.publisher_cap");
    }

    [Fact]
    public void The_days_count_begins_anew_at_midnight_of_the_caps_zone()
    {
        var meter = new TrafficMeter(_clock);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var terms = Given.PublisherTerms() with { Caps = Caps.None with { CallsPerDay = 1, TimeZone = zone } };
        meter.Seed(_campaign.Id, terms, today: 1);
        meter.Enter(_campaign, terms).Refused.ShouldNotBeNull();

        _clock.Advance(TimeSpan.FromHours(15)); // 05:00 UTC is midnight in New York

        meter.Enter(_campaign, terms).Refused.ShouldBeNull();
    }
}
