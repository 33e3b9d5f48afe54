using System.Collections.Frozen;
using Bidline.Campaigns;
using Bidline.Campaigns.Hours;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;
using Shouldly;
using Xunit;
using static Bidline.Tests.Routing.Judging;

namespace Bidline.Tests.Routing;

public sealed class EligibilityTests
{
    private static readonly TimeZoneInfo Chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

    [Fact]
    public void A_target_without_limits_may_be_asked() => Judge(Given.ATarget()).IsEligible.ShouldBeTrue();

    [Fact]
    public void A_target_whose_keeper_has_not_reported_is_judged_by_the_book_alone() =>
        Judge(Given.ATarget(), standing: null).IsEligible.ShouldBeTrue();

    [Fact]
    public void A_paused_target_is_not_asked() =>
        Codes(Given.ATarget() with { Paused = true }).ShouldBe(["not_asked.paused"]);

    [Theory]
    [InlineData("14:00", false)] // 09:00 in Chicago is 15:00 UTC in March before the change
    [InlineData("15:00", true)]
    [InlineData("23:59", true)]
    [InlineData("00:00", false)] // 18:00 sharp is closed
    public void Hours_are_read_on_the_targets_own_clock(string utc, bool open)
    {
        var target = Given.ATarget() with
        {
            Hours = new OpeningHours(Chicago, [new OpenRange(DayOfWeek.Monday, new TimeOnly(9, 0), new TimeOnly(18, 0))]),
        };
        var time = TimeOnly.Parse(utc);
        var day = time.Hour == 0 ? 3 : 2;
        var now = new DateTimeOffset(2026, 3, day, time.Hour, time.Minute, 0, TimeSpan.Zero);

        Judge(target, now: now).IsEligible.ShouldBe(open);
    }

    [Fact]
    public void A_closed_target_says_when_it_opens_in_its_own_zone()
    {
        var hours = new OpeningHours(Chicago, [new OpenRange(DayOfWeek.Monday, new TimeOnly(9, 0), new TimeOnly(18, 0))]);

        var reason = Judge(Given.ATarget() with { Hours = hours }, now: Given.Monday9Am).Failed.ShouldHaveSingleItem();

        reason.Code.ShouldBe("not_asked.hours_closed");
        reason.Values["local"].ShouldBe("Mon 08:00");
        reason.Values["opens"].ShouldBe("Mon 09:00");
        reason.Values["zone"].ShouldBe("America/Chicago");
    }

    [Fact]
    public void A_holiday_is_named_with_the_next_opening()
    {
        var hours = new OpeningHours(Chicago, [new OpenRange(DayOfWeek.Monday, new TimeOnly(8, 0), new TimeOnly(18, 0))])
        {
            Holidays = Holidays.None with { Dates = new[] { "Stock-taking" }.ToFrozenDictionary(_ => new DateOnly(2026, 3, 2)) },
        };

        var reason = Judge(Given.ATarget() with { Hours = hours }, now: Given.Monday9Am).Failed.ShouldHaveSingleItem();

        reason.Code.ShouldBe("not_asked.holiday");
        (reason.Values["holiday"], reason.Values["zone"]).ShouldBe(("Stock-taking", "America/Chicago"));
        reason.Values["opens"].ShouldBe("Mon 2026-03-09 08:00");
    }

