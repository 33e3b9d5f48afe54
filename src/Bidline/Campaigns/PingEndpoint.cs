using System.Net;
using Bidline.Campaigns.BidRules;
using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Campaigns;

/// <summary>Where one publisher asks for our price in one campaign, and what it is promised.</summary>
/// <param name="Keys">What its address has for a credential; a second one while it changes.</param>
/// <param name="Qualify">When the publisher is paid; null means as its terms in the campaign say.</param>
/// <param name="Expires">How long an offer holds.</param>
/// <param name="Deadline">How long buyers may be asked.</param>
/// <param name="Numbers">Handed out with offers in turn; none where offers are SIP addresses only.</param>
/// <param name="GivesSip">Each offer has an address of its own.</param>
public sealed record PingEndpoint(
    EndpointId Id,
    CampaignId Campaign,
    PublisherId Publisher,
    bool Paused,
    string Dialect,
    IReadOnlyList<string> Keys,
    PingPrice Price,
    QualifyRule? Qualify,
    TimeSpan Expires,
    TimeSpan Deadline,
    IReadOnlyList<PhoneNumber> Numbers,
    bool GivesSip)
{
    public const string Native = "bidline";

    /// <summary>Every dialect of this program, in the order of the documentation.</summary>
    public static IReadOnlyList<string> KnownDialects { get; } =
        [Native, "ringba", "retreaver", "trackdrive", "callgrid", "leadspedia"];

    /// <summary>Whose requests its keys are good for; none for anybody's.</summary>
    public IReadOnlyList<IPNetwork> Addresses { get; init; } = [];

    /// <summary>A request is signed with one of them; none where it need not be. A second one while it changes.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Null where it has none.</summary>
    public TransferPage? TransferPage { get; init; }

    /// <summary>When it takes pings; null means at any time.</summary>
    public OpeningHours? Hours { get; init; }

    public bool RequiresCaller { get; init; }

    /// <summary>Tags in lower case that must be there and not be empty.</summary>
    public IReadOnlyList<string> RequiredTags { get; init; } = [];

    /// <summary>Tags in lower case that make a ping another one beside its caller.</summary>
    public IReadOnlyList<string> SameBy { get; init; } = [];

    /// <summary>Null means where we listen.</summary>
    public string? SipHost { get; init; }

    public CountsFrom CountsFrom { get; init; }

    public ArrivalPolicy Late { get; init; }

    public ArrivalPolicy Mismatched { get; init; }

    public ArrivalPolicy Repeated { get; init; }

    /// <summary>Null means no limit.</summary>
    public int? PingsPerSecond { get; init; }

    /// <summary>In a minute.</summary>
    public int PingsPerCaller { get; init; } = 30;

    /// <summary>Different callers out of one hundred neighbouring numbers, in a minute; null means no limit.</summary>
    public int? NeighboursPerMinute { get; init; }

    /// <summary>Different sets of tags about one caller, in a minute; null means no limit.</summary>
    public int? VariantsPerCaller { get; init; }

    public IEnumerable<TrackingNumber> TrackingNumbers() =>
        Numbers.Select(number => new TrackingNumber(number, Campaign, Publisher) { Endpoint = Id });
}

/// <summary>Where people check a caller by hand, and what they see and fill in.</summary>
/// <param name="Fields">Tags in lower case.</param>
public sealed record TransferPage(bool ShowsPrice, IReadOnlyList<string> Fields);

/// <summary>What a ping is answered with when somebody would take its call.</summary>
public abstract record PingPrice
{
    private PingPrice()
    {
    }

    /// <summary>Change the price in their order, after the margin is taken off; null for none.</summary>
    public BidRuleTable? Modifiers { get; init; }

    /// <summary>A better price is offered as this; null means any.</summary>
    public Money? Most { get; init; }

    /// <summary>Nothing is offered below it; null means no limit.</summary>
    public Money? Least { get; init; }

    public sealed record BaseBid(Money Amount) : PingPrice;

    /// <param name="Margin">What we keep of the best buyer's price.</param>
    public sealed record PassThrough(PayoutTerms Margin) : PingPrice;
}

/// <summary>What becomes of a call that is not the one that was promised.</summary>
public enum ArrivalPolicy
{
    Refuse,

    /// <summary>Sold as any call, and the publisher gets nothing.</summary>
    Unpaid,

    /// <summary>Sold as any call on the publisher's terms in the campaign.</summary>
    Auction,
}

/// <summary>From when on an offer has a place in the caps of its campaign and publisher.</summary>
public enum CountsFrom
{
    /// <summary>From its call on.</summary>
    Arrival,

    /// <summary>From its confirmation on, until its call is over or its time is.</summary>
    Confirm,
}

/// <summary>Who is promised a price for a caller when several publishers ask.</summary>
public enum CallerOffers
{
    /// <summary>Each of them.</summary>
    Any,

    /// <summary>The first one, until its offer ends.</summary>
    First,
}
