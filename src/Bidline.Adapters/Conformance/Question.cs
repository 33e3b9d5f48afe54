using System.Globalization;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Primitives;

namespace Bidline.Adapters.Conformance;

/// <summary>Changes the body of a question before it is sent.</summary>
internal delegate ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> body);

/// <summary>One question of the kit: an ordinary bid request, and what is out of the ordinary about it.</summary>
/// <param name="Title">What it is, for diagrams: "an ordinary call".</param>
/// <param name="Auction">Null makes a new one; the same id again is the same auction again.</param>
internal sealed record Question(
    string Title,
    SampleCaller Caller,
    Money Floor,
    TimeSpan Deadline,
    AuctionId? Auction = null,
    Rewrite? Rewrite = null);

/// <summary>Something that was sent, and what came of it.</summary>
/// <param name="Title">For diagrams.</param>
/// <param name="Exchange">Null when it failed before anything was sent.</param>
internal abstract record Seen(string Title, BidderExchange? Exchange)
{
    /// <summary>Why there is no answer to read; null when there is one.</summary>
    public abstract Reason? Fault { get; }

    /// <summary>The answer is awaited for so long only, which a drawing shows.</summary>
    public virtual bool HasDeadline => false;

    public int? Status => Exchange?.Answer?.Status;
}

/// <summary>A question, and what came of it.</summary>
internal sealed record Asked(Question Question, AuctionId Auction, BidAnswer Answer, BidderExchange? Exchange)
    : Seen(Question.Title, Exchange)
{
    /// <summary>A bid above zero: an answer of 0 declines.</summary>
    public BidAnswer.Bid? Bid => Answer is BidAnswer.Bid { Price.IsZero: false } bid ? bid : null;

    public bool IsDeclined => Answer is BidAnswer.NoBid or BidAnswer.Bid { Price.IsZero: true };

    /// <summary>An answer of the protocol, whatever it says.</summary>
    public bool IsInForm => Answer is BidAnswer.Bid or BidAnswer.NoBid;

    public TimeSpan Taken => Exchange?.Times.Taken ?? TimeSpan.Zero;

    public override bool HasDeadline => true;

    public override Reason? Fault => Answer switch
    {
        BidAnswer.Invalid invalid => invalid.Reason,
        BidAnswer.Failed failed => failed.Reason,
        _ => null,
    };

    /// <summary>What it came to in a few words: "bid 31.50", "no_bid.capacity", "error.http status=500".</summary>
    public string InWords() => Answer switch
    {
        BidAnswer.Bid bid => $"bid {bid.Price.ToDecimalString()}",
        BidAnswer.NoBid no => InWords(no.Reason),
        _ => InWords(Fault!),
    };

    private static string InWords(Reason reason) => string.Join(
        ' ', reason.Values.Select(value => $"{value.Key}={value.Value}").Prepend(reason.Code));
}

internal static class Spoken
{
    public static string Ms(TimeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.0} ms");

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
