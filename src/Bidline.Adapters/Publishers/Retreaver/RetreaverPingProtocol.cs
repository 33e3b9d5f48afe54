using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers.Retreaver;

/// <summary>
/// The shape of Retreaver's rtbs.json: a reservation with a number of ours, perhaps confirmed before the call. Its key is a
/// field, and its calls come to numbers.
/// </summary>
public sealed class RetreaverPingProtocol : ITwoStepProtocol
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "key", "publisher_id", "source_id", "caller_number", "inbound_number", "status",
    };

    public string Name => "retreaver";

    public Ping Read(PingRequest request, PingId id, DateTimeOffset at, Currency currency)
    {
        var fields = request.Fields;
        var ping = new Ping(id, at, default, fields.TagsWithout(Reserved)) { Broken = fields.Broken, TakesSip = false };
        return Callers.With(ping, fields["caller_number"]);
    }

    public PublisherAnswer Write(PingOutcome outcome, PingRequest request, OfferPlace place) => outcome switch
    {
        PingOutcome.Offered offered => PublisherJson.Object(json =>
        {
            Promise(json, offered.Reservation, "reserved");
            if (offered.IsCached) json.WriteBoolean("retreaver_ping_shield", true);
        }),
        PingOutcome.Rejected(var ping, var reason) => PublisherJson.Object(json =>
        {
            json.WriteString("uuid", ping.Value.ToString("D"));
            json.WriteString("status", "no-target");
            json.WriteString("reason", PublisherJson.TextOf(reason));
        }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>It stands in the address, so nothing in the fields says it.</summary>
    public string? OfferOf(PingFields fields) => null;

    public PublisherAnswer WriteConfirmation(KeptReservation? kept, bool holds, OfferPlace place) => PublisherJson.Object(json =>
    {
        if (kept is not null && holds) Promise(json, kept.Reservation, "confirmed");
        else json.WriteString("status", "no-target");
    });

    private static void Promise(System.Text.Json.Utf8JsonWriter json, Reservation made, string status)
    {
        json.WriteString("uuid", made.Id.Value.ToString("D"));
        json.WriteString("status", status);
        json.WriteAmount("retreaver_payout", made.Price);
        json.WriteNumber("retreaver_seconds", PublisherJson.SecondsOf(made));
        if (made.Number.IsSet) json.WriteString("inbound_number", made.Number.E164);
        json.WriteString(
            "expires_at",
            made.Until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
    }
}
