using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Calls.Simulations;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Traffic;
using Bidline.Screening;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Auctions;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls.Simulations;

/// <summary>A simulation is worth what it has in common with the call: the same market, caller and bids.</summary>
public sealed class AgreementTests
{
    private const int Markets = 40;
    private const int TargetsMax = 8;

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_simulation_names_the_dials_and_the_obstacles_that_the_call_then_has()
    {
        using var bidders = new ScriptedBidders();
        await using var host = await FlowHost.StartAsync(MarketOf(new Random(0), out _), bidders.Auctioneer);
        using var simulator = SimulatorOf(host);
        for (var seed = 0; seed < Markets; seed++)
        {
            var book = MarketOf(new Random(seed), out var bids);
            foreach (var (target, bid) in bids) bidders.Bidding(target.Value, bid.Units, afterMs: 1);
            host.Shelf.Swap(book);

            var foretold = await SimulateAsync(simulator, book, bids);
            var log = await host.CallAsync(new CarrierScript { FarSides = Busy, AnnouncementLength = Soon });

            foretold.Dials.Select(dial => dial.Target.Value)
                .ShouldBe(log.OfType<CallEvent.DialStarted>().Select(dial => dial.Target.Value), $"seed {seed}");
            Obstacles(foretold).ShouldBe(Obstacles(log), $"seed {seed}");
            if (foretold.Sold is null)
                foretold.Trace.Reason.ShouldBe(log.OfType<CallEvent.Ended>().Single().Reason.Code, $"seed {seed}");
        }
    }

    [Fact]
    public async Task A_machine_that_stands_still_makes_no_bid_late_that_nobody_was_asked_for()
    {
        using var bidders = new ScriptedBidders();
        var book = MarketOf(new Random(0), out var bids);
        await using var host = await FlowHost.StartAsync(book, bidders.Auctioneer);
        using var quick = SimulatorOf(host);
        using var stalled = SimulatorOf(host, new StallingClock());

        var expected = await SimulateAsync(quick, book, bids);
        var foretold = await SimulateAsync(stalled, book, bids);

        expected.Dials.ShouldNotBeEmpty();
        foretold.Dials.Select(dial => dial.Target).ShouldBe(expected.Dials.Select(dial => dial.Target));
    }

    private static async Task<Simulation> SimulateAsync(
        CallSimulator simulator, CampaignBook book, Dictionary<TargetId, Money> bids)
    {
        var made = new MadeUpCall(new CampaignId("auto-fl"), Given.Caller, TimeProvider.System.GetUtcNow())
        {
            Bids = bids,
            EveryTier = true,
        };
        var outcome = await simulator.RunAsync(book, made, TestContext.Current.CancellationToken);
        return outcome.ShouldBeOfType<SimulationOutcome.Done>().Simulation;
    }

    private static CallSimulator SimulatorOf(FlowHost host, TimeProvider? clock = null) => new(
        new CallScreen(host.Keeping.Blocked, host.Keeping.Callers),
        new TrafficMeter(TimeProvider.System),
        new Enricher([new NumberingPlanSource()], TimeProvider.System, NullLogger<Enricher>.Instance),
        new TargetFinder(host.Keeping.Board),
        host.Keeping.Board,
        new OddsBoard(),
        Some.Settings,
        BuyerProtocols.All,
        (_, _, _) => throw new NotSupportedException("A simulation of this test asks nobody."),
        Some.Destinations,
        new PastBids(host.Keeping.Store),
        clock ?? TimeProvider.System);

    /// <summary>What the first auction says of everybody who was not asked.</summary>
    private static List<string> Obstacles(Simulation simulation) =>
        [.. simulation.Trace.Auctions[0].Candidates.Where(row => row.Stage == "not_asked")
            .Select(row => $"{row.Target} {row.Reason} {string.Join(' ', row.AlsoFailed)}")];

    private static List<string> Obstacles(IReadOnlyList<CallEvent> log) =>
        [.. log.OfType<CallEvent.AuctionClosed>().First().Auction.Candidates
            .Where(row => row.Stage == CandidateStage.NotAsked)
            .Select(row => $"{row.Target} {row.Reason.Code} {string.Join(' ', row.AlsoFailed.Select(it => it.Code))}")];

    private static Dictionary<string, FarSide> Busy => Enumerable.Range(0, TargetsMax).ToDictionary(
        number => AddressOf(number), _ => (FarSide)new FarSide.Refuses(486, Soon));

    private static string AddressOf(int number) => $"sip:t{number}@127.0.0.1:5071";

    /// <summary>Up to three tiers of fixed prices and bidders, some of them closed, paused, elsewhere or too cheap.</summary>
    private static CampaignBook MarketOf(Random random, out Dictionary<TargetId, Money> bids)
    {
        bids = [];
        var targets = new List<Target>();
        // Distinct prices: who wins a tie is a matter of lots.
        var prices = Enumerable.Range(5, 40).OrderBy(_ => random.Next()).ToArray();
        var count = random.Next(1, TargetsMax + 1);
        for (var i = 0; i < count; i++)
        {
            var target = TargetOf(i, prices[i], random);
            targets.Add(target);
            if (target.Price is TargetPrice.Bidder) bids[target.Id] = Money.Usd(prices[i]);
        }

        var tiers = targets.GroupBy(_ => random.Next(3)).OrderBy(group => group.Key).Select(group => new Tier(
            [.. group.Select((target, place) => new TierTarget(target.Id, place, 1))],
            random.Next(3) == 0 ? TierOrder.Priority : TierOrder.Auction));
        var campaign = Given.ACampaign(random.Next(0, 15), []);
        campaign = campaign with
        {
            // The calls are real, and the machine may be busy.
            Auction = campaign.Auction with { Deadline = TimeSpan.FromSeconds(5) },
            Tiers = [.. tiers.Select(tier => tier with { Next = RulesOf(random) })],
            Next = RulesOf(random),
            AttemptsMax = random.Next(1, 11),
        };
        return Given.ABook(campaign, [.. targets]);
    }

    // A simulation goes on as if nobody answered; the phones of the test are busy. Both lead the same way.
    private static NextRules RulesOf(Random random)
    {
        if (random.Next(2) == 0) return NextRules.None;
        var step = (NextStep)random.Next(4);
        return new NextRules { Busy = step, NoAnswer = step };
    }

    private static Target TargetOf(int number, int price, Random random)
    {
        var id = $"t{number}";
        var target = random.Next(2) == 0
            ? Given.ATarget(id, price: price)
            : Given.ABidder(id, url: $"http://127.0.0.1:1/{id}") with { Price = BidderOf(id) };
        return target with
        {
            Destination = new Destination.Sip(AddressOf(number)),
            Paused = random.Next(8) == 0,
            Filter = random.Next(4) == 0 ? new CallFilter.In("caller.state", ["TX"]) : null,
            Hours = random.Next(6) == 0 ? new OpeningHours(TimeZoneInfo.Utc, []) : null,
        };
    }

    private static TargetPrice.Bidder BidderOf(string id) => new(new BidderTerms(
        "bidline", new Uri($"http://127.0.0.1:1/{id}"), TimeSpan.FromSeconds(5), Money.Usd(60), ShareCaller.Never));

    /// <summary>Every look at it finds that ten seconds have gone.</summary>
    private sealed class StallingClock : TimeProvider
    {
        private long _looks;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks) * TimestampFrequency * 10;
    }
}
