using System.Text.RegularExpressions;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Campaigns.Hours;
using Bidline.Campaigns.Lists;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Sieve;
using Bidline.Tests;
using Microsoft.Extensions.Time.Testing;

namespace Bidline.Bench.Eligibility;

/// <summary>
/// A campaign of so many targets of which so many take a caller from Florida: the others are of other states, closed,
/// paused, out of lines or money, or want another zip code or age, as in a national market.
/// </summary>
internal sealed class BigMarket : IDisposable
{
    private static readonly HashSet<TargetId> Nobody = [];
    private static readonly string[] States = [.. Enumerable.Range(0, 47).Select(i => $"S{i:00}")];
    private static readonly TimeZoneInfo Chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

    private static readonly Regex Elsewhere = new("^9[0-6]", RegexOptions.NonBacktracking);
    private static readonly ValueList Dnc = TheCaller();

    private readonly StandingBoard _board = new(new FakeTimeProvider(Given.Monday9Am));
    private readonly CampaignBook _book;
    private readonly Campaign _campaign;
    private readonly TargetSieve _sieve;
    private readonly TargetFinder _finder;
    private readonly Auctioneer _auctioneer;
    private readonly PublisherTerms _publisher = Given.PublisherTerms();
    private readonly CallerProfile _caller = Given.AFloridian() with
    {
        Zip = "33130", Tags = new Dictionary<string, string> { ["age"] = "52" },
    };

    public BigMarket(int targets, int fit)
    {
        var every = targets / fit;
        var all = Enumerable.Range(0, targets).Select(i => i % every == Math.Min(3, every - 1) ? Fitting(i) : Unfit(i)).ToArray();
        _campaign = Given.ACampaign([.. all.Select(target => target.Id.Value)]);
        _book = Given.ABook(_campaign, all);
        foreach (var buyer in _book.Buyers.Keys)
        {
            var free = buyer.Value.StartsWith("broke", StringComparison.Ordinal) ? 0 : 500;
            _board.Tell(buyer, new BuyerStanding(Given.AUse(calls: 2, spent: 3, live: 1), Money.Usd(free)));
        }

        foreach (var target in all) _board.Tell(target.Id, Given.AUse(calls: 1, live: 3));
        _finder = new TargetFinder(_board);
        _sieve = new TargetSieve(_book, _campaign, _board);
        var settings = new AuctionSettings("bench", new byte[32]);
        _auctioneer = new Auctioneer(
            settings, [], (_, _, _) => throw new NotSupportedException(), new DestinationPolicy(new AddressPolicy(true), []),
            new BidderHealth(settings, TimeProvider.System), TimeProvider.System);
    }

    public void Dispose() => _auctioneer.Dispose();

    public int Sift()
    {
        var facts = CallFacts.Of(_caller, _publisher.Publisher, _campaign, Given.Monday9Am);
        var floor = PriceFloors.Of(_campaign.Auction, facts);
        return _sieve.Narrow(facts, floor, _publisher, Given.Monday9Am).Places().Count;
    }

    public int Judge() => Find().Candidacies.Count(it => it.IsEligible);

    public int Scan() => Bidline.Routing.Eligibility
        .Judge(_book, _campaign, _publisher, _caller, _board.Of, Given.Monday9Am, Nobody)
        .Count(it => it.IsEligible);

    /// <summary>Finding and the whole auction among those that fit, all at fixed prices: no network in it.</summary>
    public int Hold()
    {
        var judged = Find();
        var order = new AuctionOrder(
            AuctionId.New(TimeProvider.System), Given.CallId, _book, _campaign, Given.APublisher(), _caller,
            judged.Candidacies, 0, 7, "call", Test: false)
        {
            Floor = judged.Floor,
            Unlisted = judged.Unlisted,
        };
        return _auctioneer.HoldAsync(order, _ => { }, CancellationToken.None).GetAwaiter().GetResult().Offers.Count;
    }

    private Judged Find() => _finder.Judge(_book, _campaign, _publisher, _caller, Given.Monday9Am, Nobody);

    private static Target Fitting(int i) => Given.ATarget($"t{i}", $"b{i % 900}", 20 + (i % 30)) with
    {
        Filter = new CallFilter.All(
            [new CallFilter.In("caller.state", ["FL", "GA"]), new CallFilter.Range("tags.age", 40, null)]),
        Hours = Hours(7),
        Caps = Caps.None.With(new CapLimit(CalendarPeriod.Day, 50, null)) with { Concurrent = 5 },
    };

    private static Target Unfit(int i)
    {
        var fitting = Fitting(i);
        return (i % 100) switch
        {
            < 70 => fitting with { Filter = new CallFilter.In("caller.state", [States[i % 47], States[i * 7 % 47]]) },
            < 76 => fitting with { Hours = Hours(9 + (i % 4)) },
            < 80 => fitting with { Paused = true },
            < 85 => fitting with { Caps = Caps.None with { Concurrent = 3 } },
            < 90 => fitting with { Buyer = new BuyerId($"broke{i % 40}") },
            < 96 => fitting with
            {
                Filter = new CallFilter.In("caller.zip", [.. Enumerable.Range(0, 30).Select(z => $"{(i * 31) + z:00000}x")]),
            },
            < 97 => fitting with { Filter = new CallFilter.Exists("tags.policy") },
            97 => fitting with { Publishers = new PublisherChoice(true, [new PublisherId("other")]) },
            98 => fitting with { Filter = new CallFilter.Matches("caller.zip", Elsewhere) },
            _ => fitting with { Filter = new CallFilter.Not(new CallFilter.InList("caller.number", "dnc", Dnc)) },
        };
    }

    private static ValueList TheCaller()
    {
        var rows = new ListRows(ListKind.Numbers);
        rows.Add(Given.Caller.E164);
        return rows.ToList(null);
    }

    // The call comes at eight by the clock of Chicago, and at nine by its caller's.
    private static OpeningHours Hours(int from) => new(
        Chicago, [new OpenRange(DayOfWeek.Monday, new TimeOnly(from, 0), new TimeOnly(20, 0))])
    {
        ByCallersClock = from > 9 || from == 7,
        Holidays = Holidays.None with { UsFederal = true },
    };
}
