using System.Text.Json.Serialization;

namespace Bidline.Campaigns.Entries;

/// <summary>Where a publisher asks for our price before it sends a call.</summary>
public sealed record EndpointEntry : IMarketEntry
{
    public required string Id { get; init; }

    public required string Campaign { get; init; }

    public required string Publisher { get; init; }

    public bool Paused { get; init; }

    /// <summary>When it takes pings; at any time unless given. An offer stands to its end.</summary>
    public HoursEntry? Hours { get; init; }

    /// <summary>What its questions and answers look like; bidline unless given.</summary>
    public string? Dialect { get; init; }

    /// <summary>The credential in its address: made by us unless given.</summary>
    public string? Key { get; init; }

    /// <summary>A second key that is good too, while the publisher changes from one to the other.</summary>
    public string? RetiringKey { get; init; }

    /// <summary>
    /// Requests have to be signed with it, "whsec_" and base64 of 24 to 64 bytes; not signed unless given. Made by
    /// POST /v1/endpoints/{id}/signing-secret/rotate.
    /// </summary>
    public string? SigningSecret { get; init; }

    /// <summary>A second secret that is good too, while the publisher changes from one to the other.</summary>
    public string? RetiringSigningSecret { get; init; }

    /// <summary>Addresses and networks that its keys may be used from; from anywhere unless given.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>What this publisher is offered; the campaign's ping_price unless given.</summary>
    public PingPriceEntry? Price { get; init; }

    /// <summary>When the publisher is paid; as its terms in the campaign say unless given.</summary>
    public QualifyEntry? Qualify { get; init; }

    /// <summary>"caller", and tags by their names; a ping without one of them, or with an empty one, is refused.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>Tags that make a ping another one beside its caller; the caller alone unless given.</summary>
    public IReadOnlyList<string> SameBy { get; init; } = [];

    /// <summary>How long an offer holds: 5 to 3,600 seconds, 30 unless given.</summary>
    public int? ExpireSeconds { get; init; }

    /// <summary>How long buyers may be asked: 50 to 5,000; 800 unless given. The ping's own deadline may be shorter.</summary>
    public int? DeadlineMs { get; init; }

    /// <summary>Handed out with offers, shared by them. They belong to no other endpoint and are no tracking numbers.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Each offer has a SIP address of its own, unless false.</summary>
    public bool? Sip { get; init; }

    /// <summary>The host of those addresses, with a port where it is not 5060; where we listen unless given.</summary>
    public string? SipHost { get; init; }

    /// <summary>
    /// A page of ours where people of a call centre check a caller and are told where to transfer; none unless given.
    /// </summary>
    public TransferPageEntry? TransferPage { get; init; }

    /// <summary>
    /// From when on an offer has a place in the caps of campaign and publisher: from its call's arrival, unless given, or
    /// from the publisher's confirm, which is refused where a cap is full.
    /// </summary>
    public CountsFrom? CountsFrom { get; init; }

    /// <summary>What becomes of a call after its offer's time; refuse unless given. The same for the next two.</summary>
    public ArrivalPolicy? Late { get; init; }

    /// <summary>A call from another number than the ping said, or on a number of ours that it was not given.</summary>
    public ArrivalPolicy? Mismatched { get; init; }

    /// <summary>A second call on one offer.</summary>
    public ArrivalPolicy? Repeated { get; init; }

    /// <summary>Most pings in any one second: 1 to 100,000; no limit unless given.</summary>
    public int? PingsPerSecond { get; init; }

    /// <summary>Most pings about one caller in a minute: 1 to 10,000; 30 unless given.</summary>
    public int? PingsPerCaller { get; init; }

    /// <summary>
    /// Most different callers out of one hundred neighbouring numbers in a minute, which is how a list is checked: 2 to
    /// 100; no limit unless given.
    /// </summary>
    public int? NeighboursPerMinute { get; init; }

    /// <summary>
    /// Most different sets of tags about one caller in a minute, which is how a price is probed: 1 to 1,000; no limit
    /// unless given.
    /// </summary>
    public int? VariantsPerCaller { get; init; }

    [JsonIgnore]
    string IMarketEntry.Key => Id;
}

/// <summary>
/// A page that asks for a caller as the endpoint's publisher would. Whoever has its address may use it: it is told by GET
/// /v1/endpoints/{id}/key, and changes with the key.
/// </summary>
public sealed record TransferPageEntry
{
    /// <summary>The people there see what is paid; true unless given.</summary>
    public bool? ShowsPrice { get; init; }

    /// <summary>Tags that are asked for beside the caller's number; those that the endpoint requires unless given.</summary>
    public IReadOnlyList<string>? Fields { get; init; }
}

/// <summary>One of base_bid and pass_through.</summary>
public sealed record PingPriceEntry
{
    /// <summary>The same for every call that somebody may take with our margin on top of it.</summary>
    public Amount? BaseBid { get; init; }

    public PassThroughEntry? PassThrough { get; init; }

    /// <summary>
    /// Rows that change the price in their order, as in a buyer's bid rules: after the margin is taken off, before the
    /// limits. At most 10,000.
    /// </summary>
    public IReadOnlyList<RuleEntry> Modifiers { get; init; } = [];

    /// <summary>A better price is offered as this, whatever the modifiers made of it.</summary>
    public Amount? MaxBid { get; init; }

    /// <summary>Nothing is offered below it; no limit unless given.</summary>
    public Amount? MinBid { get; init; }
}

/// <summary>The best price that a buyer pays, less our margin: a percentage or an amount.</summary>
public sealed record PassThroughEntry
{
    public decimal? MarginPercent { get; init; }

    public Amount? MarginAmount { get; init; }

    /// <summary>The same as max_bid beside it; given in one of the two places.</summary>
    public Amount? MaxBid { get; init; }
}
