using System.Collections.Frozen;
using Bidline.Accounts;
using Bidline.Adapters.Buyers;
using Bidline.Adapters.Postbacks;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Postbacks;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Storage;
using Bidline.Tests.Auctions;
using Bidline.Tests.Calls;
using Bidline.Tests.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Postbacks.Notices;

/// <summary>Whole calls with real bidders over HTTP, real keepers, a real store and real receivers of notices.</summary>
public sealed class NoticesOfACallTests
{
    private const string Desk = "sip:desk@127.0.0.1:5072";

    [Fact]
    public async Task Winner_and_loser_are_told_what_became_of_their_bids()
    {
        await using var winner = await BidderAsync("31.50");
        await using var loser = await BidderAsync("20.00");
        await using var client = new Clients();
        await using var host = await FlowHost.StartAsync(Book(winner, loser), client.Auctioneer);
        var notices = Noticing(host);

        await host.CallAsync(Script(TimeSpan.FromMilliseconds(120)));
        await SendAsync(host, client, notices);

        var secret = (await notices.Secrets.OfAsync(new BuyerId("high"), CancellationToken.None))[0].Secret;
        Notices(winner).Select(one => one.Type).Order().ShouldBe(["bid.billed", "bid.converted", "bid.won"]);
        Notices(winner).ShouldAllBe(one => one.IsSignedWith(secret));
        Notices(winner).Single(one => one.Type == "bid.billed").Data.GetProperty("amount").GetString().ShouldBe("31.50");
        var lost = Notices(loser).ShouldHaveSingleItem();
        (lost.Type, lost.Data.GetProperty("reason").GetProperty("code").GetString()).ShouldBe(("bid.lost", "lost.price"));
        lost.IsSignedWith(secret).ShouldBeFalse();
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_queued_during_the_call_is_not_queued_again_with_its_settlement()
    {
        await using var winner = await BidderAsync("31.50");
        await using var loser = await BidderAsync("20.00");
        await using var client = new Clients();
        await using var host = await FlowHost.StartAsync(Book(winner, loser), client.Auctioneer);
        var notices = Noticing(host);

        var log = await host.CallAsync(Script(TimeSpan.FromMilliseconds(120)));
        var call = log.OfType<CallEvent.Received>().Single().Inbound.Id;
        await notices.Desk.QueueAsync(call, CancellationToken.None);
        await notices.Desk.QueueAsync(call, CancellationToken.None);
        await SendAsync(host, client, notices);

        (Notices(winner).Count, Notices(loser).Count).ShouldBe((3, 1));
    }

    [Fact]
    public async Task A_settlement_and_its_notices_are_one_commit()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        var shelf = new BookShelf();
        shelf.Swap(CallNoticesTests.BookWith(
            new NoticeTerms(new Uri("http://127.0.0.1:9/"), true, true, true, true), reveal: false) with { Version = 1 });
        host.Notices = new NoticeDesk(shelf, new Outbox(host.Store, TimeProvider.System), host.Log);
        await host.TopUpAsync(100m);
        var call = await new LoggedCall(host).ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromSeconds(131));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.Settlement.SettleAsync(call.Id, CancellationToken.None)));

        var queued = await new PostbackLog(host.Store).ListAsync(
            new PostbackQuery(null, null, null, call.Id, null, 100), CancellationToken.None);
        queued.Select(one => one.Kind).Order().ShouldBe(["bid.billed", "bid.converted", "bid.won"]);
        (await call.ReadAsync<CallEvent.Settled>()).Revenue.ShouldBe(Money.Usd(27.5m));
    }

    private static Task<Receiver> BidderAsync(string bid) => BidderAsync(
        $$"""{"bid":"{{bid}}","id":"{{Guid.CreateVersion7():N}}","destination":"{{Desk}}"}""", 200);

    private static async Task<Receiver> BidderAsync(string answer, int status)
    {
        var bidder = await Receiver.StartAsync();
        bidder.Answers = (received, context) =>
        {
            context.Response.StatusCode = status;
            return received.Line.EndsWith("/bid", StringComparison.Ordinal) ? context.Response.WriteAsync(answer) : Task.CompletedTask;
        };
        return bidder;
    }

    private static List<Received> Notices(Receiver receiver) =>
        [.. receiver.All.Where(one => one.Line == "POST /notices")];

    private static CampaignBook Book(Receiver winner, Receiver loser)
    {
        var campaign = Given.ACampaign("high", "low");
        return Given.ABook(campaign, Target("high", winner), Target("low", loser)) with
        {
            Campaigns = new[] { campaign with { Auction = campaign.Auction with { Deadline = TimeSpan.FromSeconds(4) } } }
                .ToFrozenDictionary(it => it.Id),
        };
    }

    private static Target Target(string id, Receiver bidder) => Given.ABidder(id, id) with
    {
        Qualify = new QualifyRule(TimeSpan.FromMilliseconds(50)),
        Destination = new Destination.FromBid(),
        Price = new TargetPrice.Bidder(new BidderTerms(
            "bidline", new Uri(bidder.Url, "/bid"), TimeSpan.FromSeconds(3), Money.Usd(60), ShareCaller.Never)
        {
            Notices = new NoticeTerms(bidder.Url, true, true, true, true),
        }),
    };

    private static CarrierScript Script(TimeSpan talk) => new()
    {
        CallerTalksFor = talk,
        FarSides = new Dictionary<string, FarSide> { [Desk] = new FarSide.Answers(TimeSpan.FromMilliseconds(20)) },
    };

    private static Noticed Noticing(FlowHost host)
    {
        var store = host.Keeping.Store;
        var outbox = new Outbox(store, TimeProvider.System);
        var desk = new NoticeDesk(host.Shelf, outbox, host.Keeping.Log);
        host.Keeping.Notices = desk;
        return new Noticed(outbox, desk, new NoticeSecrets(store, new Audit(store, TimeProvider.System), TimeProvider.System));
    }

    private static async Task SendAsync(FlowHost host, Clients client, Noticed notices)
    {
        var address = new NoticeAddress(host.Shelf, notices.Secrets);
        var sender = new PostbackSender(
            notices.Outbox, address.FindAsync, client.Postbacks.SendAsync, SendingHost.NoAds, TimeProvider.System,
            NullLogger<PostbackSender>.Instance);
        await await sender.SweepAsync(CancellationToken.None);
    }

    private sealed record Noticed(Outbox Outbox, NoticeDesk Desk, NoticeSecrets Secrets);

    private sealed class Clients : IAsyncDisposable
    {
        private static readonly AddressPolicy Anywhere = new(allowPrivate: true);
        private readonly BidderClient _bidders = new(new BidderClientSettings(), Anywhere, TimeProvider.System);

        public Clients() => Auctioneer = new Auctioneer(
            Some.Settings, BuyerProtocols.All, _bidders.AskAsync, new DestinationPolicy(Anywhere, []),
            new BidderHealth(Some.Settings, TimeProvider.System), TimeProvider.System);

        public Auctioneer Auctioneer { get; }

        public PostbackClient Postbacks { get; } = new(new PostbackClientSettings(), Anywhere, TimeProvider.System);

        public ValueTask DisposeAsync()
        {
            Auctioneer.Dispose();
            _bidders.Dispose();
            Postbacks.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
