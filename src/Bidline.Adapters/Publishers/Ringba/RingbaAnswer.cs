using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers.Ringba;

/// <summary>One answer of the dialect, in the order of its fields, written as JSON or as XML.</summary>
internal sealed record RingbaAnswer(
    string BidId, string BidAmount, string? RejectReason, RingbaOffer? Offer,
    IReadOnlyList<RingbaNote> Terms, IReadOnlyList<RingbaNote> Warnings)
{
    public static RingbaAnswer Of(PingId ping, Reason reason) => new(
        OfferAddress.Print(OfferAddress.Ringba, new ReservationId(ping.Value)), "0", RingbaCodes.TextOf(reason), null, [], []);

    public static RingbaAnswer Of(PingOutcome.Offered offered, string environment, OfferPlace place)
    {
        var made = offered.Reservation;
        return new RingbaAnswer(
            OfferAddress.Print(OfferAddress.Ringba, made.Id),
            made.Price.Units.ToString("0.00", CultureInfo.InvariantCulture),
            null,
            new RingbaOffer(
                Math.Max(0, (int)(made.Until - place.Now).TotalSeconds),
                made.Until,
                made.Number.IsSet ? made.Number.E164 : null,
                made.HasSip ? place.SipUri(OfferAddress.Ringba, made.Id) : null),
            TermsOf(made),
            [.. WarningsOf(offered, environment)]);
    }

    public ReadOnlyMemory<byte> ToJson() => PublisherJson.Bytes(writer =>
    {
        writer.WriteString("bidId", BidId);
        writer.WritePropertyName("bidAmount");
        writer.WriteRawValue(BidAmount);
        if (RejectReason is not null) writer.WriteString("rejectReason", RejectReason);
        if (Offer is null) return;
        WriteOffer(writer, Offer);
        Notes(writer, "bidTerms", Terms);
        Notes(writer, "warnings", Warnings);
    });

    public ReadOnlyMemory<byte> ToXml()
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            writer.WriteStartElement("BidResponse");
            writer.WriteElementString("bidId", BidId);
            writer.WriteElementString("bidAmount", BidAmount);
            if (RejectReason is not null) writer.WriteElementString("rejectReason", RejectReason);
            if (Offer is not null)
            {
                foreach (var (name, value) in Offer.Fields()) writer.WriteElementString(name, value);
                Notes(writer, "bidTerms", "bidTerm", Terms);
                Notes(writer, "warnings", "warning", Warnings);
            }

            writer.WriteEndElement();
        }

        return buffer.ToArray();
    }

    private static void WriteOffer(Utf8JsonWriter writer, RingbaOffer offer)
    {
        foreach (var (name, value) in offer.Fields())
        {
            if (name is RingbaOffer.InSeconds or RingbaOffer.Epoch)
                writer.WriteNumber(name, long.Parse(value, CultureInfo.InvariantCulture));
            else writer.WriteString(name, value);
        }
    }

    private static List<RingbaNote> TermsOf(Reservation made)
    {
        var seconds = (int)Math.Ceiling(made.Qualify.Connected.TotalSeconds);
        return
        [
            seconds > 0
                ? new RingbaNote(100, $"Call must be connected for at least {seconds} seconds", seconds)
                : new RingbaNote(101, "Call must be connected", null),
            // One offer is one call: the same caller again is not paid.
            new RingbaNote(110, "Duplicate calls are not paid", null),
        ];
    }

    private static IEnumerable<RingbaNote> WarningsOf(PingOutcome.Offered offered, string environment)
    {
        if (!offered.Reservation.Caller.IsSet)
            yield return new RingbaNote(200, "No caller ID was given, so the bid is not guaranteed", null);
        if (offered.Reservation.Number.IsSet)
            yield return new RingbaNote(205, "SIP is preferred: numbers are shared and may get calls for expired bids", null);
        if (environment.Equals("test", StringComparison.OrdinalIgnoreCase))
            yield return new RingbaNote(220, "Test mode: the number is not routable", null);
        if (environment.Equals("sandbox", StringComparison.OrdinalIgnoreCase))
            yield return new RingbaNote(222, "Sandbox mode: nothing is reserved", null);
        if (offered.IsCached) yield return new RingbaNote(230, "An earlier bid for this request is still valid", null);
    }

    private static void Notes(Utf8JsonWriter writer, string name, IReadOnlyList<RingbaNote> notes)
    {
        writer.WriteStartArray(name);
        foreach (var note in notes)
        {
            writer.WriteStartObject();
            writer.WriteNumber("code", note.Code);
            if (note.Seconds is { } seconds) writer.WriteNumber("callMinDuration", seconds);
            writer.WriteString("description", note.Description);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Notes(XmlWriter writer, string name, string each, IReadOnlyList<RingbaNote> notes)
    {
        writer.WriteStartElement(name);
        foreach (var note in notes)
        {
            writer.WriteStartElement(each);
            writer.WriteElementString("code", note.Code.ToString(CultureInfo.InvariantCulture));
            if (note.Seconds is { } seconds)
                writer.WriteElementString("callMinDuration", seconds.ToString(CultureInfo.InvariantCulture));
            writer.WriteElementString("description", note.Description);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }
}

/// <summary>A term or a warning.</summary>
internal sealed record RingbaNote(int Code, string Description, int? Seconds);

/// <param name="Sip">"RTB…@host", without a scheme.</param>
internal sealed record RingbaOffer(int Seconds, DateTimeOffset Until, string? Number, string? Sip)
{
    public const string InSeconds = "expireInSeconds";
    public const string Epoch = "bidExpireEpoch";

    /// <summary>What is not there is left out.</summary>
    public IEnumerable<(string Name, string Value)> Fields()
    {
        yield return (InSeconds, Seconds.ToString(CultureInfo.InvariantCulture));
        // As the dialect has it: "5/2/2026 3:04:25 PM +00:00".
        yield return ("bidExpireDT", Until.ToUniversalTime().ToString("M/d/yyyy h:mm:ss tt zzz", CultureInfo.InvariantCulture));
        yield return (Epoch, Until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        if (Number is not null)
        {
            yield return ("phoneNumber", Number);
            yield return ("phoneNumberNoPlus", Number[1..]);
        }

        if (Sip is not null) yield return ("sipAddress", Sip);
    }
}
