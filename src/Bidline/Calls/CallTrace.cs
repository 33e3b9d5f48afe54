using System.Text.Json.Serialization;
using Bidline.Campaigns;
using Bidline.Campaigns.BidRules;

namespace Bidline.Calls;

/// <summary>
/// A call explained: what the API answers for <c>GET /v1/calls/{id}?expand=trace</c> and what the call page shows. Names
/// are snake_case on the wire; amounts are decimal strings in the currency of <see cref="Money"/>; spans are
/// milliseconds. A null means "not known" or "not yet".
/// </summary>
public sealed record CallTrace
{
    /// <param name="book">Where names come from; null says ids.</param>
    public static CallTrace Of(Call call, CampaignBook? book) => CallTraceOfCall.Of(call, book);

    /// <summary>The same with the log itself, in words. Null for an empty log.</summary>
    public static CallTrace? Of(IReadOnlyList<CallLogEntry> log, CampaignBook? book) => Call.From(log) is { } call
        ? Of(call, book) with { Events = EventSentence.Of(log, new Naming(book)) }
        : null;

    public required string Id { get; init; }

    [JsonPropertyName("object")]
    public string Kind { get; } = "call";

    public required string Phase { get; init; }

    /// <summary>Null while the call lives, then one of seven (GLOSSARY.md).</summary>
    public string? Outcome { get; init; }

    /// <summary>The deciding cause: a code of docs/reasons.md.</summary>
    public string? Reason { get; init; }

    public IReadOnlyDictionary<string, string>? ReasonValues { get; init; }

    public string? ReasonText { get; init; }

    /// <summary>One sentence that says what happened.</summary>
    public string Verdict => Sentence.ToString();

    /// <summary>The verdict with what is strong in it, for a screen.</summary>
    [JsonIgnore]
    public Sentence Sentence { get; init; } = new([]);

    /// <summary>Who stood closest to taking an unsold call; null for any other.</summary>
    public ClosestTrace? Closest { get; init; }

