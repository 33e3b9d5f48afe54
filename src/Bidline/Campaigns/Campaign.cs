using System.Collections.Frozen;
using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>What is sold: how its calls are routed and what its publishers earn.</summary>
public sealed record Campaign(
    CampaignId Id,
    string Name,
    bool Paused,
    AuctionTerms Auction,
    IReadOnlyList<Tier> Tiers,
    Fallback Fallback,
    FrozenDictionary<PublisherId, PublisherTerms> Publishers,
    RecordingTerms Recording)
{
    /// <summary>Whose clock "call.hour" and "call.weekday" are read on; the market's unless given.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Which hours for telephone solicitation its calls keep.</summary>
    public CallingHours CallingHours { get; init; }

    /// <summary>Over all its endpoints; null means no limit.</summary>
    public int? PingsPerSecond { get; init; }

    /// <summary>What is promised for a caller whom another publisher holds an offer for.</summary>
    public CallerOffers CallerOffers { get; init; }

    /// <summary>More dials than this are not made in one call, whatever its campaign says.</summary>
    public const int AttemptsLimit = 10;

    /// <summary>Most dials in one call: a caller does not wait through more, and a loop of refusals ends.</summary>
    public int AttemptsMax { get; init; } = AttemptsLimit;

    /// <summary>What follows on each result of a dial, where neither its tier nor its place in it says so.</summary>
    public NextRules Next { get; init; } = NextRules.None;

    /// <summary>Where a call goes when every tier is out; null is the fallback at once.</summary>
    public Overflow? Overflow { get; init; }

    /// <summary>Of all its calls together. Money is what its buyers pay.</summary>
    public Caps Caps { get; init; } = Caps.None;

    /// <summary>Asked of each of its targets; null means that nothing becomes of callers who were here before.</summary>
    public DuplicateRule? Duplicates { get; init; }

    /// <summary>Null means that a caller may call again at once.</summary>
    public RepeatTerms? Repeat { get; init; }

    /// <summary>Which callers are known claimants, and what becomes of them.</summary>
    public LitigatorTerms Litigators { get; init; } = LitigatorTerms.None;

    /// <summary>Asked before anybody is asked to buy the call.</summary>
    public CallerTerms Callers { get; init; } = CallerTerms.Anybody;
}

/// <summary>Which hours for telephone solicitation a call must lie in, by the clock where its caller lives.</summary>
public enum CallingHours
{
    Off,

    /// <summary>8:00 to 21:00, 47 CFR 64.1200(c)(1).</summary>
    Federal,

    /// <summary>Those, and the stricter ones of the caller's state.</summary>
    State,
}

/// <summary>How a campaign's auction is held.</summary>
/// <param name="Floor">The least valid bid where no rule of <see cref="Floors"/> decides; zero means none.</param>
/// <param name="QualifyMax">The most seconds a bid may ask for before it pays; null means any up to an hour.</param>
public sealed record AuctionTerms(
    AuctionType Type,
    Money Floor,
    TimeSpan Deadline,
    RankBy RankBy,
    TimeSpan? QualifyMax)
{
    /// <summary>More than this are not asked in any auction.</summary>
    public const int AskedLimit = 50;

    /// <summary>Most bidders asked in one auction; null means the limit of the process.</summary>
    public int? AskedMax { get; init; }

    /// <summary>Floors for some calls; the first whose condition holds decides.</summary>
    public IReadOnlyList<FloorTerms> Floors { get; init; } = [];

    /// <summary>What a sale must leave us; no loss unless given.</summary>
    public MarginTerms Margin { get; init; } = MarginTerms.NoLoss;

    /// <summary>Losing bidders are told what would have won.</summary>
    public bool RevealMinimumToWin { get; init; }
}

public enum AuctionType
{
    FirstPrice,
    SecondPrice,
}

public enum RankBy
{
    Price,
    ExpectedRevenue,
}

/// <summary>One step of a routing plan: these targets are tried before those of the next tier.</summary>
public sealed record Tier(IReadOnlyList<TierTarget> Targets, TierOrder By)
{
    /// <summary>How a tier by performance compares; not looked at where it goes by anything else.</summary>
    public PerformanceTerms Performance { get; init; } = PerformanceTerms.Default;

    /// <summary>More targets than this never ring at once: each has a hold of its own, and one of them wins.</summary>
    public const int RingLimit = 5;

    /// <summary>How many targets ring at once; 1 is one after the other.</summary>
    public int RingMax { get; init; } = 1;

