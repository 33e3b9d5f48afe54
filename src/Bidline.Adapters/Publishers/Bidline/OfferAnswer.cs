using System.Text.Json;
using Bidline.Calls.Reasons;
using Bidline.Pings;

namespace Bidline.Adapters.Publishers.Bidline;

/// <summary>Writes the answers of our own dialect.</summary>
public static class OfferAnswer
{
    internal static PublisherAnswer Of(PingOutcome outcome, OfferPlace place) => outcome switch
    {
        PingOutcome.Offered offered => Answer(200, writer => Offer(writer, offered, place)),
        PingOutcome.Rejected rejected => Answer(
            StatusOf(rejected.Reason.Code), writer => Rejection(writer, rejected, place)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>How an offer stands, for whoever asks again, confirms it or gives it back.</summary>
    public static PublisherAnswer Of(KeptReservation kept, OfferPlace place, int status) =>
        Answer(status, writer => Promise(writer, kept.Reservation, Spell(kept.StateAt(place.Now)), place));

    private static PublisherAnswer Answer(int status, Action<Utf8JsonWriter> write) =>
        new(status, "application/json", PublisherJson.Bytes(write));

    private static void Offer(Utf8JsonWriter writer, PingOutcome.Offered offered, OfferPlace place)
    {
        Promise(writer, offered.Reservation, "offered", place);
        writer.WriteBoolean("cached", offered.IsCached);
        writer.WriteNumber("took_ms", Math.Round(place.Took.TotalMilliseconds, 1));
        writer.WriteStartArray("warnings");
        if (offered.Reservation.IsTest)
            Warning(writer, "test", "a test: nothing is reserved, and the address leads nowhere");
        else if (!offered.Reservation.Caller.IsSet)
            Warning(writer, "no_caller", "any caller may use it, by its SIP address only");
        else if (offered.Reservation is { HasSip: true, Number.IsSet: true })
            Warning(writer, "shared_number", "the number is shared by offers: prefer the SIP address");
        writer.WriteEndArray();
    }

    private static void Promise(Utf8JsonWriter writer, Reservation made, string status, OfferPlace place)
    {
        writer.WriteString("id", made.Ping.ToString());
        writer.WriteString("status", status);
        writer.WriteString("offer", made.Id.ToString());
        writer.WriteString("price", made.Price.ToDecimalString());
        writer.WriteString("currency", made.Price.Currency.Code);
        writer.WriteString("expires_at", made.Until.UtcDateTime);
        writer.WriteNumber("ttl_ms", Math.Max(0, (long)(made.Until - place.Now).TotalMilliseconds));
        writer.WriteStartObject("destination");
        if (made.HasSip) writer.WriteString("sip", $"sip:{place.SipUri(OfferAddress.Native, made.Id)}");
        if (made.Number.IsSet) writer.WriteString("number", made.Number.E164);
        writer.WriteEndObject();
        writer.WriteStartArray("terms");
        writer.WriteStartObject();
        writer.WriteString("type", "min_connected_seconds");
        writer.WriteNumber("value", made.Qualify.Connected.TotalSeconds);
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteString("type", "calls");
        writer.WriteNumber("value", 1);
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (made.SourceRef is { } reference) writer.WriteString("source_ref", reference);
    }

    private static void Warning(Utf8JsonWriter writer, string code, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("code", code);
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    private static void Rejection(Utf8JsonWriter writer, PingOutcome.Rejected rejected, OfferPlace place)
    {
        var reason = rejected.Reason;
        var because = ReasonClasses.Of(reason.Code);
        writer.WriteString("id", rejected.Ping.ToString());
        writer.WriteString("status", "rejected");
        writer.WriteString("price", "0.00");
        writer.WriteStartObject("reason");
        writer.WriteString("class", ReasonClasses.NameOf(because));
        if (ReasonClasses.IsThePublishers(because))
        {
            writer.WriteString("code", reason.Code);
            writer.WriteString("text", ReasonCatalogue.Say(reason));
        }
        else writer.WriteString("text", ReasonClasses.Say(because));
        writer.WriteEndObject();
        writer.WriteNumber("took_ms", Math.Round(place.Took.TotalMilliseconds, 1));
    }

    private static int StatusOf(string code) => code switch
    {
        "ping.unreadable" => 400,
        "ping.signature_missing" or "ping.signature_stale" or "ping.signature_wrong" => 401,
        "ping.address" => 403,
        "ping.unknown_key" or "ping.unknown_offer" => 404,
        "ping.offer_over" => 409,
        "ping.key_reused" => 422,
        _ when ReasonClasses.Of(code) == ReasonClass.RateLimited => 429,
        _ => 200,
    };

    private static string Spell(ReservationState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
