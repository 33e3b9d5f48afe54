using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Calls;

/// <summary>A row of the store, as the engine's own types.</summary>
internal static class CallQueriesItem
{
    private static readonly Dictionary<string, CallOutcome> Outcomes =
        Enum.GetValues<CallOutcome>().ToDictionary(CallLogRow.Spell);

    public static CallListItem Of(CallRow row) => new(
        CallId.Parse(row.Id),
        UnixMicros.At(row.ReceivedAt),
        row.Phase,
        row.Outcome is null ? null : Outcomes[row.Outcome],
        row.Reason,
        row.Campaign is null ? null : new CampaignId(row.Campaign),
        row.Publisher is null ? null : new PublisherId(row.Publisher),
        Number(row.Caller),
        Number(row.Dialled),
        row.State,
        row.Target is null ? null : new TargetId(row.Target),
        row.Buyer is null ? null : new BuyerId(row.Buyer),
        Amount(row.PriceMicros, row.Currency),
        row.Considered,
        row.Asked,
        row.Bids,
        Span(row.AuctionMicros),
        row.Attempts,
        Span(row.RingMicros),
        UnixMicros.At(row.ConnectedAt),
        Span(row.TalkMicros),
        row.EndedBy,
        UnixMicros.At(row.EndedAt),
        row.Qualified,
        Amount(row.RevenueMicros, row.Currency),
        Amount(row.PayoutMicros, row.Currency),
        Amount(row.MarginMicros, row.Currency),
        row.Test,
        row.BookVersion);

    private static PhoneNumber Number(string? text) => text is null ? default : PhoneNumber.Parse(text);

    private static Money? Amount(long? micros, string? currency) =>
        micros is { } amount && currency is not null ? new Money(amount, Currency.Parse(currency)) : null;

    private static TimeSpan? Span(long? micros) =>
        micros is { } span ? TimeSpan.FromTicks(span * TimeSpan.TicksPerMicrosecond) : null;
}