    [Theory]
    [InlineData("FL", "America/New_York", true)] // 09:00
    [InlineData("TX", "America/Chicago", false)] // 08:00
    [InlineData("TX", null, false)] // two zones, and Chicago stands for both
    public void By_the_callers_clock_each_caller_has_an_own_morning(string state, string? zone, bool isOpen)
    {
        var hours = new OpeningHours(Chicago, [new OpenRange(DayOfWeek.Monday, new TimeOnly(9, 0), new TimeOnly(18, 0))])
        {
            ByCallersClock = true,
        };
        var profile = Given.AFloridian() with { State = state, TimeZone = zone };

        var judged = Judge(Given.ATarget() with { Hours = hours }, profile, Given.AFreeStanding(), Given.Monday9Am, 0);

        judged.IsEligible.ShouldBe(isOpen);
        if (!isOpen) judged.Failed[0].Values["zone"].ShouldBe("America/Chicago");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void An_hour_of_the_week_may_have_fewer_lines_than_the_target(int live, bool isFree)
    {
        var target = Given.ATarget() with
        {
            Caps = Caps.None with { Concurrent = 5 },
            Hours = new OpeningHours(Chicago, [new OpenRange(DayOfWeek.Monday, new TimeOnly(8, 0), new TimeOnly(9, 0)) { Concurrent = 2 }]),
        };

        var judged = Judge(target, Given.AFreeStanding() with { Target = Given.AUse(live: live) });

        judged.IsEligible.ShouldBe(isFree);
        if (!isFree) (judged.Failed[0].Code, judged.Failed[0].Values["limit"]).ShouldBe(("not_asked.concurrency", "2"));
    }

    [Fact]
    public void A_full_day_is_not_asked_and_shows_both_figures()
    {
        var target = Given.ATarget() with { Caps = Caps.None.With(new CapLimit(CalendarPeriod.Day, 50, null)) };

        var reason = Judge(target, Given.AFreeStanding() with { Target = Given.AUse(calls: 50) }).Failed.ShouldHaveSingleItem();

        reason.Code.ShouldBe("not_asked.cap_calls");
        (reason.Values["used"], reason.Values["limit"]).ShouldBe(("50", "50"));
    }

    [Fact]
    public void Busy_lines_are_not_asked() => Codes(
        Given.ATarget() with { Caps = Caps.None with { Concurrent = 2 } },
        Given.AFreeStanding() with { Target = Given.AUse(live: 2) }).ShouldBe(["not_asked.concurrency"]);

    [Theory]
    [InlineData(33.99, false)]
    [InlineData(34.00, true)]
    public void A_balance_must_cover_the_fixed_price(decimal free, bool enough) =>
        Judge(Given.ATarget(price: 34), Given.AFreeStanding() with { FreeFunds = Money.Usd(free) })
            .IsEligible.ShouldBe(enough);

    [Fact]
    public void A_day_of_money_counts_what_the_call_would_add() => Codes(
        Given.ATarget(price: 34) with { Caps = Caps.None.With(new CapLimit(CalendarPeriod.Day, null, Money.Usd(100))) },
        Given.AFreeStanding() with { Target = Given.AUse(spent: 66.01m) }).ShouldBe(["not_asked.cap_spend"]);

    [Fact]
    public void A_fixed_price_below_the_floor_is_not_asked() =>
        Codes(Given.ATarget(price: 11.99m), floor: 12).ShouldBe(["not_asked.price_below_floor"]);

    [Theory]
    [InlineData("FL", 20, "tx-nights", false)] // Monday 09:00 in New York, not in Texas
    [InlineData("TX", 20, "campaign", true)]
    [InlineData("TX", 3, "tx-nights", true)]
    public void The_first_floor_whose_condition_holds_decides(string state, int hour, string rule, bool isRefused)
    {
        var nights = new CallFilter.All(
            [new CallFilter.In("caller.state", ["TX"]), new CallFilter.Range("call.hour", null, 5)]);
        var ofZeta = new CallFilter.In("publisher", ["zeta"]);
        var campaign = Given.ACampaign("acme-fl") with { TimeZone = Chicago };
        campaign = campaign with
        {
            Auction = campaign.Auction with
            {
                Floor = Money.Usd(30),
                Floors = [new FloorTerms("tx-nights", nights, Money.Usd(24)), new FloorTerms("zeta-fl",
                    new CallFilter.All([ofZeta, new CallFilter.In("caller.state", ["FL"])]), Money.Usd(10))],
            },
        };
        var profile = Given.AFloridian() with { State = state };
        var now = new DateTimeOffset(2026, 3, 2, hour, 30, 0, TimeSpan.FromHours(-6));

        var judged = Eligibility.Judge(
            Given.ABook(campaign, Given.ATarget(price: 20)), campaign, Given.PublisherTerms(), profile, (_, _) => null,
            now, new HashSet<TargetId>()).ShouldHaveSingleItem();

        judged.IsEligible.ShouldBe(!isRefused);
        if (isRefused) judged.Failed[0].Values["rule"].ShouldBe(rule);
    }

    [Theory]
    [InlineData("mon", true)]
    [InlineData("sun", false)]
    public void The_weekday_is_that_of_the_campaigns_own_clock(string day, bool eligible)
    {
        // 02:00 on Monday in London is Sunday evening in Chicago.
        var now = new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);
        var target = Given.ATarget() with { Filter = new CallFilter.In("call.weekday", [day]) };

        Judge(target, now: now).IsEligible.ShouldBe(eligible);
        var campaign = Given.ACampaign("acme-fl") with { TimeZone = Chicago };
        Eligibility.Judge(
            Given.ABook(campaign, target), campaign, Given.PublisherTerms(), Given.AFloridian(), (_, _) => null, now,
            new HashSet<TargetId>()).Single().IsEligible.ShouldBe(!eligible);
    }

