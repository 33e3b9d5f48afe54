using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing.Traffic;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing.Traffic;

public sealed class TrafficMeterTests
{
    private readonly FakeTimeProvider _clock = new(Given.Monday9Am);
    private readonly Campaign _campaign = Given.ACampaign("acme-fl");
    private readonly Publisher _publisher = Given.APublisher();

    [Fact]
    public void A_publisher_never_has_more_live_calls_than_its_cap_in_any_race()
    {
        var meter = new TrafficMeter(_clock);
        var terms = Given.PublisherTerms() with { Caps = Caps.None with { Concurrent = 10 } };
        var entered = 0;

        Parallel.For(0, 200, _ =>
        {
            if (meter.Enter(_campaign, _publisher, terms).Refused is null) Interlocked.Increment(ref entered);
        });

        entered.ShouldBe(10);
    }

    [Fact]
    public void A_line_that_was_left_can_be_used_again_once()
    {
        var meter = new TrafficMeter(_clock);
        var terms = Given.PublisherTerms() with { Caps = Caps.None with { Concurrent = 1 } };
        var first = meter.Enter(_campaign, _publisher, terms);

        first.Dispose();
        first.Dispose();

        meter.Enter(_campaign, _publisher, terms).Refused.ShouldBeNull();
        var refused = meter.Enter(_campaign, _publisher, terms).Refused!;
        (refused.Code, refused.Values["window"]).ShouldBe(("call.publisher_cap", "concurrent"));
    }

    [Theory]
    [InlineData(CalendarPeriod.Hour, 1, "hour")]
    [InlineData(CalendarPeriod.Day, 15, "day")] // 05:00 UTC is midnight in New York
    [InlineData(CalendarPeriod.Week, 158, "week")] // the clock went forward on Sunday
    public void A_periods_count_begins_anew_when_it_ends_in_the_caps_zone(CalendarPeriod period, int hours, string window)
    {
        var meter = new TrafficMeter(_clock);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var caps = new Caps(null, [new CapLimit(period, 1, null)], CapCountsOn.Attempted, zone);
        var terms = Given.PublisherTerms() with { Caps = caps };
        meter.Enter(_campaign, _publisher, terms).Dispose();

        _clock.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromTicks(1));
        var before = meter.Enter(_campaign, _publisher, terms).Refused;
        _clock.Advance(TimeSpan.FromTicks(1));
        var after = meter.Enter(_campaign, _publisher, terms).Refused;

        before.ShouldNotBeNull().Values["window"].ShouldBe(window);
        after.ShouldBeNull();
    }

    [Fact]
    public void A_campaigns_cap_stands_above_its_publishers()
    {
        var meter = new TrafficMeter(_clock);
        var campaign = _campaign with { Caps = Caps.None with { Concurrent = 1 } };
        using var first = meter.Enter(campaign, _publisher, Given.PublisherTerms());

        var second = meter.Enter(campaign, Given.APublisher("omega"), Given.PublisherTerms("omega"));

        second.Refused.ShouldNotBeNull().Code.ShouldBe("call.campaign_cap");
    }

    [Theory]
    [InlineData(CapCountsOn.Attempted, false, false, true)]
    [InlineData(CapCountsOn.Connected, false, false, false)]
    [InlineData(CapCountsOn.Connected, true, false, true)]
    [InlineData(CapCountsOn.Qualified, true, false, false)]
    [InlineData(CapCountsOn.Qualified, true, true, true)]
    public void A_call_that_has_ended_counts_by_its_event(CapCountsOn on, bool connected, bool qualified, bool isFull)
    {
        var meter = new TrafficMeter(_clock);
        var caps = new Caps(null, [new CapLimit(CalendarPeriod.Total, 1, null)], on, TimeZoneInfo.Utc);
        var publisher = _publisher with { Caps = caps };

        var first = meter.Enter(_campaign, publisher, Given.PublisherTerms());
        var meanwhile = meter.Enter(_campaign, publisher, Given.PublisherTerms()).Refused;
        first.Outcome = new TrafficOutcome(connected, qualified, Money.Usd(0), Money.Usd(0));
        first.Dispose();

        meanwhile.ShouldNotBeNull();
        (meter.Enter(_campaign, publisher, Given.PublisherTerms()).Refused is not null).ShouldBe(isFull);
    }

    [Fact]
    public void Money_closes_a_cap_once_it_is_reached()
    {
        var meter = new TrafficMeter(_clock);
        var campaign = _campaign with { Caps = Caps.None.With(new CapLimit(CalendarPeriod.Day, null, Money.Usd(50))) };
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var entry = meter.Enter(campaign, _publisher, Given.PublisherTerms());
            entry.Refused.ShouldBeNull();
            entry.Outcome = new TrafficOutcome(true, true, Money.Usd(30), Money.Usd(20));
        }

        meter.Enter(campaign, _publisher, Given.PublisherTerms()).Refused.ShouldNotBeNull().Values["used"].ShouldBe("60.00");
    }
}
