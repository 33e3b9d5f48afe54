using Bidline.Campaigns.Entries;

namespace Bidline.Server.Console.Bidders.Answers;

/// <summary>What a value of an answer can be, and the key of a mapping that says so.</summary>
/// <param name="PlaceIn">Where a mapping finds it; null when it does not.</param>
/// <param name="Put">A mapping with it at a place, where this value stands now; a null place takes it out.</param>
public sealed record Meaning(
    string Key,
    string Word,
    Func<AnswerEntry, string?> PlaceIn,
    Func<AnswerEntry, string?, string, AnswerEntry> Put)
{
    /// <summary>In the order in which a person maps an answer.</summary>
    public static IReadOnlyList<Meaning> All { get; } =
    [
        new("bid", "Bid", entry => entry.Bid,
            (entry, place, _) => entry with { Bid = place, Price = place is null ? entry.Price : null }),
        new("destination", "Number or SIP address", entry => entry.Destination,
            (entry, place, _) => entry with { Destination = place }),
        new("seconds", "Seconds to qualify", entry => entry.Seconds,
            (entry, place, _) => entry with { Seconds = place }),
        new("bid_id", "Bid id", entry => entry.BidId,
            (entry, place, _) => entry with { BidId = place }),
        new("accept", "Accept", entry => entry.Accept?.At,
            (entry, place, value) => entry with { Accept = place is null ? null : new AcceptEntry { At = place, Is = value } }),
        new("reason", "Reject reason", entry => entry.Reason,
            (entry, place, _) => entry with { Reason = place }),
    ];

    /// <summary>
    /// A mapping in which this value has this meaning. Places of another format mean nothing in this one, so then it is
    /// the first of a new mapping.
    /// </summary>
    public AnswerEntry Chosen(AnswerEntry entry, AnswerFormat format, AnswerPart part)
    {
        if ((entry.Format ?? AnswerFormat.Json) != format)
            entry = new AnswerEntry { Format = format == AnswerFormat.Json ? null : format };
        return Put(entry, part.Place, part.Value ?? "");
    }
}
