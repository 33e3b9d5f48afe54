using System.Collections.Frozen;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

/// <summary>The market changes while calls are under way (F72): each keeps the book it began with, and says which one.</summary>
public sealed class ChangingBookTests
{
    private const string Busy = "sip:busy@127.0.0.1:5071";
    private const string Free = "sip:free@127.0.0.1:5072";

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// The pause means no new questions; a bid that was given before it is honoured, at its price.
    /// </summary>
    [Fact]
    public async Task A_buyer_that_is_paused_between_its_bid_and_the_dial_gets_this_call_and_is_not_asked_about_the_next_F72()
    {
        using var bidders = new ScriptedBidders().Bidding("acme-fl", 34);
        var bidder = Given.ABidder("acme-fl", url: "http://127.0.0.1:1/acme-fl") with
        {
            Destination = new Destination.Sip(Free),
            Qualify = new QualifyRule(TimeSpan.Zero),
        };
        var book = Given.ABook(Given.ACampaign("acme-fl"), bidder);
        await using var host = await FlowHost.StartAsync(book, bidders.Auctioneer);
        bidders.WhenAsked = _ => host.Shelf.Swap(book with
        {
            Version = 2,
            Buyers = new[] { Given.ABuyer() with { Paused = true } }.ToFrozenDictionary(buyer => buyer.Id),
        });

        var during = await host.CallAsync(Script);
        var after = await host.CallAsync(Script);

        VersionOf(during).ShouldBe(1);
        during.OfType<CallEvent.Connected>().Single().Target.ShouldBe(bidder.Id);
        during.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(34));
        VersionOf(after).ShouldBe(2);
        after.OfType<CallEvent.AuctionClosed>().Single().Auction.Candidates.Single().Reason.Code.ShouldBe("not_asked.paused");
        after.OfType<CallEvent.DialStarted>().ShouldBeEmpty();
        bidders.Asked.Count.ShouldBe(1);
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    /// <summary>
    /// Two books turn everything around: who is asked first, at which price, what the publisher gets. Each call is busy at
    /// its first tier, so that it is decided twice, with swaps in between.
    /// </summary>
    [Fact]
    public async Task No_call_is_decided_by_two_books_while_they_are_swapped_all_the_time_F72()
    {
        var odd = Book(1, ["first", "second"], first: 40, second: 20, new PayoutTerms.PercentOfRevenue(80, null, null));
        var even = Book(2, ["second", "first"], first: 30, second: 45, new PayoutTerms.Fixed(Money.Usd(5)));
        await using var host = await FlowHost.StartAsync(odd, new ScriptedBidders().Auctioneer);
        await host.Keeping.TopUpAsync(100_000);
        using var over = new CancellationTokenSource();
        var swapping = SwapAsync(host.Shelf, odd, even, over.Token);

        var logs = new List<IReadOnlyList<CallEvent>>();
        for (var i = 0; i < 20; i++) logs.AddRange(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.CallAsync(Script))));
        await over.CancelAsync();
        var swaps = await swapping;

        logs.Count.ShouldBe(200);
        logs.Count(IsMixed).ShouldBe(0);
        logs.Select(log => VersionOf(log) % 2).Distinct().Count().ShouldBe(2, "Both books decided.");
        swaps.ShouldBeGreaterThan(40);
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    private static bool IsMixed(IReadOnlyList<CallEvent> log)
    {
        var dials = string.Join(' ', log.OfType<CallEvent.DialStarted>().Select(dial => dial.Target.Value));
        var prices = log.OfType<CallEvent.FundsHeld>().Select(held => held.Terms.Price);
        var settled = log.OfType<CallEvent.Settled>().Single();
        var found = $"{dials} {string.Join(' ', prices)} {settled.Revenue} {settled.Payout}";
        return found != (VersionOf(log) % 2 == 1
            ? $"first second {Money.Usd(40)} {Money.Usd(20)} {Money.Usd(20)} {Money.Usd(16)}"
            : $"second first {Money.Usd(45)} {Money.Usd(30)} {Money.Usd(30)} {Money.Usd(5)}");
    }

    private static async Task<int> SwapAsync(BookShelf shelf, CampaignBook odd, CampaignBook even, CancellationToken over)
    {
        var version = 1;
        while (!over.IsCancellationRequested)
        {
            version++;
            shelf.Swap((version % 2 == 1 ? odd : even) with { Version = version });
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        return version;
    }

    private static CampaignBook Book(int version, string[] order, decimal first, decimal second, PayoutTerms payout)
    {
        var publisher = Given.PublisherTerms() with { Payout = payout, Qualify = new QualifyRule(TimeSpan.Zero) };
        var campaign = Given.ACampaign(0, [order[0]], [order[1]]) with
        {
            Publishers = new[] { publisher }.ToFrozenDictionary(terms => terms.Publisher),
        };
        return Given.ABook(
            campaign, Target("first", first, order[0]), Target("second", second, order[0])) with { Version = version };
    }

    private static Target Target(string id, decimal price, string busy) => Given.ATarget(id, price: price) with
    {
        Destination = new Destination.Sip(id == busy ? Busy : Free),
        Qualify = new QualifyRule(TimeSpan.Zero),
    };

    private static CarrierScript Script => new()
    {
        FarSides = new Dictionary<string, FarSide>
        {
            [Busy] = new FarSide.Refuses(486, Soon),
            [Free] = new FarSide.Answers(Soon),
        },
        CallerTalksFor = Soon,
        AnnouncementLength = Soon,
    };

    private static int VersionOf(IReadOnlyList<CallEvent> log) => log.OfType<CallEvent.Received>().Single().BookVersion;
}
