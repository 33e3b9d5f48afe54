using System.Collections.Frozen;
using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>Where a call is sent, what is paid for it and when it may be offered. Belongs to one buyer.</summary>
/// <param name="Qualify">When the buyer pays; a bid may ask for more seconds where the campaign allows it.</param>
/// <param name="Hours">Null means always open.</param>
/// <param name="Filter">Null means every caller.</param>
public sealed record Target(
    TargetId Id,
    string Name,
    BuyerId Buyer,
    Destination Destination,
    TimeSpan RingTime,
    TargetPrice Price,
    QualifyRule Qualify,
    OpeningHours? Hours,
    Caps Caps,
    CallFilter? Filter,
    bool Paused)
{
    public DuplicateRule? Duplicates { get; init; }

    public CallerTerms Callers { get; init; } = CallerTerms.Anybody;

    /// <summary>Whose caps it shares with other targets; null means none.</summary>
    public TargetGroup? Group { get; init; }

    /// <summary>Null means every publisher's calls.</summary>
    public PublisherChoice? Publishers { get; init; }

    /// <summary>Its caps at a moment: an hour of the week may have fewer lines.</summary>
    /// <param name="caller">The zone the caller lives by; null when it is not known for certain.</param>
    public Caps CapsAt(DateTimeOffset moment, TimeZoneInfo? caller) =>
        Hours?.RangeAt(moment, caller)?.Concurrent is { } lines && lines < (Caps.Concurrent ?? int.MaxValue)
            ? Caps with { Concurrent = lines }
            : Caps;
}

/// <summary>Targets, of one buyer or of many, that use up the same caps.</summary>
public sealed record TargetGroup(GroupId Id, string Name, Caps Caps);


/// <summary>Whose calls a target takes.</summary>
/// <param name="IsAllow">Only these; otherwise all but these.</param>
public sealed record PublisherChoice(bool IsAllow, FrozenSet<PublisherId> Named)
{
    public bool Takes(PublisherId publisher) => Named.Contains(publisher) == IsAllow;
}

/// <summary>Where a target's calls go.</summary>
public abstract record Destination
{
    private Destination()
    {
    }

    /// <summary>A SIP address, dialled as it is: "sip:sales@10.0.0.5:5060" or with ";transport=tcp".</summary>
    public sealed record Sip(string Uri) : Destination;

    /// <summary>A telephone number, dialled through a trunk that can.</summary>
    public sealed record Number(PhoneNumber Phone) : Destination;

    /// <summary>Each bid names its own.</summary>
    public sealed record FromBid : Destination;
}

/// <summary>When a party's money moves: the seconds that caller and target must have been connected.</summary>
public sealed record QualifyRule(TimeSpan Connected)
{
    /// <summary>Exactly the needed time qualifies; nothing is rounded before the test (money.md M9).</summary>
    public bool IsMetBy(TimeSpan talkTime) => talkTime >= Connected;
}
