namespace Bidline.Privacy;

/// <summary>What was erased of somebody, counted.</summary>
public sealed record ErasedCounts
{
    public int Calls { get; init; }

    public int Recordings { get; init; }

    public int Visits { get; init; }

    public int Pings { get; init; }

    public int Offers { get; init; }

    public int Postbacks { get; init; }

    public int CarrierRecords { get; init; }

    /// <summary>What others had told of the person or of a call.</summary>
    public int Appends { get; init; }

    /// <summary>Calls that go on or wait to be settled, and offers that are open: to be erased by asking again.</summary>
    public int Left { get; init; }

    public static ErasedCounts operator +(ErasedCounts one, ErasedCounts other) => new()
    {
        Calls = one.Calls + other.Calls, Recordings = one.Recordings + other.Recordings, Visits = one.Visits + other.Visits,
        Pings = one.Pings + other.Pings, Offers = one.Offers + other.Offers, Postbacks = one.Postbacks + other.Postbacks,
        CarrierRecords = one.CarrierRecords + other.CarrierRecords, Appends = one.Appends + other.Appends,
        Left = one.Left + other.Left,
    };
}

/// <summary>A person's erasure, as its certificate says it.</summary>
/// <param name="CallerHash">Under a key of this installation: proves of a number that it was this one, and tells
/// nobody which.</param>
/// <param name="Masked">The number as screens show it.</param>
/// <param name="EndedAt">Null where it was cut short: ask again.</param>
public sealed record Erasure(
    string Id, string CallerHash, string Masked, string Why, DateTimeOffset BegunAt, string By,
        DateTimeOffset? EndedAt, ErasedCounts Counts)
{
    /// <summary>What stays, and why.</summary>
    public static IReadOnlyList<string> Kept { get; } =
    [
        "Calls without their caller: when, how they ended, and what was earned by them.",
        "What brought the calls, for reports: source, campaign, keyword, landing page without its query, sub-ids.",
        "The ledger, invoices and statements: money is not changed, and says no number.",
        "An entry on the list of blocked callers, for it is what keeps the person from being sold again.",
        "The audit: who looked at what and when; it shows numbers masked.",
        "Backups that were made before: restore none without erasing again.",
    ];
}