    public bool RingsTogether => RingMax > 1;

    public NextRules Next { get; init; } = NextRules.None;

    /// <summary>The least price in this tier; null leaves it to the campaign's floor, which stands in any case.</summary>
    public Money? MinRevenue { get; init; }
}

/// <param name="Priority">Lower is tried first, where the tier goes by priority.</param>
/// <param name="Weight">Share of first tries, where the tier goes by weight; relative to the tier's sum.</param>
public sealed record TierTarget(TargetId Target, int Priority, int Weight)
{
    public NextRules Next { get; init; } = NextRules.None;
}

public enum TierOrder
{
    Auction,
    Priority,
    Weight,
    RoundRobin,

    /// <summary>Whoever has waited longest since its last dial.</summary>
    LeastRecentlyUsed,

    /// <summary>Whoever brought most revenue a call lately.</summary>
    Performance,
}

/// <summary>How targets are compared by what their calls brought.</summary>
/// <param name="Window">How far back calls count.</param>
/// <param name="CallsMin">With fewer calls in the window nothing is known of a target.</param>
/// <param name="ExplorePercent">Share of calls that go to the others first, or nobody could show that it has changed.</param>
/// <param name="UntilKnown">How those are ordered of whom nothing is known; never performance itself.</param>
public sealed record PerformanceTerms(TimeSpan Window, int CallsMin, int ExplorePercent, TierOrder UntilKnown)
{
    public static PerformanceTerms Default { get; } = new(TimeSpan.FromDays(7), 20, 10, TierOrder.RoundRobin);
}

/// <summary>Where a call goes that nobody of its campaign took, before the fallback.</summary>
public abstract record Overflow
{
    private Overflow()
    {
    }

    /// <summary>Through the plan of another campaign, under the publisher's terms there.</summary>
    public sealed record ToCampaign(CampaignId Campaign) : Overflow;

    /// <summary>Dialled through a trunk, at nobody's cost.</summary>
    public sealed record ToNumber(PhoneNumber Phone) : Overflow;
}

/// <summary>What the caller gets when nobody takes the call. A caller always ends somewhere.</summary>
public abstract record Fallback
{
    private Fallback()
    {
    }

    /// <summary>A spoken sentence, or a WAV file when one was given.</summary>
    public sealed record Say(string Text, string? WavFile) : Fallback;

    /// <summary>Dialled through a trunk, at nobody's cost.</summary>
    public sealed record Dial(PhoneNumber Phone) : Fallback;
}

/// <summary>A publisher's part in a campaign: what it earns, when, and how many calls it may send.</summary>
public sealed record PublisherTerms(PublisherId Publisher, PayoutTerms Payout, QualifyRule Qualify, Caps Caps);

/// <summary>What a publisher earns on a call that qualified.</summary>
public abstract record PayoutTerms
{
    private PayoutTerms()
    {
    }

    public sealed record Fixed(Money Amount) : PayoutTerms;

    /// <summary>A share of what the buyer pays, kept between the bounds that are given.</summary>
    public sealed record PercentOfRevenue(decimal Percent, Money? Min, Money? Max) : PayoutTerms;

    /// <summary>By the time talked.</summary>
    public sealed record PerMinute(MinuteRate Rate) : PayoutTerms;

    /// <summary>Revenue less a share that we keep.</summary>
    public sealed record MarginPercent(decimal Percent) : PayoutTerms;

    /// <summary>Revenue less an amount that we keep; never below zero.</summary>
    public sealed record MarginAmount(Money Amount) : PayoutTerms;
}

/// <summary>Whether the campaign's conversations are recorded, from the answer to the end.</summary>
/// <param name="Notice">
/// What both sides hear when they are connected, spoken; only with <see cref="RecordingMode.Announce"/>.
/// </param>
/// <param name="NoticeWav">A file that is played instead; null for none.</param>
/// <param name="KeepDays">The sound is deleted after so many days.</param>
public sealed record RecordingTerms(RecordingMode Mode, string Notice, string? NoticeWav, int KeepDays)
{
    public const int KeepDaysUnlessGiven = 90;

    public static RecordingTerms Off { get; } = new(RecordingMode.Off, "", null, KeepDaysUnlessGiven);
}

public enum RecordingMode
{
    Off,

    /// <summary>Both sides hear a sentence as they are connected.</summary>
    Announce,

    /// <summary>Both sides hear a short tone every 15 s.</summary>
    Beep,
}
