using System.Net;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Tests.Auctions;
using Bidline.Tests.Calls;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

/// <summary>Faults of the catalogue that publishers and bidders make around a ping, each with its figure.</summary>
public sealed class FaultTests
{
    private static readonly string[] HostileTargets =
    [
        "sip:a@8.8.4.4\r\nX-Evil: 1", "sip:a%0d%0aX-Evil:1@8.8.4.4", "sip:a@8.8.4.4%0aX-Evil:1", "sip:a@8.8.4.4?Replaces=x%3Bto-tag%3D1",
        "sip:a@8.8.4.4?Route=%3Csip:127.0.0.1%3E", "sip:a@8.8.4.4;maddr=127.0.0.1", "sip:a@8.8.4.4;transport=tls", "sip:a@8.8.4.4;transport=ws",
        "sip:a@127.0.0.1", "sip:a@127.0.0.1:5060", "sip:a@localhost", "sip:a@[::1]", "sip:a@[::ffff:127.0.0.1]", "sip:a@2130706433", "sip:a@0x7f.1",
        "sip:a@10.0.0.9", "sip:a@169.254.169.254", "sip:desk@198.18.0.5:5060", "sip:+19005550100@8.8.4.4", "+19005550100", "+881631555555",
        "+88299555555", "+44900555555", "+18765550100", "911", "tel:911", "tel:+13055550142;ext=12", "tel:+13055550142;phone-context=evil",
        $"sip:{new string('a', 200)}@8.8.4.4", $"sip:{new string('a', 5000)}@8.8.4.4", "\"Evil\" <sip:a@8.8.4.4>", "sip:a:secret@8.8.4.4", "javascript:alert(1)",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F38_No_hostile_target_of_a_bid_is_dialled_and_no_header_escapes()
    {
        var ours = new IPEndPoint(IPAddress.Parse("198.18.0.5"), 5060);
        using var bidders = new ScriptedBidders(destinations: new DestinationPolicy(new AddressPolicy(allowPrivate: false), [ours]));
        await using var host = await PingHost.StartAsync(bidders: bidders, target: it => it with { Destination = new Destination.FromBid() });
        var (dialled, escaped, refused) = (0, 0, 0);
        foreach (var hostile in HostileTargets)
        {
            bidders.With("high", Some.Bid(34, hostile));

            var ping = await host.PingAsync(PingHost.APing() with { Caller = default });
            var log = await host.CallAsync(PingHost.Script());

            ping.ShouldBeOfType<PingOutcome.Rejected>(hostile);
            dialled += log.OfType<CallEvent.DialStarted>().Count();
            escaped += log.OfType<CallEvent.DialStarted>().Count(it => it.Destination.Any(c => c is '\r' or '\n' or '?' or '%'));
            refused += log.OfType<CallEvent.AuctionClosed>().SelectMany(it => it.Auction.Candidates)
                .Count(it => it.Target.Value == "high" && it.Reason.Code == "rejected.number");
        }

        (dialled, escaped, refused).ShouldBe((0, 0, HostileTargets.Length));
    }

    [Theory]
    [InlineData(-1, "same", 1, 1)]
    [InlineData(0, "same", 1, 0)]
    [InlineData(1, "same", 1, 0)]
    [InlineData(-1, "other", 1, 0)]
    [InlineData(-1, "same", 2, 1)]
    [InlineData(-1, "same", 6, 1)]
    public async Task F67_A_promise_is_used_by_one_call_in_time_and_never_twice(int offsetMs, string caller, int calls, int uses)
    {
        await using var host = await PingHost.StartAsync();
        var made = await host.OfferAsync();

        var logs = await Task.WhenAll(Enumerable.Range(0, calls).Select(_ => host.CallAsync(PingHost.Script(), change: call => call with
        {
            Dialled = default,
            SipUser = OfferAddress.Print(OfferAddress.Native, made.Id),
            ReceivedAt = made.Until.AddMilliseconds(offsetMs),
            Caller = caller == "same" ? call.Caller : PhoneNumber.Parse("+13055550177"),
        })));

        logs.Count(log => log.OfType<CallEvent.ReservationUsed>().Any()).ShouldBe(uses);
        logs.Count(log => log.OfType<CallEvent.ReservationMissed>().Any()).ShouldBe(calls - uses);
        logs.Sum(log => log.OfType<CallEvent.Settled>().Count(it => it.Payout == made.Price)).ShouldBe(uses);
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task F67_What_was_promised_to_one_publisher_is_nothing_to_another()
    {
        await using var host = await PingHost.StartAsync();
        var made = await host.OfferAsync();

        // Another publisher has neither the address nor the caller: it has the number that offers share.
        var log = await host.CallAsync(PingHost.Script(), change: call => call with
        {
            Dialled = made.Number, Caller = PhoneNumber.Parse("+13055550178"),
        });

        log.OfType<CallEvent.ReservationUsed>().ShouldBeEmpty();
        log.OfType<CallEvent.Ended>().Single().Reason.Code.ShouldBe("call.reservation_none");
        (await host.Reservations.FindAsync(made.Id, Cancel))!.State.ShouldBe(ReservationState.Open);
    }

    [Fact]
    public async Task F68_A_flood_that_never_calls_holds_no_more_than_its_quota_and_asks_each_caller_once()
    {
        const int Quota = 20;
        using var bidders = new ScriptedBidders().Bidding("high", 34).Bidding("low", 20);
        await using var host = await PingHost.StartAsync(
            PingHost.AnEndpoint() with { PingsPerCaller = 1_000 }, bidders, publisher: it => it with { OpenOffers = Quota });

        var flood = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Task.Run(
            () => host.PingAsync(PingHost.APing() with { Caller = Caller(i % 100) }), Cancel)));

        var offers = flood.OfType<PingOutcome.Offered>().Select(it => it.Reservation.Id).Distinct().ToList();
        offers.Count.ShouldBeLessThanOrEqualTo(Quota);
        flood.OfType<PingOutcome.Rejected>().Select(it => it.Reason.Code).Distinct().ShouldBe(["ping.open_offers"]);
        // Nothing of a buyer's is held by what was only asked.
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
        (await host.CallAsync(PingHost.Script(), change: call => call with { Caller = Caller(200) }))
            .OfType<CallEvent.Connected>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task F68_A_publisher_whose_offers_become_no_calls_is_promised_less()
    {
        var claims = new ClaimTerms(LeastPercent: 10, BlockPercent: 50, AfterOffers: 20);
        await using var host = await PingHost.StartAsync(publisher: it => it with { Claims = claims });
        for (var i = 0; i < 20; i++) await GiveUpAsync(host, await host.OfferAsync(PingHost.APing() with { Caller = Caller(i) }));

        var after = await Task.WhenAll(Enumerable.Range(100, 200).Select(i => host.PingAsync(PingHost.APing() with { Caller = Caller(i) })));

        var blocked = after.OfType<PingOutcome.Rejected>().ToList();
        blocked.Select(it => it.Reason.Code).Distinct().ShouldBe(["ping.claim_rate"]);
        blocked.Count.ShouldBeInRange(60, 140);
        (blocked[0].Reason.Values["share"], blocked[0].Reason.Values["least"]).ShouldBe(("0", "10"));
    }

    /// <summary>A call from another number than was said: the offer is over, and was not claimed.</summary>
    private static Task GiveUpAsync(FlowHost host, Reservation made) => host.CallAsync(PingHost.Script(), change: call => call with
    {
        Dialled = default, SipUser = OfferAddress.Print(OfferAddress.Native, made.Id), Caller = PhoneNumber.Parse("+13055550177"),
    });

    private static PhoneNumber Caller(int index) => PhoneNumber.Parse($"+1{305 + (index / 100)}55501{index % 100:00}");
}
