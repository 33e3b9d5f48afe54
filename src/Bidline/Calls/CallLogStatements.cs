using System.Text.Json;
using System.Text.Json.Serialization;
using Bidline.Storage;

namespace Bidline.Calls;

/// <summary>The call log in SQL and JSON: how entries and rows are written, and entries read back.</summary>
internal static class CallLogStatements
{
    private const string InsertEvent =
        "INSERT INTO call_events (call_id, seq, at, offset_micros, kind, body) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)";

    private static readonly Dictionary<Type, string> Kinds = typeof(CallEvent)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false)
        .Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(kind => kind.DerivedType, kind => (string)kind.TypeDiscriminator!);

    // What never changes after the first event comes first.
    private static readonly (string Column, Func<CallRow, object?> Value)[] Columns =
    [
        ("id", row => row.Id),
        ("received_at", row => row.ReceivedAt),
        ("node", row => row.Node),
        ("trunk", row => row.Trunk),
        ("source", row => row.Source),
        ("sip_call_id", row => row.SipCallId),
        ("dialled", row => row.Dialled),
        ("caller", row => row.Caller),
        ("campaign", row => row.Campaign),
        ("publisher", row => row.Publisher),
        ("book_version", row => row.BookVersion),
        ("test", row => row.Test),
        ("state", row => row.State),
        ("phase", row => row.Phase),
        ("outcome", row => row.Outcome),
        ("reason", row => row.Reason),
        ("target", row => row.Target),
        ("buyer", row => row.Buyer),
        ("currency", row => row.Currency),
        ("price_micros", row => row.PriceMicros),
        ("auctions", row => row.Auctions),
        ("considered", row => row.Considered),
        ("asked", row => row.Asked),
        ("bids", row => row.Bids),
        ("valid_bids", row => row.ValidBids),
        ("wins", row => row.Wins),
        ("auction_micros", row => row.AuctionMicros),
        ("attempts", row => row.Attempts),
        ("ring_micros", row => row.RingMicros),
        ("connected_at", row => row.ConnectedAt),
        ("talk_micros", row => row.TalkMicros),
        ("ended_by", row => row.EndedBy),
        ("ended_at", row => row.EndedAt),
        ("qualified", row => row.Qualified),
        ("revenue_micros", row => row.RevenueMicros),
        ("payout_micros", row => row.PayoutMicros),
        ("margin_micros", row => row.MarginMicros),
        ("settled_at", row => row.SettledAt),
        ("events", row => row.Events),
    ];

    private static readonly string UpsertCall =
        $"INSERT INTO calls ({string.Join(", ", Columns.Select(column => column.Column))}) "
        + $"VALUES ({string.Join(", ", Columns.Select((_, i) => $"@p{i}"))}) ON CONFLICT (id) DO UPDATE SET "
        + string.Join(", ", Columns.SkipWhile(column => column.Column != "state")
            .Select(column => $"{column.Column} = excluded.{column.Column}"));

    public static Statement Upsert(CallRow row) =>
        new(UpsertCall, [.. Columns.Select(column => column.Value(row))]);

    public static Statement Insert(CallLogEntry entry) => new(
        InsertEvent,
        entry.Call.ToString(),
        entry.Seq,
        UnixMicros.Of(entry.At),
        entry.Offset.Ticks / TimeSpan.TicksPerMicrosecond,
        Kinds[entry.Event.GetType()],
        JsonSerializer.Serialize(entry.Event, StoredJson.Options));

    public static CallLogEntry Read(CallEventRow row) => new(
        Primitives.CallId.Parse(row.CallId),
        row.Seq,
        UnixMicros.At(row.At),
        TimeSpan.FromTicks(row.OffsetMicros * TimeSpan.TicksPerMicrosecond),
        JsonSerializer.Deserialize<CallEvent>(row.Body, StoredJson.Options)
            ?? throw new JsonException($"Event {row.Seq} of {row.CallId} is empty."));
}
