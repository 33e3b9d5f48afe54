using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Ingress;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Auctions;
using Bidline.Tests.Calls;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

public sealed class ArrivalTests
{
    [Theory]
    [InlineData("sip")]
    [InlineData("number")]
    public async Task A_promised_call_is_sold_at_the_promised_price(string way)
    {
        await using var host = await PingHost.StartAsync();
        var made = await host.OfferAsync();

        var log = await host.CallAsync(PingHost.Script(), change: call => To(call, made, way));

        log.OfType<CallEvent.ReservationUsed>().Single().Promised.ShouldBe(Money.Usd(27.2m));
        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("high");
        var settled = log.OfType<CallEvent.Settled>().Single();
        (settled.Revenue, settled.Payout, settled.Margin).ShouldBe((Money.Usd(34), Money.Usd(27.2m), Money.Usd(6.8m)));
        await ShouldBeSoundAsync(host, made, ReservationState.Used);
    }

    [Fact]
    public async Task The_promised_winner_is_dialled_first_whatever_the_others_would_pay_by_then()
    {
        using var bidders = new ScriptedBidders().Bidding("high", 34).Bidding("low", 20);
        await using var host = await PingHost.StartAsync(bidders: bidders);
        var made = await host.OfferAsync();
        bidders.Bidding("low", 90);

        var log = await host.CallAsync(PingHost.Script(), change: call => To(call, made, "sip"));

        bidders.Asked.Count.ShouldBe(2);
        log.OfType<CallEvent.DialStarted>().Single().Destination.ShouldBe(PingHost.High);
        log.OfType<CallEvent.AuctionClosed>().Single().Auction.Trigger.ShouldBe("ping");
        await ShouldBeSoundAsync(host, made, ReservationState.Used);
    }

    [Fact]
    public async Task When_the_promised_winner_is_busy_only_who_leaves_the_margin_is_asked()
    {
        await using var host = await PingHost.StartAsync();
        var made = await host.OfferAsync();

        var log = await host.CallAsync(PingHost.Script(high: new FarSide.Refuses(486, PingHost.Soon)), change: call => To(call, made, "sip"));

        // Low pays 20.00, the publisher was promised 27.20.
        log.OfType<CallEvent.DialStarted>().Count().ShouldBe(1);
        log.OfType<CallEvent.Ended>().Single().Outcome.ShouldBe(CallOutcome.NotConnected);
        await ShouldBeSoundAsync(host, made, ReservationState.Used);
    }

    [Fact]
    public async Task When_the_promised_winner_is_busy_a_bid_that_does_not_pay_the_promise_is_rejected()
    {
        using var bidders = new ScriptedBidders().Bidding("high", 34).Bidding("low", 20);
        await using var host = await PingHost.StartAsync(bidders: bidders);
        var made = await host.OfferAsync();

        var log = await host.CallAsync(PingHost.Script(high: new FarSide.Refuses(486, PingHost.Soon)), change: call => To(call, made, "sip"));

        var again = log.OfType<CallEvent.AuctionClosed>().Last().Auction;
        again.Candidates.Single(it => it.Target.Value == "low").Reason.Code.ShouldBe("rejected.below_margin");
        log.OfType<CallEvent.DialStarted>().Count().ShouldBe(1);
        await ShouldBeSoundAsync(host, made, ReservationState.Used);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData(16, 1)]
    public async Task The_least_margin_holds_for_whoever_is_dialled_after_the_winner(int? leastPercent, int dialled)
    {
        // The publisher is promised 17.00: of low's 20.00 that leaves 15 %.
        var endpoint = PingHost.AnEndpoint() with { Price = new PingPrice.BaseBid(Money.Usd(17)) };
        await using var host = await PingHost.StartAsync(endpoint, bend: campaign => campaign with
        {
            Auction = campaign.Auction with { Margin = new MarginTerms(leastPercent ?? 0, null, AllowLoss: false) },
        });
        var made = await host.OfferAsync();

        var log = await host.CallAsync(PingHost.Script(high: new FarSide.Refuses(486, PingHost.Soon)), change: call => To(call, made, "sip"));

        log.OfType<CallEvent.DialStarted>().Count().ShouldBe(dialled);
        await ShouldBeSoundAsync(host, made, ReservationState.Used);
    }

    [Fact]
    public async Task When_the_promised_winner_is_busy_the_next_one_is_sold_to_at_the_promised_payout()
    {
        var cheap = PingHost.AnEndpoint() with { Price = new PingPrice.BaseBid(Money.Usd(15)) };
        await using var host = await PingHost.StartAsync(cheap);
        var made = await host.OfferAsync();

        var log = await host.CallAsync(PingHost.Script(high: new FarSide.Refuses(486, PingHost.Soon)), change: call => To(call, made, "sip"));

        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("low");
        var settled = log.OfType<CallEvent.Settled>().Single();
        (settled.Revenue, settled.Payout).ShouldBe((Money.Usd(20), Money.Usd(15)));
        await ShouldBeSoundAsync(host, made, ReservationState.Used);
    }

