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

    private static CarrierScript Talking(TimeSpan time) => new()
    {
        FarSides = new Dictionary<string, FarSide> { [Desk] = new FarSide.Answers(TimeSpan.FromMilliseconds(5)) },
        CallerTalksFor = time,
    };

    private static Task<FlowHost> HostAsync(decimal balance = 500)
    {
        var target = Given.ATarget("desk") with
        {
            Destination = new Destination.Sip(Desk),
            Qualify = new QualifyRule(TimeSpan.Zero),
            Price = new TargetPrice.PerMinute(Rate, Money.Usd(2), TimeSpan.FromMilliseconds(200)),
        };
        var book = Given.ABook(Given.ACampaign("desk"), target);
        var buyer = Given.ABuyer() with { OpeningBalance = Money.Usd(balance) };
        return FlowHost.StartAsync(
            book with { Buyers = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary([buyer], it => it.Id) },
            new ScriptedBidders().Auctioneer);
    }
}
