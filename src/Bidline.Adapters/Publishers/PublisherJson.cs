using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bidline.Calls.Reasons;
using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers;

/// <summary>What the dialects that answer in JSON have in common.</summary>
internal static class PublisherJson
{
    private const string ContentType = "application/json; charset=utf-8";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Every ping is answered by one: a thread keeps what it wrote the last one with.
    [ThreadStatic]
    private static Desk? _desk;

    public static PublisherAnswer Object(Action<Utf8JsonWriter> write, int status = 200) =>
        new(status, ContentType, Bytes(write));

    /// <param name="write">Writes an object's members, and no other object by this class meanwhile.</param>
    public static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var desk = _desk ??= new Desk();
        desk.Buffer.ResetWrittenCount();
        desk.Writer.Reset();
        desk.Writer.WriteStartObject();
        write(desk.Writer);
        desk.Writer.WriteEndObject();
        desk.Writer.Flush();
        return desk.Buffer.WrittenSpan.ToArray();
    }

    public static void WriteAmount(this Utf8JsonWriter writer, string name, Money amount)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(amount.Units.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Whole seconds, and never fewer than promised.</summary>
    public static int SecondsOf(Reservation made) => (int)Math.Ceiling(made.Qualify.Connected.TotalSeconds);

    /// <summary>The reason itself where the publisher can change it, and its class where it is ours or a buyer's.</summary>
    public static string TextOf(Reason reason)
    {
        var because = ReasonClasses.Of(reason.Code);
        return ReasonClasses.IsThePublishers(because) ? ReasonCatalogue.Say(reason) : ReasonClasses.Say(because);
    }

    private sealed class Desk
    {
        public Desk() => Writer = new Utf8JsonWriter(Buffer, Relaxed);

        public ArrayBufferWriter<byte> Buffer { get; } = new(1024);

        public Utf8JsonWriter Writer { get; }
    }
}
