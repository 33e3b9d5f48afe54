using System.Text.Json;
using System.Text.Json.Serialization;
using Bidline.Storage;

namespace Bidline.Calls;

/// <summary>The call log in SQL and JSON: how entries are written and read back.</summary>
internal static class CallLogStatements
{
    private const string InsertEvent =
        "INSERT INTO call_events (call_id, seq, at, offset_micros, kind, body) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)";

    private static readonly Dictionary<Type, string> Kinds = typeof(CallEvent)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false)
        .Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(kind => kind.DerivedType, kind => (string)kind.TypeDiscriminator!);

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
