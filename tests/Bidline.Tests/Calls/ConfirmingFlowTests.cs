using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Adapters.Buyers;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

/// <summary>
/// Calls sold to a buyer that must confirm, over real HTTP, a real store and real keepers; beside it stands a buyer at a
/// fixed price, who is next.
/// </summary>
public sealed class ConfirmingFlowTests : IAsyncDisposable
{
    private const string Theirs = "sip:desk@127.0.0.1:5073";
    private const string Next = "sip:low@127.0.0.1:5071";

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    private readonly BidderClient _client = new(
        new BidderClientSettings(), new AddressPolicy(allowPrivate: true), TimeProvider.System);

    private readonly BidderHealth _health = new(Some.Settings, TimeProvider.System);
    private readonly List<IAsyncDisposable> _started = [];

    [Fact]
    public async Task A_winner_that_confirms_is_dialled_where_the_confirmation_says()
    {
        var buyer = await BuyerAsync();
        buyer.Confirm = _ => Task.FromResult(buyer.Confirmed());
        var host = await HostAsync(buyer);

        var log = await host.CallAsync(Script());

        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("rtb");
        log.OfType<CallEvent.DialStarted>().Single().Destination.ShouldBe(Theirs);
        log.OfType<CallEvent.Confirmed>().Single().Destination.ShouldBe(Theirs);
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(40));
        // The hold is durable before the buyer is asked.
        log.Select(it => it.GetType().Name).SkipWhile(name => name != "FundsHeld").Take(4)
            .ShouldBe(["FundsHeld", "ConfirmStarted", "Confirmed", "DialStarted"]);
        buyer.Asked.Select(asked => asked.Method).ShouldBe(["POST", "PUT"]);
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_refused_confirmation_gives_the_hold_back_and_the_next_offer_is_tried()
    {
        var buyer = await BuyerAsync();
        var host = await HostAsync(buyer);

        var log = await host.CallAsync(Script());

        log.OfType<CallEvent.ConfirmFailed>().Single().Reason.Code.ShouldBe("dial.not_confirmed");
        log.OfType<CallEvent.HoldReleased>().Single().Reason.Code.ShouldBe("dial.not_confirmed");
        log.OfType<CallEvent.DialStarted>().Single().Target.Value.ShouldBe("low");
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(20));
        await ShouldBeSoundAsync(host);
    }

    [Theory]
    [InlineData("""{"status":"confirmed","retreaver_payout":39.99,"sip_address":"desk@127.0.0.1:5073"}""", "dial.terms_changed")]
    [InlineData("""{"status":"confirmed","retreaver_seconds":600,"sip_address":"desk@127.0.0.1:5073"}""", "dial.terms_changed")]
    [InlineData("""{"status":"confirmed","sip_address":"desk@127.0.0.1?Replaces=1"}""", "rejected.number")]
    [InlineData("""{"status":"confirmed","inbound_number":"+19005550100"}""", "rejected.number")]
    [InlineData("""{"status":"confirmed"}""", "dial.no_destination")]
    [InlineData("upstream request timeout", "dial.confirm_failed")]
    [InlineData("""{"status":"confirmed","status":"no-target"}""", "dial.confirm_failed")]
    public async Task What_is_no_clean_confirmation_is_not_dialled(string answer, string reason)
    {
        var buyer = await BuyerAsync();
        buyer.Confirm = _ => Task.FromResult(answer);
        var host = await HostAsync(buyer);

        var log = await host.CallAsync(Script());

        log.OfType<CallEvent.ConfirmFailed>().Single().Reason.Code.ShouldBe(reason);
        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("low");
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_silent_buyer_is_waited_for_as_long_as_its_terms_say()
    {
        var buyer = await BuyerAsync();
        buyer.Confirm = async _ =>
        {
            await Task.Delay(1500);
            return buyer.Confirmed();
        };
        var host = await HostAsync(buyer, confirmMs: 150);

        var log = await host.CallAsync(Script());

        var failed = log.OfType<CallEvent.ConfirmFailed>().Single();
        failed.Reason.Code.ShouldBe("dial.confirm_failed");
        failed.Reason.Values.ShouldContainKeyAndValue("cause", "error.timeout");
        failed.Took.ShouldBeInRange(TimeSpan.FromMilliseconds(140), TimeSpan.FromMilliseconds(900));
        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("low");
        await ShouldBeSoundAsync(host);
    }

    [Theory]
    [InlineData("""{"status":"confirmed","sip_address":"desk@127.0.0.1:5073"}""", null)]
    [InlineData("""{"status":"no-target"}""", "dial.not_confirmed")]
    [InlineData("upstream request timeout", "dial.confirm_failed")]
    public async Task A_confirmation_after_its_time_is_recorded_with_what_it_said(string answer, string? refusal)
    {
        var buyer = await BuyerAsync();
        buyer.Confirm = async _ =>
        {
            await Task.Delay(500);
            return answer;
        };
        var host = await HostAsync(buyer, confirmMs: 150);

        var log = await host.CallAsync(Script() with { CallerTalksFor = TimeSpan.FromSeconds(1) });

        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("low");
        var late = log.OfType<CallEvent.ConfirmLate>().Single();
        (late.Attempt, late.Refusal?.Code, late.Destination).ShouldBe((1, refusal, refusal is null ? Theirs : null));
        late.Took.ShouldBeInRange(TimeSpan.FromMilliseconds(480), TimeSpan.FromMilliseconds(1500));
        await ShouldBeSoundAsync(host);
    }

    [Theory]
    [InlineData("""{"status":"confirmed","sip_address":"desk@127.0.0.1:5073"}""", 0, 0)]
    [InlineData("""{"status":"no-target"}""", 0, 0)]
    [InlineData("upstream request timeout", 0, 1)]
    [InlineData("""{"status":"confirmed","sip_address":"desk@127.0.0.1:5073"}""", 500, 1)]
    public async Task A_failed_or_late_confirmation_counts_against_its_bidder(string answer, int afterMs, int failures)
    {
        var buyer = await BuyerAsync();
        buyer.Confirm = async _ =>
        {
            await Task.Delay(afterMs);
            return answer;
        };
        var host = await HostAsync(buyer, confirmMs: 150);

        await host.CallAsync(Script());

        var state = _health.StateOf(new TargetId("rtb"));
        (state.Known, state.Failures).ShouldBe((2, failures));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_meanwhile_costs_nobody_anything()
    {
        var buyer = await BuyerAsync();
        buyer.Confirm = async _ =>
        {
            await Task.Delay(3000);
            return buyer.Confirmed();
        };
        var host = await HostAsync(buyer);

        var log = await host.CallAsync(Script() with { CallerLeavesAfter = TimeSpan.FromMilliseconds(900) });

        var ended = log.OfType<CallEvent.Ended>().Single();
        (ended.Outcome, ended.Reason.Code).ShouldBe((CallOutcome.Abandoned, "call.caller_hangup_auction"));
        log.OfType<CallEvent.DialStarted>().ShouldBeEmpty();
        log.OfType<CallEvent.HoldReleased>().Count().ShouldBe(1);
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task When_nobody_confirms_the_call_is_unsold_and_says_why()
    {
        var buyer = await BuyerAsync();
        var host = await HostAsync(buyer, alone: true);

        var log = await host.CallAsync(Script() with { AnnouncementLength = Soon });

        var ended = log.OfType<CallEvent.Ended>().Single();
        (ended.Outcome, ended.Reason.Code).ShouldBe((CallOutcome.NoBuyer, "dial.not_confirmed"));
        log.OfType<CallEvent.FallbackStarted>().Count().ShouldBe(1);
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_reservation_that_names_its_destination_keeps_it()
    {
        var buyer = await BuyerAsync(reserved: Theirs);
        buyer.Confirm = _ => Task.FromResult("""{"status":"confirmed"}""");
        var host = await HostAsync(buyer);

        var log = await host.CallAsync(Script());

        log.OfType<CallEvent.Confirmed>().Single().Destination.ShouldBeNull();
        log.OfType<CallEvent.DialStarted>().Single().Destination.ShouldBe(Theirs);
        await ShouldBeSoundAsync(host);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _started) await part.DisposeAsync();
        _client.Dispose();
    }

    private async Task<ReservingBuyer> BuyerAsync(string? reserved = null)
    {
        var buyer = await ReservingBuyer.StartAsync(Theirs["sip:".Length..], reserved);
        _started.Add(buyer);
        return buyer;
    }

    private async Task<FlowHost> HostAsync(ReservingBuyer buyer, int confirmMs = 2000, bool alone = false)
    {
        var rtb = Given.ATarget("rtb") with
        {
            Destination = new Destination.FromBid(),
            RingTime = TimeSpan.FromMilliseconds(1500),
            Qualify = new QualifyRule(TimeSpan.FromMilliseconds(100)),
            Price = new TargetPrice.Bidder(new BidderTerms(
                "retreaver", new Uri(buyer.Url), TimeSpan.FromSeconds(2), null, ShareCaller.Never)
            {
                ConfirmTimeout = TimeSpan.FromMilliseconds(confirmMs),
            }),
        };
        var low = Given.ATarget("low", price: 20) with
        {
            Destination = new Destination.Sip(Next), RingTime = rtb.RingTime, Qualify = rtb.Qualify,
        };
        var campaign = Given.ACampaign(alone ? ["rtb"] : ["rtb", "low"]) with
        {
            Auction = Some.Terms(deadlineMs: 2000),
            Publishers = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
                [Given.PublisherTerms() with { Qualify = new QualifyRule(TimeSpan.FromMilliseconds(100)) }], it => it.Publisher),
        };
        var auctioneer = new Auctioneer(
            Some.Settings, BuyerProtocols.All, _client.AskAsync, Some.Destinations, _health, TimeProvider.System);
        var confirmer = new Confirmer(
            BuyerProtocols.All, _client.AskAsync, Some.Destinations, _health, TimeProvider.System);
        var host = await FlowHost.StartAsync(Given.ABook(campaign, rtb, low), auctioneer, confirmer);
        _started.Add(host);
        return host;
    }

    private static CarrierScript Script() => new()
    {
        CallerTalksFor = TimeSpan.FromMilliseconds(150),
        FarSides = new Dictionary<string, FarSide>
        {
            [Theirs] = new FarSide.Answers(Soon),
            [Next] = new FarSide.Answers(Soon),
        },
    };

    private static async Task ShouldBeSoundAsync(FlowHost host)
    {
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
        (await host.Keeping.HoldsAsync("open")).ShouldBe(0);
        host.LiveCount.ShouldBe(0);
    }
}