    public required string MoneyState { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the money was decided; null until then.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    public string? Campaign { get; init; }

    public string? Publisher { get; init; }

    public string? Dialled { get; init; }

    /// <summary>Masked: the full number needs a right of its own.</summary>
    public string? Caller { get; init; }

    /// <summary>How it reached us.</summary>
    public required IngressTrace Ingress { get; init; }

    /// <summary>What the publisher was promised before the call, or why this is not that call; null for any other.</summary>
    public ReservationTrace? Reservation { get; init; }

    /// <summary>The visit it came from; null for a number that is lent to no visitor.</summary>
    public VisitTrace? Visit { get; init; }

    public required PolicyTrace Policy { get; init; }

    public required IReadOnlyList<CheckTrace> Checks { get; init; }

    public required ProfileTrace? Profile { get; init; }

    /// <summary>When the caller had been looked up, since the call was received.</summary>
    public double? EnrichedMs { get; init; }

    public required IReadOnlyList<AuctionTrace> Auctions { get; init; }

    public required IReadOnlyList<AttemptTrace> Attempts { get; init; }

    /// <summary>"say", "wav" or "dial"; null when the caller got none.</summary>
    public string? Fallback { get; init; }

    /// <summary>What was said, or the address that was dialled.</summary>
    public string? FallbackText { get; init; }

    /// <summary>Since the call was received.</summary>
    public double? FallbackMs { get; init; }

    public string? EndedBy { get; init; }

    public double? LengthMs { get; init; }

    public double? TalkMs { get; init; }

    /// <summary>Packets of sound that were relayed; null unless a target was connected.</summary>
    public MediaTrace? Media { get; init; }

    public required MoneyTrace Money { get; init; }

    public required IReadOnlyList<DisclosureTrace> Disclosures { get; init; }

    /// <summary>The log that all of this is made of, in order.</summary>
    public IReadOnlyList<EventTrace> Events { get; init; } = [];
}

/// <param name="Source">"ip:port" of the peer. <paramref name="SipCallId"/> is a stranger's text.</param>
public sealed record IngressTrace(string Trunk, string Source, string SipCallId);

/// <param name="Id">Null when the call came for none. The same for its ping.</param>
/// <param name="Promised">What the publisher gets when the call qualifies; null when it is not the promised call.</param>
/// <param name="Missed">Why it is not; null when it is.</param>
/// <param name="Policy">What was done with it then: refuse, unpaid or auction.</param>
public sealed record ReservationTrace(
    string? Id, string? Ping, string? Promised, DateTimeOffset? Until, VerdictTrace? Missed, string? Policy);

/// <summary>Which book the call was decided on.</summary>
public sealed record PolicyTrace(string? Campaign, int Version, string Hash);

/// <summary>A screening check: passed, or the reason why the call was not sold.</summary>
public sealed record CheckTrace(string Code, bool Ok, IReadOnlyDictionary<string, string>? Values, string? Text);

/// <param name="Tier">The tier that was asked, 0 first.</param>
/// <param name="By">How it is ordered: auction, priority, weight, round_robin, least_recently_used or performance.</param>
/// <param name="StartedMs">Since the call was received.</param>
/// <param name="Considered">
/// Not asked + asked: the number of candidates, and of those unlisted, less those in shadow, which none of the three
/// counts.
/// </param>
public sealed record AuctionTrace(
    string Id, string Trigger, string Mechanism, string RankBy, int Tier, string By, FloorTrace Floor, double DeadlineMs,
    string Seed, double StartedMs, double TookMs, int Considered, int Asked, int Valid,
    IReadOnlyList<CandidateTrace> Candidates)
{
    /// <summary>Candidates that take no part: asked to see what they would have done.</summary>
    public int Shadow { get; init; }

    /// <summary>Kept back from the deadline: nobody is waited for longer than the rest of it.</summary>
    public double DecisionAllowanceMs { get; init; }

    /// <summary>Kept back from the time that a bidder is told.</summary>
    public double NetworkAllowanceMs { get; init; }

    /// <summary>
    /// Why it stopped waiting: "everyone", "nobody_can_win", "deadline" or "caller_gone"; null for older calls.
    /// </summary>
    public string? ClosedBy { get; init; }

    /// <summary>Why it went by price although the campaign ranks by expected revenue; null when it did not.</summary>
    public VerdictTrace? ColdStart { get; init; }

    /// <summary>How a tier by performance came to its order; null for any other.</summary>
    public VerdictTrace? OrderedBy { get; init; }

    /// <summary>Targets of a big campaign that were not asked and have no row, counted by reason.</summary>
    public IReadOnlyList<UnlistedTrace> Unlisted { get; init; } = [];
}

/// <param name="Reason">True of each of them, though perhaps not the only one.</param>
public sealed record UnlistedTrace(string Reason, int Targets, string Text);

/// <param name="Rule">The floor rule that decided it; null when it is the campaign's own.</param>
public sealed record FloorTrace(string Amount, string? Rule = null);

/// <param name="AlsoFailed">The other checks that failed; <paramref name="AlsoFailedText"/> says each with its values.</param>
/// <param name="SentMs">Since the auction's start. The same for the two below.</param>
public sealed record CandidateTrace(
    string Target, string Buyer, int Tier, int? Rank, string Stage, string Reason,
    IReadOnlyDictionary<string, string> Values, string Text, IReadOnlyList<string> AlsoFailed,
    IReadOnlyList<string> AlsoFailedText, int Priority, int Weight, string? Bid,
    string? Effective, double? SentMs, double? FirstByteMs, double? DoneMs, string? BidId, string? Destination,
    int? QualifySeconds, LateTrace? Late)
{
    /// <summary>Asked and judged, and never sold to: its reason says what it would have done.</summary>
    public bool Shadow { get; init; }

    /// <summary>Null when not asked over the network.</summary>
    public TimeTrace? Given { get; init; }

    /// <summary>Null where the auction went by price.</summary>
    public ExpectedTrace? Expected { get; init; }

    /// <summary>What it pays when its call qualifies; null without a valid bid.</summary>
    public string? Pays { get; init; }

    /// <summary>Null unless its tier goes by least recent use or by performance.</summary>
    public PastTrace? Past { get; init; }

    /// <summary>Null where the buyer has no rules of its own.</summary>
    public BidRulesTrace? Rules { get; init; }
}

/// <summary>How long a bidder had to answer.</summary>
/// <param name="By">What limited it: "auction", "own" or "adaptive".</param>
/// <param name="ToldMs">What its request said.</param>
public sealed record TimeTrace(double Ms, string By, double ToldMs);

/// <summary>What an offer was expected to bring: amount = bid x answer rate x qualify rate.</summary>
/// <param name="QualifySeconds">The minimum that the rate was read at.</param>
/// <param name="BuyerDials">What the rates were learned from; old calls count in part.</param>
public sealed record ExpectedTrace(
    string Amount, decimal QualifySeconds, decimal AnswerRate, decimal QualifyRate, decimal BuyerDials,
    decimal BuyerTalks, decimal PublisherTalks, decimal CampaignTalks);

/// <summary>What a target had been sent in the tier's window, and what that had brought.</summary>
/// <param name="LastUsedAt">Null for never.</param>
public sealed record PastTrace(DateTimeOffset? LastUsedAt, int Calls, string Revenue, string PerCall);

/// <summary>What the buyer's own rules made of the call.</summary>
/// <param name="Applied">Rows that took part; the last of them are listed.</param>
public sealed record BidRulesTrace(string Base, string? Bid, int Applied, IReadOnlyList<BidRuleStepTrace> Steps);

/// <param name="Action">set, add, multiply, reject, or limit for the limits at the end.</param>
/// <param name="When">Its conditions in words: "caller.state in FL, TX"; null for a limit, and in older calls.</param>
public sealed record BidRuleStepTrace(string Row, string Action, string Before, string? After, string? When)
{
    public static BidRuleStepTrace Of(BidRuleStep step) => new(
        step.Row, step.Action, step.Before.ToDecimalString(), step.After?.ToDecimalString(), step.When);
}

public sealed record LateTrace(double AtMs, string? Bid, string WouldHave);

/// <param name="DialledMs">Since the call was received; the same for when it rang, was answered and failed.</param>
/// <param name="RingMs">How long it rang.</param>
/// <param name="Released">Why the money was given back; null while it is held and when it was settled.</param>
public sealed record AttemptTrace(
    int Attempt, string Target, string Buyer, string? Hold, string? Price, string? Destination, double? DialledMs,
    double? RangMs, double? RingMs, double? ConnectedMs, double? FailedMs, bool Answered, double? TalkMs,
    string? EndedBy, int? Sip, string? Reason, IReadOnlyDictionary<string, string>? Values, string? Text, TermsTrace? Terms,
    string? Released, ConfirmationTrace? Confirmation)
{
    /// <summary>What followed on it, and by whose rule; null when nothing did.</summary>
    public VerdictTrace? Next { get; init; }
}

/// <summary>What an attempt was sold under, whatever happened to the market afterwards.</summary>
/// <param name="Payout">The publisher's terms, in words: "80 % of the revenue".</param>
public sealed record TermsTrace(
    string Price, double BuyerQualifySeconds, string Publisher, string Payout, double PublisherQualifySeconds);

public sealed record ClosestTrace(string Target, string Buyer, string Advice);

public sealed record MediaTrace(long FromCaller, long FromTarget, long Dropped);

/// <summary>One line of the call's log.</summary>
/// <param name="OffsetMs">Since the call was received.</param>
/// <param name="Event">received, enriched, auction_closed, dial_started, connected, ended, settled, …</param>
public sealed record EventTrace(int Seq, DateTimeOffset At, double OffsetMs, string Event, string Text);

/// <summary>The exchange that a bid needed before its dial.</summary>
/// <param name="AskedMs">Since the call was received.</param>
/// <param name="Destination">Null when the confirmation named none.</param>
/// <param name="Late">What an answer said that came after its time; null when none did.</param>
public sealed record ConfirmationTrace(
    double AskedMs, double? TookMs, bool Confirmed, string? Destination, IReadOnlyList<string> Shown,
    LateConfirmationTrace? Late);

/// <param name="Confirmed">It would have confirmed the bid.</param>
/// <param name="Reason">Why it would not have been dialled all the same; null when it would.</param>
public sealed record LateConfirmationTrace(
    double TookMs, bool Confirmed, string? Destination, string? Reason, string? Text);

/// <param name="Expected">At the win; null when no offer was dialled.</param>
/// <param name="Booked">From the ledger; null until settled.</param>
/// <param name="Final">The same as booked until something corrects it.</param>
public sealed record MoneyTrace(
    string Currency, AmountsTrace? Expected, AmountsTrace? Booked, AmountsTrace? Final, VerdictTrace? BuyerVerdict,
    VerdictTrace? PublisherVerdict, string? Posted);

public sealed record AmountsTrace(string Revenue, string Payout, string Margin);

/// <summary>Why a party's money moved or did not.</summary>
public sealed record VerdictTrace(string Reason, IReadOnlyDictionary<string, string> Values, string Text);

/// <summary>Which buyer was shown which fields of the caller.</summary>
/// <param name="With">"bid_request" to bid, "confirmation" to confirm what it had won, "dial" with the call itself.</param>
public sealed record DisclosureTrace(
    string Buyer, string Target, IReadOnlyList<string> Fields, DateTimeOffset At, string With);
