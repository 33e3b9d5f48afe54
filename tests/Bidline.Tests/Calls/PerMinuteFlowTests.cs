using System.Collections.Frozen;
using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

/// <summary>Minutes of 100 ms: a dollar each, two of them held at first.</summary>
public sealed class PerMinuteFlowTests
{
    private const string Desk = "sip:desk@127.0.0.1:5071";

    private static readonly MinuteRate Rate =
        new(Money.Usd(600), TimeSpan.FromMilliseconds(100), TimeSpan.Zero);

    [Fact]
    public async Task A_short_talk_pays_for_the_steps_it_began()
    {
        await using var host = await HostAsync();

        var log = await host.CallAsync(Talking(TimeSpan.FromMilliseconds(50)));

        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(1));
        log.OfType<CallEvent.HoldRenewed>().ShouldBeEmpty();
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_talk_is_covered_ahead_of_time_and_pays_for_all_of_it()
    {
        await using var host = await HostAsync();

        var log = await host.CallAsync(Talking(TimeSpan.FromMilliseconds(1_050)));

        var talked = log.OfType<CallEvent.Ended>().Single().TalkTime;
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Pricing.Of(Rate, talked));
        log.OfType<CallEvent.HoldRenewed>().Count().ShouldBeGreaterThanOrEqualTo(5);
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task When_the_money_is_used_up_the_talk_is_ended_and_costs_what_there_was()
    {
        await using var host = await HostAsync(balance: 7);
        SimulatedCarrier? caller = null;

        var log = await host.CallAsync(Talking(TimeSpan.FromSeconds(20)), carrier => caller = carrier);

        log.OfType<CallEvent.HoldNotRenewed>().Single().Reason.Code.ShouldBe("rejected.balance");
        var ended = log.OfType<CallEvent.Ended>().Single();
        (ended.By, ended.Outcome).ShouldBe((EndedBy.FundsRanOut, CallOutcome.Connected));
        ended.TalkTime.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(6));
        caller!.IsHungUp.ShouldBeTrue();
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_talk_holds_its_minutes_of_the_groups_and_the_publishers_money_too_and_settles()
    {
        await using var host = await HostAsync(groupSpend: 100, publisherSpend: 80);

        var log = await host.CallAsync(Talking(TimeSpan.FromMilliseconds(650)));

        var revenue = log.OfType<CallEvent.Settled>().Single().Revenue;
        revenue.ShouldBeGreaterThan(Money.Usd(4));
        var group = host.Keeping.Board.Of(new GroupId("home"))!.Of(CalendarPeriod.Day)!;
        (group.Calls, group.Spent).ShouldBe((1, revenue));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(7, 1_000, "group")]
    [InlineData(1_000, 5, "publisher")]
    public async Task When_a_shared_caps_money_is_used_up_the_talk_is_ended_and_the_cap_is_not_passed(
        int groupSpend, int publisherSpend, string whose)
    {
        await using var host = await HostAsync(groupSpend: groupSpend, publisherSpend: publisherSpend);

        var log = await host.CallAsync(Talking(TimeSpan.FromSeconds(20)));

        var refused = log.OfType<CallEvent.HoldNotRenewed>().Single().Reason;
        (refused.Code, refused.Values["whose"]).ShouldBe(("not_asked.cap_spend", whose));
        log.OfType<CallEvent.Ended>().Single().By.ShouldBe(EndedBy.FundsRanOut);
        var settled = log.OfType<CallEvent.Settled>().Single();
        settled.Revenue.ShouldBe(Money.Usd(6));
        settled.Revenue.ShouldBeLessThanOrEqualTo(Money.Usd(groupSpend));
        settled.Payout.ShouldBeLessThanOrEqualTo(Money.Usd(publisherSpend));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    private static CarrierScript Talking(TimeSpan time) => new()
    {
        FarSides = new Dictionary<string, FarSide> { [Desk] = new FarSide.Answers(TimeSpan.FromMilliseconds(5)) },
        CallerTalksFor = time,
    };

    private static async Task<FlowHost> HostAsync(
        decimal balance = 500, decimal? groupSpend = null, decimal? publisherSpend = null)
    {
        var group = groupSpend is { } most ? new TargetGroup(new GroupId("home"), "Home", PerDay(most)) : null;
        var target = Given.ATarget("desk") with
        {
            Destination = new Destination.Sip(Desk),
            Qualify = new QualifyRule(TimeSpan.Zero),
            Price = new TargetPrice.PerMinute(Rate, Money.Usd(2), TimeSpan.FromMilliseconds(200)),
            Group = group,
        };
        var terms = Given.PublisherTerms() with
        {
            Qualify = new QualifyRule(TimeSpan.Zero),
            Caps = publisherSpend is { } earned ? PerDay(earned) : Caps.None,
        };
        var campaign = Given.ACampaign("desk") with { Publishers = new[] { terms }.ToFrozenDictionary(it => it.Publisher) };
        var buyer = Given.ABuyer() with { OpeningBalance = Money.Usd(balance) };
        var book = Given.ABook(campaign, target) with { Buyers = new[] { buyer }.ToFrozenDictionary(it => it.Id) };
        if (group is not null) book = book with { Groups = new[] { group }.ToFrozenDictionary(it => it.Id) };
        var host = await FlowHost.StartAsync(book, new ScriptedBidders().Auctioneer);
        // What keepers tell goes by the market that they know.
        host.Keeping.Shelf.Swap(book);
        return host;
    }

    private static Caps PerDay(decimal spend) => Caps.None.With(new CapLimit(CalendarPeriod.Day, null, Money.Usd(spend)));
}