    [Theory]
    [InlineData(ArrivalPolicy.Refuse, "blocked", null)]
    [InlineData(ArrivalPolicy.Unpaid, "connected", "0.00")]
    [InlineData(ArrivalPolicy.Auction, "connected", "27.20")]
    public async Task A_late_call_goes_by_the_endpoints_policy(ArrivalPolicy policy, string outcome, string? payout)
    {
        await using var host = await PingHost.StartAsync(PingHost.AnEndpoint() with { Late = policy });
        var made = await host.OfferAsync();

        var log = await host.CallAsync(
            PingHost.Script(), change: call => To(call, made, "number") with { ReceivedAt = made.Until.AddMilliseconds(1) });

        log.OfType<CallEvent.ReservationMissed>().Single().Reason.Code.ShouldBe("call.reservation_expired");
        log.OfType<CallEvent.Ended>().Single().Outcome.ToString().ToLowerInvariant().ShouldBe(outcome);
        if (payout is not null) log.OfType<CallEvent.Settled>().Single().Payout.ToDecimalString().ShouldBe(payout);
        else log.OfType<CallEvent.Refused>().Single().SipStatus.ShouldBe(410);
        await ShouldBeSoundAsync(host, made, ReservationState.Expired);
    }

    [Theory]
    [InlineData("sip", "call.reservation_mismatch", ReservationState.Mismatched)]
    [InlineData("number", "call.reservation_none", ReservationState.Open)]
    public async Task Another_caller_than_the_promised_one_is_its_own_outcome(string way, string code, ReservationState left)
    {
        await using var host = await PingHost.StartAsync();
        var made = await host.OfferAsync();

        var log = await host.CallAsync(
            PingHost.Script(), change: call => To(call, made, way) with { Caller = PhoneNumber.Parse("+13055550177") });

        log.OfType<CallEvent.Ended>().Single().Reason.Code.ShouldBe(code);
        log.OfType<CallEvent.Refused>().Single().SipStatus.ShouldBe(403);
        log.OfType<CallEvent.FundsHeld>().ShouldBeEmpty();
        await ShouldBeSoundAsync(host, made, left);
    }

    [Theory]
    [InlineData("sip")]
    [InlineData("number")]
    public async Task A_promise_is_used_once(string way)
    {
        await using var host = await PingHost.StartAsync();
        var made = await host.OfferAsync();
        await host.CallAsync(PingHost.Script(), change: call => To(call, made, way));

        var log = await host.CallAsync(PingHost.Script(), change: call => To(call, made, way));

        log.OfType<CallEvent.Ended>().Single().Reason.Code.ShouldBe("call.reservation_used");
        log.OfType<CallEvent.Connected>().ShouldBeEmpty();
        (await host.OfferAsync()).Id.ShouldNotBe(made.Id);
        await ShouldBeSoundAsync(host, made, ReservationState.Used);
    }

    [Fact]
    public async Task Of_ten_calls_at_once_on_one_promise_one_is_sold()
    {
        await using var host = await PingHost.StartAsync();
        var made = await host.OfferAsync();

        var logs = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            host.CallAsync(PingHost.Script(), change: call => To(call, made, "sip"))));

        logs.Count(log => log.OfType<CallEvent.ReservationUsed>().Any()).ShouldBe(1);
        logs.Count(log => log.OfType<CallEvent.ReservationMissed>().Any(it => it.Reason.Code == "call.reservation_used"))
            .ShouldBe(9);
        await ShouldBeSoundAsync(host, made, ReservationState.Used);
    }

    [Theory]
    [InlineData("rsv_0197b0de000070008000012345678900")]
    [InlineData("RTB0197b0de000070008000012345678900")]
    [InlineData("rsv_' OR 1=1")]
    [InlineData("rsv_")]
    public async Task A_made_up_address_is_refused_and_sold_to_nobody(string user)
    {
        await using var host = await PingHost.StartAsync();

        var log = await host.CallAsync(PingHost.Script(), change: call => call with { SipUser = user });

        log.OfType<CallEvent.Refused>().Single().Reason.Code.ShouldBe("call.reservation_unknown");
        log.OfType<CallEvent.AuctionClosed>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_without_a_promise_on_an_ordinary_number_goes_as_ever()
    {
        await using var host = await PingHost.StartAsync();

        var log = await host.CallAsync(PingHost.Script());

        log.OfType<CallEvent.ReservationMissed>().ShouldBeEmpty();
        log.OfType<CallEvent.Settled>().Single().Payout.ShouldBe(Money.Usd(27.2m));
    }

    [Fact]
    public async Task What_the_ping_said_of_the_caller_is_true_of_the_call_and_its_ids_lead_to_the_ping()
    {
        await using var host = await PingHost.StartAsync();
        var made = await host.OfferAsync();
        CallId? id = null;

        var log = await host.CallAsync(PingHost.Script(), change: call => To(call, made, "sip") with { Id = Keep(call.Id, it => id = it) });

        log.OfType<CallEvent.Enriched>().Single().Profile.Zip.ShouldBe("33130");
        var held = log.OfType<CallEvent.FundsHeld>().Single().Hold.ToString();
        var posted = log.OfType<CallEvent.Settled>().Single().Posted!.Value.ToString();
        var queries = new PingQueries(host.Keeping.Store);
        foreach (var known in new[] { id!.Value.ToString(), held, posted })
        {
            (await queries.FindAsync(known, TestContext.Current.CancellationToken)).ShouldNotBeNull(known)
                .Ping.Id.ShouldBe(made.Ping.ToString());
        }
    }

    private static CallId Keep(CallId id, Action<CallId> keep)
    {
        keep(id);
        return id;
    }

    private static InboundCall To(InboundCall call, Reservation made, string way) => way == "sip"
        ? call with { Dialled = default, SipUser = OfferAddress.Print(OfferAddress.Native, made.Id) }
        : call with { Dialled = made.Number };

    private static async Task ShouldBeSoundAsync(FlowHost host, Reservation made, ReservationState left)
    {
        (await host.Reservations.FindAsync(made.Id, TestContext.Current.CancellationToken))!.State.ShouldBe(left);
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
        host.LiveCount.ShouldBe(0);
    }
}
