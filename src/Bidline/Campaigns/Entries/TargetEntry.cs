using System.Text.Json.Serialization;

namespace Bidline.Campaigns.Entries;

/// <summary>Where a buyer's calls go, at what price and when.</summary>
public sealed record TargetEntry : IMarketEntry
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public required string Buyer { get; init; }

    public bool Paused { get; init; }

    /// <summary>A SIP address, a number in E.164, or "from_bid".</summary>
    public required string Destination { get; init; }

    /// <summary>How long it may ring: 1 to 120 seconds, 25 unless given.</summary>
    public int? RingSeconds { get; init; }

    public required PriceEntry Price { get; init; }

    /// <summary>When the buyer pays; as soon as it is connected unless given.</summary>
    public QualifyEntry? Qualify { get; init; }

    /// <summary>Always open unless given.</summary>
    public HoursEntry? Hours { get; init; }

    public CapsEntry? Caps { get; init; }

    /// <summary>A group whose caps it shares.</summary>
    public string? Group { get; init; }

    /// <summary>Every caller unless given.</summary>
    public FilterEntry? Filters { get; init; }

    /// <summary>What becomes of a caller who was here before.</summary>
    public DuplicatesEntry? Duplicates { get; init; }

    /// <summary>Callers who withhold their number: allow (unless given) or block.</summary>
    public AnonymousCallers? Anonymous { get; init; }

    /// <summary>The weakest STIR/SHAKEN level that is taken: A, B or C. Any, and none, unless given.</summary>
    public string? Attestation { get; init; }

    /// <summary>Tags that must come with the call as evidence of consent.</summary>
    public IReadOnlyList<string>? ConsentRequired { get; init; }

    /// <summary>How old consent may be where the tag "consent_at" says when it was given.</summary>
    public int? ConsentMaxDays { get; init; }

    /// <summary>Whose calls it takes; every publisher's unless given.</summary>
    public PublisherChoiceEntry? Publishers { get; init; }

    [JsonIgnore]
    public string Key => Id;
}

/// <summary>Exactly one of its keys: the only publishers, or all but these.</summary>
public sealed record PublisherChoiceEntry
{
    public IReadOnlyList<string>? Allow { get; init; }

    public IReadOnlyList<string>? Deny { get; init; }
}

/// <summary>Exactly one of its keys.</summary>
public sealed record PriceEntry
{
    public Amount? Fixed { get; init; }

    /// <summary>By the time talked.</summary>
    public PerMinuteEntry? PerMinute { get; init; }

    /// <summary>Of what the buyer reports that it sold.</summary>
    public SaleShareEntry? PercentOfSale { get; init; }

    public BidderEntry? Bidder { get; init; }

    public RulesEntry? Rules { get; init; }

    /// <summary>By the hour of the week.</summary>
    public PriceByHourEntry? ByHour { get; init; }
}

/// <summary>A buyer's bidding endpoint.</summary>
public sealed record BidderEntry
{
    public required string Protocol { get; init; }

    /// <summary>Needed unless a partner gives it.</summary>
    public string? Url { get; init; }

    /// <summary>1 to 5,000; the auction's own deadline stands when it is shorter. 1,000 unless given.</summary>
    public int? TimeoutMs { get; init; }

    /// <summary>A higher bid is refused, not trimmed.</summary>
    public Amount? MaxBid { get; init; }

    /// <summary>What the bidder sees of the caller's number before it has won: never unless given.</summary>
    public ShareCaller? ShareCaller { get; init; }

    /// <summary>Most requests in any one second, 1 to 10,000; no budget unless given.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>Most requests open at once, 1 to 1,000; 128 unless given.</summary>
    public int? InFlight { get; init; }

    /// <summary>
    /// Waits no longer than the bidder's answers have been taking lately; timeout_ms stays the upper limit.
    /// </summary>
    public bool AdaptiveTimeout { get; init; }

    /// <summary>
    /// Pings do not ask it about callers of a state, an area code, a publisher or a campaign on which it has not bid once
    /// in a thousand questions; one in twenty of them still does. True unless given.
    /// </summary>
    public bool? LearnedFilter { get; init; }

    /// <summary>Asked and judged like any other, and never sold to.</summary>
    public bool Shadow { get; init; }

    /// <summary>
    /// What else of the call it sees before it has won: area_code, state, zip, line_type, attestation, duplicate_days,
    /// "tags.age" for one tag or "tags.*" for every tag; [none] for nothing. Everything unless given.
    /// </summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Where it is told how its bids went; nowhere unless given.</summary>
    public NoticesEntry? Notices { get; init; }

    /// <summary>With protocol template: a partner whose template is known.</summary>
    public string? Partner { get; init; }

    /// <summary>What a partner's template leaves open: keys, source ids.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>With protocol template: POST where there is a body and GET where there is none, unless given.</summary>
    public string? Method { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Unless given it follows from how the body begins.</summary>
    public string? ContentType { get; init; }

    /// <summary>Text with fields of the call: {"zip":"{{caller.zip|00000}}"}.</summary>
    public string? Body { get; init; }

    public AnswerEntry? Answer { get; init; }

    /// <summary>What a winner is asked before its dial. Dialects that confirm by themselves take the time only.</summary>
    public ConfirmEntry? Confirm { get; init; }
}

/// <summary>Each kind of notice is sent where it is true. They are signed with the buyer's notice secret.</summary>
public sealed record NoticesEntry
{
    public required string Url { get; init; }

    /// <summary>The call is being sent to you: price, call and bid id.</summary>
    public bool Won { get; init; }

    /// <summary>You were asked and the call went elsewhere: why.</summary>
    public bool Lost { get; init; }

    /// <summary>Of a call that was sent to you: whether you were charged, and why.</summary>
    public bool Billed { get; init; }

    /// <summary>The call met your rule and pays.</summary>
    public bool Converted { get; init; }
}

/// <summary>
/// A condition: one of all, any, not, or a field with equals, in, in_list, exists, prefix, matches, or gte and lte.
/// Fields are those of the caller ("caller.state"), of the call ("call.hour", "call.number", "publisher") and its tags
/// ("tags.age").
/// </summary>
public sealed record FilterEntry
{
    public IReadOnlyList<FilterEntry>? All { get; init; }

    public IReadOnlyList<FilterEntry>? Any { get; init; }

    public FilterEntry? Not { get; init; }

    public string? Field { get; init; }

    [JsonPropertyName("equals")]
    public string? EqualTo { get; init; }

    public IReadOnlyList<string>? In { get; init; }

    public bool? Exists { get; init; }

    public string? Prefix { get; init; }

    /// <summary>The id of a list.</summary>
    public string? InList { get; init; }

    /// <summary>A regular expression without look-arounds and back-references, found anywhere unless anchored.</summary>
    public string? Matches { get; init; }

    public decimal? Gte { get; init; }

    public decimal? Lte { get; init; }
}
