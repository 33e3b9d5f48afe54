using Bidline.Campaigns.BidRules;
using Bidline.Campaigns.Templates;
using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>How a target's price for a call is found.</summary>
public abstract record TargetPrice
{
    private TargetPrice()
    {
    }

    /// <summary>The same for every call; takes part in the auction as a bid that is always there.</summary>
    public sealed record Fixed(Money Amount) : TargetPrice;

    /// <summary>By the time talked. Takes part in the auction as what its first minutes cost.</summary>
    /// <param name="First">What <paramref name="FirstFor"/> costs: held before the dial, and renewed as they pass.</param>
    public sealed record PerMinute(MinuteRate Rate, Money First, TimeSpan FirstFor) : TargetPrice;

    /// <summary>A share of what the buyer reports that the call sold.</summary>
    /// <param name="CountsAs">What it takes part in the auction as, and what is held while the call lasts.</param>
    public sealed record PercentOfSale(decimal Percent, Money? Min, Money? Max, Money CountsAs) : TargetPrice;

    /// <summary>What it takes part in every auction as, without being asked; null where each call has to be asked.</summary>
    public Money? Known => this switch
    {
        Fixed(var amount) => amount,
        PerMinute perMinute => perMinute.First,
        PercentOfSale share => share.CountsAs,
        _ => null,
    };

    /// <summary>How it is charged beside its price; null where the price is all.</summary>
    public ChargeTerms? Charge => this switch
    {
        PerMinute perMinute => new ChargeTerms.PerMinute(perMinute.Rate),
        PercentOfSale share => new ChargeTerms.PercentOfSale(share.Percent, share.Min, share.Max),
        _ => null,
    };

    /// <summary>Asked over HTTP for every call.</summary>
    public sealed record Bidder(BidderTerms Terms) : TargetPrice;

    /// <summary>Bid by the buyer's own table: takes part in the auction as a bidder that answers at once.</summary>
    public sealed record Rules(BidRuleTable Table) : TargetPrice;
}

/// <summary>A buyer's bidding endpoint and what we accept from it.</summary>
/// <param name="Protocol">Name of the dialect, as registered in Adapters/Buyers ("bidline", "ringba").</param>
/// <param name="Timeout">The bidder's own limit; the auction's deadline stands when it is shorter.</param>
/// <param name="MaxBid">Sanity limit: a higher bid is refused, not trimmed. Null means the campaign's own sanity only.</param>
/// <param name="ShareCaller">What the bidder is shown of the caller's number before it has won.</param>
public sealed record BidderTerms(
    string Protocol,
    Uri Url,
    TimeSpan Timeout,
    Money? MaxBid,
    ShareCaller ShareCaller)
{
    /// <summary>Most requests in any one second; null means no budget.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>Most requests open at once, late ones included; null means the limit of the process.</summary>
    public int? InFlight { get; init; }

    /// <summary>Waits no longer than its answers have been taking lately; the time-out stays the upper limit.</summary>
    public bool AdaptiveTimeout { get; init; }

    /// <summary>Pings leave it out of what it never bids on.</summary>
    public bool LearnedFilter { get; init; } = true;

    /// <summary>Asked and judged like any other, and never sold to.</summary>
    public bool Shadow { get; init; }

    /// <summary>What else of the call the bidder is shown before it has won.</summary>
    public SharedFields Fields { get; init; } = SharedFields.All;

    /// <summary>What it is told afterwards; null means nothing.</summary>
    public NoticeTerms? Notices { get; init; }

    /// <summary>How long its confirmation is waited for, where the dialect has one.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How it is spoken to by protocol "template"; null for every dialect that knows it by itself.</summary>
    public BidderTemplate? Template { get; init; }
}

/// <summary>Where a bidder wants to be told how its bids went, and which kinds of it.</summary>
public sealed record NoticeTerms(Uri Url, bool Won, bool Lost, bool Billed, bool Converted);

public enum ShareCaller
{
    Never,
    Hashed,
    Full,
}
