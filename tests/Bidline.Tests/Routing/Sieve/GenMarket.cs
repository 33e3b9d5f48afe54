using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Bidline.Campaigns;
using Bidline.Campaigns.Hours;
using Bidline.Campaigns.Lists;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Tests.Routing.Sieve;

/// <summary>
/// Markets, calls and standings by chance, of every kind that eligibility looks at. Made from a seed, so that a case can
/// be found again by its number.
/// </summary>
internal sealed class GenMarket
{
    private static readonly string[] States = ["FL", "TX", "GA", "NY", "CA"];
    private static readonly string[] Zips = [.. Enumerable.Range(0, 40).Select(i => $"331{i:00}")];
    private static readonly TimeZoneInfo[] Zones =
        [TimeZoneInfo.Utc, TimeZoneInfo.FindSystemTimeZoneById("America/Chicago"), TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata")];

    private static readonly Regex[] Patterns =
    [
        new("^331[0-2]", RegexOptions.NonBacktracking), new("[02468]$", RegexOptions.NonBacktracking),
        new("o|7", RegexOptions.NonBacktracking),
    ];

    private static readonly ValueList ZipList = AList(ListKind.Zips, Zips.Where((_, i) => i % 3 == 0));
    private static readonly ValueList NumberList = AList(ListKind.Numbers, ["+13055550142"]);
    private static readonly ValueList AgeList = AList(ListKind.Prefixes, ["2", "35"]);

    private readonly Random _chance;

    public GenMarket(int seed, int targets, int buyers = 12)
    {
#pragma warning disable RS0030 // Seeded, so that it can be repeated.
        _chance = new Random(seed);
#pragma warning restore RS0030
        Buyers = [.. Enumerable.Range(0, buyers).Select(i => ABuyer($"b{i}"))];
        Targets = [.. Enumerable.Range(0, targets).Select(i => ATarget($"t{i}", Buyers[_chance.Next(buyers)].Id.Value))];
        Publishers = [.. Enumerable.Range(0, 3).Select(i => APublisher($"p{i}"))];
        Campaign = ACampaign();
        Book = Given.ABook(Campaign, [.. Targets]) with { Buyers = Buyers.ToFrozenDictionary(buyer => buyer.Id) };
    }

    public IReadOnlyList<Buyer> Buyers { get; }

    public IReadOnlyList<Target> Targets { get; }

    public IReadOnlyList<PublisherTerms> Publishers { get; }

    public Campaign Campaign { get; }

    public CampaignBook Book { get; }

    public PublisherTerms AnyPublisher() => Publishers[_chance.Next(Publishers.Count)];

    /// <summary>Within four days of the fake clock's start, and often on the edge of an hour.</summary>
    public DateTimeOffset AnyMoment() => Given.Monday9Am
        .AddMinutes(_chance.Next(4 * 24 * 60) / 30 * 30).AddSeconds(Often(0.5) ? 0 : _chance.Next(1800));

    public CallerProfile AnyCaller() => Given.AFloridian() with
    {
        Caller = Often(0.1) ? default : Often(0.8) ? Given.Caller : PhoneNumber.Parse("+17135550143"),
        State = Often(0.9) ? Any(States) : null,
        Zip = Often(0.7) ? Any(Zips) : null,
        AreaCode = Often(0.5) ? "305" : "713",
        Attestation = Often(0.3) ? null : Any<string>(["A", "B", "C"]),
        Past = Often(0.7) ? null : [.. Enumerable.Range(0, _chance.Next(1, 4)).Select(_ => AContact())],
        TimeZone = Often(0.5) ? "America/Chicago" : null,
        Tags = Often(0.6) ? new Dictionary<string, string> { ["age"] = Often(0.9) ? $"{_chance.Next(20, 80)}" : "old" } : [],
    };

    public HashSet<TargetId> AnyTried() => Often(0.7) ? [] : [.. Targets.Where(_ => Often(0.05)).Select(target => target.Id)];

    /// <summary>Has some keepers tell something new.</summary>
    public void TellSome(StandingBoard board, DateTimeOffset now)
    {
        for (var i = 0; i < 3; i++)
        {
            var buyer = Any(Buyers);
            board.Tell(buyer.Id, new BuyerStanding(AnyUse(now), Money.Usd(Often(0.8) ? 500 : _chance.Next(-20, 30))));
            board.Tell(Any(Targets).Id, AnyUse(now));
        }
    }

    private CapStanding AnyUse(DateTimeOffset now) => new(
        _chance.Next(4),
        [
            .. Enum.GetValues<CalendarPeriod>().Where(_ => Often(0.7)).Select(period => new PeriodUse(
                period, _chance.Next(6), Money.Usd(_chance.Next(120)), now.AddHours(_chance.Next(-3, 24)))),
        ]);

    private Buyer ABuyer(string id) => Given.ABuyer(id) with
    {
        Paused = Often(0.05), Caps = AnyCaps(), Duplicates = Often(0.2) ? ARule() : null,
    };

    private DuplicateRule ARule() => new(
        Any(Enum.GetValues<DuplicateScope>()), Any(Enum.GetValues<ContactStage>()), TimeSpan.FromHours(_chance.Next(1, 200)),
        Often(0.6) ? DuplicateAction.Skip : DuplicateAction.AllowUnpaid, UnpaidSide.Both);

    private PastContact AContact()
    {
        var (target, at) = (Any(Targets), Given.Monday9Am.AddHours(-_chance.Next(150)));
        return new PastContact(
            new CampaignId(Often(0.7) ? "auto-fl" : "other"), target.Id, target.Buyer, at,
            Often(0.7) ? at : null, Often(0.5) ? at : null, Often(0.3) ? at : null);
    }

    private CallerTerms AnyCallerTerms() => Often(0.6) ? CallerTerms.Anybody : new CallerTerms(
        Often(0.3), Often(0.3) ? Any<string>(["A", "B", "C"]) : null,
        Often(0.2) ? new ConsentTerms(["age"], null) : null);

    private Target ATarget(string id, string buyer)
    {
        var target = Often(0.5) ? Given.ATarget(id, buyer, _chance.Next(5, 60)) : Given.ABidder(id, buyer);
        return target with
        {
            Paused = Often(0.1),
            Hours = Often(0.5) ? AnyHours() : null,
            Filter = Often(0.7) ? AnyFilter(0) : null,
            Publishers = Often(0.2)
                ? new PublisherChoice(Often(0.5), Enumerable.Range(0, 3).Where(_ => Often(0.5)).Select(i => new PublisherId($"p{i}")).ToFrozenSet())
                : null,
            Caps = AnyCaps(),
            Duplicates = Often(0.2) ? ARule() : null,
            Callers = AnyCallerTerms(),
        };
    }

    private Caps AnyCaps()
    {
        var caps = new Caps(
            Often(0.3) ? _chance.Next(5) : null,
            [
                .. Enum.GetValues<CalendarPeriod>().Where(_ => Often(0.15)).Select(period => new CapLimit(
                    period, Often(0.7) ? _chance.Next(8) : null, Often(0.5) ? Money.Usd(_chance.Next(150)) : null)),
            ],
            CapCountsOn.Connected, Any(Zones));
        if (Often(0.85)) return caps;
        int?[] hours = [.. Enumerable.Range(0, WeekCalls.HoursOfAWeek).Select(_ => Often(0.3) ? (int?)null : _chance.Next(5))];
        return caps.With(new CapLimit(CalendarPeriod.Hour, null, null)) with { ByHour = new WeekCalls(hours) };
    }

    private OpeningHours AnyHours()
    {
        var from = new TimeOnly(_chance.Next(12), 30 * _chance.Next(2));
        var until = Often(0.2) ? TimeOnly.MinValue : new TimeOnly(12 + _chance.Next(12), 0, Often(0.1) ? 30 : 0);
        var week = Enum.GetValues<DayOfWeek>().Where(_ => Often(0.8))
            .Select(day => new OpenRange(day, from, until) { Concurrent = Often(0.2) ? _chance.Next(1, 4) : null });
        return new OpeningHours(Any(Zones), [.. week])
        {
            ByCallersClock = Often(0.3),
            Holidays = Often(0.2) ? new Holidays(Often(0.5), [], AnyDays(_ => "Holiday"), FrozenDictionary<(int, int), string>.Empty) : Holidays.None,
            Exceptions = Often(0.2) ? AnyDays(day => new ExceptionDay(
                Often(0.5) ? "Outing" : null, Often(0.5) ? [] : [new OpenRange(day.DayOfWeek, from, until)]))
                : FrozenDictionary<DateOnly, ExceptionDay>.Empty,
        };
    }

    private FrozenDictionary<DateOnly, T> AnyDays<T>(Func<DateOnly, T> of) => Enumerable.Range(1, 6)
        .Select(day => new DateOnly(2026, 3, day)).Where(_ => Often(0.4)).ToFrozenDictionary(day => day, of);

    private CallFilter AnyFilter(int depth) => _chance.Next(depth < 3 ? 14 : 10) switch
    {
        0 or 1 => new CallFilter.In("caller.state", Some(States)),
        2 => new CallFilter.In("caller.zip", Some(Zips)),
        3 => new CallFilter.Range("tags.age", Often(0.7) ? _chance.Next(20, 60) : null, Often(0.5) ? _chance.Next(40, 90) : null),
        4 => new CallFilter.Exists(Often(0.5) ? "tags.age" : "caller.zip"),
        5 => new CallFilter.Prefix("caller.area_code", "3"),
        6 => new CallFilter.In(Often(0.5) ? "publisher" : "call.weekday", Often(0.5) ? ["p0", "mon", "TUE"] : ["P1", "p2", "wed"]),
        7 => new CallFilter.Matches(Often(0.5) ? "caller.zip" : "tags.age", Any(Patterns)),
        8 => new CallFilter.Range(Often(0.5) ? "caller.hour" : "call.hour", _chance.Next(8), _chance.Next(8, 24)),
        9 => AnyListed(),
        10 => new CallFilter.Not(AnyFilter(depth + 1)),
        11 => new CallFilter.Any([.. Enumerable.Range(0, _chance.Next(3)).Select(_ => AnyFilter(depth + 1))]),
        _ => new CallFilter.All([.. Enumerable.Range(0, _chance.Next(4)).Select(_ => AnyFilter(depth + 1))]),
    };

    private CallFilter.InList AnyListed() => _chance.Next(3) switch
    {
        0 => new("caller.zip", "some", ZipList),
        1 => new("caller.number", "callers", NumberList),
        _ => new("tags.age", "twenties", AgeList),
    };

    private static ValueList AList(ListKind kind, IEnumerable<string> values)
    {
        var rows = new ListRows(kind);
        foreach (var value in values) rows.Add(value);
        return rows.ToList(null);
    }

    private PublisherTerms APublisher(string id) => Given.PublisherTerms(id) with
    {
        Payout = Often(0.5) ? new PayoutTerms.Fixed(Money.Usd(_chance.Next(30))) : new PayoutTerms.PercentOfRevenue(80, null, null),
    };

    private Campaign ACampaign()
    {
        var third = Math.Max(1, Targets.Count / 3);
        var tiers = Targets.Chunk(third).Select(chunk => chunk.Select(target => target.Id.Value).ToArray()).ToArray();
        var campaign = Given.ACampaign(_chance.Next(20), tiers) with
        {
            TimeZone = Any(Zones),
            Duplicates = Often(0.2) ? ARule() : null,
            CallingHours = Often(0.7) ? CallingHours.Off : Often(0.5) ? CallingHours.Federal : CallingHours.State,
            Publishers = Publishers.ToFrozenDictionary(terms => terms.Publisher),
        };
        return campaign with
        {
            Tiers = [.. campaign.Tiers.Select(tier => Often(0.7) ? tier : tier with { MinRevenue = Money.Usd(_chance.Next(50)) })],
            Auction = campaign.Auction with
            {
                Floors = [new FloorTerms("some", AnyFilter(2), Money.Usd(_chance.Next(40)))],
                Margin = Often(0.5) ? MarginTerms.NoLoss : new MarginTerms(_chance.Next(40), null, false),
            },
        };
    }

    private bool Often(double share) => _chance.NextDouble() < share;

    private T Any<T>(IReadOnlyList<T> of) => of[_chance.Next(of.Count)];

    private string[] Some(string[] of) => [.. of.Where(_ => Often(0.4)).Select(value => Often(0.9) ? value : value.ToLowerInvariant())];
}
