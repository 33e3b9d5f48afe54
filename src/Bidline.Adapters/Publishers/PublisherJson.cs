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

    public static PublisherAnswer Object(Action<Utf8JsonWriter> write, int status = 200)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return new PublisherAnswer(status, ContentType, buffer.WrittenMemory);
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
}
