using System.Text.Json.Serialization;

namespace Bidline.Campaigns.Entries;

/// <summary>What is sold: how its calls are routed and what its publishers earn.</summary>
public sealed record CampaignEntry : IMarketEntry
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public bool Paused { get; init; }

    /// <summary>Whose clock "call.hour" and "call.weekday" are read on; the market's unless given.</summary>
    public string? Timezone { get; init; }

    public required RoutingEntry Routing { get; init; }

    public IReadOnlyList<PublisherTermsEntry> Publishers { get; init; } = [];

    public RecordingEntry? Recording { get; init; }

    /// <summary>What a publisher's ping is answered with where its endpoint has no price of its own.</summary>
    public PingPriceEntry? PingPrice { get; init; }

    /// <summary>Most pings in any one second, over all its endpoints: 1 to 100,000; no limit unless given.</summary>
    public int? PingsPerSecond { get; init; }

    /// <summary>
    /// What a publisher is promised for a caller whom another publisher holds an offer for: as anybody (any, unless
    /// given), or nothing until that offer ends (first).
    /// </summary>
    public CallerOffers? CallerOffers { get; init; }

    /// <summary>
    /// Offers calls only within the hours for telephone solicitation where the caller lives: federal, or by state as
    /// well. Off unless given, as callers who call by themselves are normally not bound by them.
    /// </summary>
    public CallingHours? CallingHours { get; init; }

    /// <summary>Of all calls of the campaign together; money is what its buyers pay.</summary>
    public CapsEntry? Caps { get; init; }

    /// <summary>What becomes of a caller who was here before; asked of each of its targets.</summary>
    public DuplicatesEntry? Duplicates { get; init; }

    /// <summary>What becomes of a caller who calls again within seconds.</summary>
    public RepeatEntry? Repeat { get; init; }

    /// <summary>Callers who withhold their number: allow (unless given) or block.</summary>
    public AnonymousCallers? Anonymous { get; init; }

    /// <summary>Callers on a list of litigators: block (unless given), or tag, which sells them so marked.</summary>
    public LitigatorAction? Litigators { get; init; }

    /// <summary>The weakest STIR/SHAKEN level that is taken: A, B or C. Any, and none, unless given.</summary>
    public string? Attestation { get; init; }

    /// <summary>Tags that must come with the call as evidence of consent.</summary>
    public IReadOnlyList<string>? ConsentRequired { get; init; }

    /// <summary>How old consent may be where the tag "consent_at" says when it was given.</summary>
    public int? ConsentMaxDays { get; init; }

    [JsonIgnore]
    public string Key => Id;
}

public sealed record RoutingEntry
{
    public AuctionEntry? Auction { get; init; }

    /// <summary>Lower tiers are tried first.</summary>
    public required IReadOnlyList<TierEntry> Tiers { get; init; }

    /// <summary>What follows on each result of a dial, where neither its tier nor its place says so.</summary>
    public NextEntry? Next { get; init; }

    /// <summary>Most dials in one call, 1 to 10; 10 unless given.</summary>
    public int? AttemptsMax { get; init; }

    /// <summary>Where a call goes when every tier is out, before the fallback.</summary>
    public OverflowEntry? Overflow { get; init; }

    /// <summary>What the caller gets when nobody takes the call; a spoken apology unless given.</summary>
    public FallbackEntry? Fallback { get; init; }
}

/// <summary>One of its keys.</summary>
public sealed record OverflowEntry
{
    /// <summary>Another campaign, in which each publisher of this one has terms.</summary>
    public string? Campaign { get; init; }

    /// <summary>A number in E.164, dialled through a trunk.</summary>
    public string? Number { get; init; }
}

public sealed record AuctionEntry
{
    public AuctionType? Type { get; init; }

    /// <summary>The least valid bid; none unless given.</summary>
    public Amount? Floor { get; init; }

    /// <summary>Floors for some calls, in order: the first whose condition holds decides in place of floor.</summary>
    public IReadOnlyList<FloorEntry>? Floors { get; init; }

    /// <summary>What a sale must leave us; no loss unless given.</summary>
    public LeastMarginEntry? Margin { get; init; }

    /// <summary>50 to 5,000; 100 unless given.</summary>
    public int? DeadlineMs { get; init; }

    public RankBy? RankBy { get; init; }

    /// <summary>The most seconds a bid may ask for before it pays.</summary>
    public int? QualifyMaxSeconds { get; init; }

    /// <summary>Most bidders asked in one auction, 1 to 50; 20 unless given. The others are ranked out.</summary>
    public int? AskedMax { get; init; }

