using Bidline.Auctions;
using Bidline.Calls.Reasons;
using Bidline.Primitives;
using Bidline.Server.Console.Call.Timelines;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Bidders.Trial;

/// <summary>What an answer means, in one line.</summary>
/// <param name="Reason">For no bid and for an error.</param>
internal sealed record Meant(Tone Tone, string Words, Reason? Reason)
{
    public static Meant Of(BidAnswer answer) => answer switch
    {
        BidAnswer.Bid bid => new Meant(Tone.Good, $"A bid of {Shown.Amount(bid.Price)}", null),
        BidAnswer.NoBid no => new Meant(Tone.Muted, "No bid", no.Reason),
        BidAnswer.Invalid invalid => new Meant(Tone.Bad, "Not an answer that can be read", invalid.Reason),
        BidAnswer.Failed failed => new Meant(Tone.Bad, "No answer", failed.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public string? Sentence => Reason is { } reason ? ReasonCatalogue.Say(reason) : null;
}