    [Theory]
    [InlineData(20.0, null, "7.00")]
    [InlineData(null, 5.0, "5.00")]
    public void A_fixed_price_that_leaves_less_than_the_campaigns_margin_is_not_asked(
        double? percent, double? amount, string min)
    {
        var campaign = Given.ACampaign("acme-fl");
        campaign = campaign with
        {
            Auction = campaign.Auction with
            {
                Margin = new MarginTerms(
                    (decimal?)percent, amount is { } least ? Money.Usd((decimal)least) : null, AllowLoss: false),
            },
        };
        var publisher = Given.PublisherTerms() with { Payout = new PayoutTerms.Fixed(Money.Usd(31)) };

        var reason = Eligibility.Judge(
            Given.ABook(campaign, Given.ATarget(price: 35)), campaign, publisher, Given.AFloridian(), (_, _) => null,
            Given.Monday9Am, new HashSet<TargetId>()).Single().Failed.ShouldHaveSingleItem();

        (reason.Code, reason.Values["margin"], reason.Values["min"]).ShouldBe(("not_asked.margin", "4.00", min));
    }

    [Fact]
    public void A_fixed_price_below_the_payout_is_not_asked()
    {
        var campaign = Given.ACampaign("acme-fl");
        var publisher = Given.PublisherTerms() with { Payout = new PayoutTerms.Fixed(Money.Usd(34.01m)) };

        var judged = Eligibility.Judge(
            Given.ABook(campaign, Given.ATarget(price: 34)), campaign, publisher, Given.AFloridian(), (_, _) => null,
            Given.Monday9Am, new HashSet<TargetId>());

        judged.ShouldHaveSingleItem().Failed.ShouldHaveSingleItem().Code.ShouldBe("not_asked.margin");
    }

    [Theory]
    [InlineData(true, "zeta", true)]
    [InlineData(true, "other", false)]
    [InlineData(false, "zeta", false)]
    [InlineData(false, "other", true)]
    public void Publishers_are_allowed_or_denied_by_name_and_the_reason_has_the_alias(bool isAllow, string named, bool isEligible)
    {
        var judged = Judge(Given.ATarget() with { Publishers = new PublisherChoice(isAllow, [new PublisherId(named)]) });

        judged.IsEligible.ShouldBe(isEligible);
        if (!isEligible) judged.Failed.ShouldHaveSingleItem().Values.ShouldBe(new Dictionary<string, string> { ["alias"] = "p-7f3a" });
    }

    [Fact]
    public void A_target_that_was_asked_is_not_asked_again()
    {
        var book = Given.ABook(Given.ACampaign(0, ["acme-fl"], ["overflow"]), Given.ATarget(), Given.ATarget("overflow"));

        var judged = Eligibility.Judge(
            book, book.Campaigns.Values.Single(), Given.PublisherTerms(), Given.AFloridian(), (_, _) => null,
            Given.Monday9Am, new HashSet<TargetId> { new("acme-fl") });

        judged[0].Failed.ShouldHaveSingleItem().Code.ShouldBe("not_asked.already_tried");
        judged[1].IsEligible.ShouldBeTrue();
    }
}