    /// <summary>Bidders that lost and want notices are told what would have won.</summary>
    public bool RevealMinimumToWin { get; init; }
}

/// <summary>A floor for the calls that a condition holds for.</summary>
public sealed record FloorEntry
{
    /// <summary>Named where it decides; unique in its campaign.</summary>
    public required string Id { get; init; }

    public required FilterEntry When { get; init; }

    public required Amount Floor { get; init; }
}

/// <summary>At most one of min_percent, min_amount and allow_loss.</summary>
public sealed record LeastMarginEntry
{
    /// <summary>Of the price.</summary>
    public decimal? MinPercent { get; init; }

    public Amount? MinAmount { get; init; }

    /// <summary>Sells below what the publisher is promised too, and pays it.</summary>
    public bool AllowLoss { get; init; }
}

public sealed record TierEntry
{
    public required IReadOnlyList<TierTargetEntry> Targets { get; init; }

    public TierOrder? By { get; init; }

    /// <summary>one_by_one (unless given) or together: the first to answer gets the caller.</summary>
    public RingMode? Ring { get; init; }

    /// <summary>Goes with ring: together: how many ring at once, 2 to 5; 3 unless given.</summary>
    public int? RingMax { get; init; }

    /// <summary>The least price in this tier; the campaign's floor stands besides.</summary>
    public Amount? MinRevenue { get; init; }

    /// <summary>What follows on each result of a dial in this tier.</summary>
    public NextEntry? Next { get; init; }

    /// <summary>Only with by: performance.</summary>
    public PerformanceEntry? Performance { get; init; }
}

public enum RingMode
{
    OneByOne,
    Together,
}

/// <summary>How a tier compares what its targets' calls brought.</summary>
public sealed record PerformanceEntry
{
    /// <summary>How far back calls count: 1 to 90 days, 7 unless given.</summary>
    public int? WindowDays { get; init; }

    /// <summary>Calls in the window before a target's figure counts: 1 to 10,000, 20 unless given.</summary>
    public int? MinCalls { get; init; }

    /// <summary>Share of calls that go to the others first, 0 to 50; 10 unless given.</summary>
    public int? ExplorePercent { get; init; }

    /// <summary>The order of targets with too few calls; round_robin unless given.</summary>
    public TierOrder? UntilKnown { get; init; }
}

public sealed record TierTargetEntry
{
    public required string Id { get; init; }

    /// <summary>Lower is tried first, where the tier goes by priority; 1 unless given.</summary>
    public int? Priority { get; init; }

    /// <summary>Share of first tries, where the tier goes by weight; 1 unless given.</summary>
    public int? Weight { get; init; }

    /// <summary>What follows on each result of a dial to it.</summary>
    public NextEntry? Next { get; init; }
}

/// <summary>Either dial, or say and perhaps a WAV file that is played in its place.</summary>
public sealed record FallbackEntry
{
    public string? Say { get; init; }

    public string? Wav { get; init; }

    public string? Dial { get; init; }
}

/// <summary>A publisher's part in a campaign.</summary>
public sealed record PublisherTermsEntry
{
    public required string Id { get; init; }

    public required PayoutEntry Payout { get; init; }

    /// <summary>When the publisher is paid; as soon as the call is connected unless given.</summary>
    public QualifyEntry? Qualify { get; init; }

    public CapsEntry? Caps { get; init; }
}

/// <summary>One of fixed, per_minute, percent_of_revenue (with min and max where wanted) and margin.</summary>
public sealed record PayoutEntry
{
    public Amount? Fixed { get; init; }

    /// <summary>By the time talked.</summary>
    public PerMinuteEntry? PerMinute { get; init; }

    public decimal? PercentOfRevenue { get; init; }

    public Amount? Min { get; init; }

    public Amount? Max { get; init; }

    public MarginEntry? Margin { get; init; }
}

/// <summary>What we keep of the revenue: a percentage or an amount.</summary>
public sealed record MarginEntry
{
    public decimal? Percent { get; init; }

    public Amount? Amount { get; init; }
}

public sealed record RecordingEntry
{
    /// <summary>off, announce (both sides hear a notice as they are connected) or beep (a tone every 15 s).</summary>
    public required string Mode { get; init; }

    /// <summary>The sentence, in place of "This call may be recorded."; only with announce.</summary>
    public string? Notice { get; init; }

    /// <summary>A WAV file that is played instead of a sentence: 8 kHz mono; only with announce.</summary>
    public string? NoticeWav { get; init; }

    /// <summary>When the sound is deleted, 1 to 3,650; 90 unless given.</summary>
    public int? KeepDays { get; init; }
}
