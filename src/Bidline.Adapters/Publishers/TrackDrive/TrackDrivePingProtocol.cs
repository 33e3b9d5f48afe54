using System.Text.Json;
using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers.TrackDrive;

/// <summary>
/// The shape of TrackDrive's ping, post and full: a ping shows a price, with or without the caller's number; the post says who
/// will call and is told where; full is both at once.
/// </summary>
public sealed class TrackDrivePingProtocol : ITwoStepProtocol
{
    public const string OfferPrefix = "p";

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "caller_id", "trackdrive_number", "traffic_source_id", "auth_token", "ping_id", "buyer_id", "try_all_buyers_ping_id",
    };

    public string Name => "trackdrive";

    public Ping Read(PingRequest request, PingId id, DateTimeOffset at, Currency currency)
    {
        var fields = request.Fields;
        var ping = new Ping(id, at, default, fields.TagsWithout(Reserved))
        {
            Broken = fields.Broken,
            NamesCallerLater = request.Environment == "ping",
        };
        return Callers.With(ping, fields["caller_id"]);
    }

    public PublisherAnswer Write(PingOutcome outcome, PingRequest request, OfferPlace place) => outcome switch
    {
        PingOutcome.Offered offered when request.Environment == "full" => Forwarding(offered.Reservation, place),
        PingOutcome.Offered offered => PublisherJson.Object(json => Bid(json, offered.Reservation)),
        PingOutcome.Rejected(_, { Code: "ping.caller_missing" }) => Refused("caller_id_required", "caller_id is required"),
        PingOutcome.Rejected(_, var reason) when reason.Values.TryGetValue("field", out var field) => Invalid(field, reason),
        PingOutcome.Rejected(_, var reason) => Refused("no_matching_buyer", PublisherJson.TextOf(reason)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public string? OfferOf(PingFields fields) =>
        fields.Any("ping_id", "try_all_buyers_ping_id") is ['p' or 'P', .. var digits] ? OfferAddress.Native + digits : null;

    public PublisherAnswer WriteConfirmation(KeptReservation? kept, bool holds, OfferPlace place) => kept switch
    {
        { Reservation.Caller.IsSet: false } => Refused("caller_id_required", "caller_id is required"),
        not null when holds => Forwarding(kept.Reservation, place),
        _ => Refused("no_matching_buyer", "the ping is unknown, used or over"),
    };

    private static void Bid(Utf8JsonWriter json, Reservation made)
    {
        var id = OfferAddress.Print(OfferPrefix, made.Id);
        json.WriteBoolean("success", true);
        json.WriteString("status", "accepted");
        json.WriteString("try_all_buyers_ping_id", id);
        json.WriteStartArray("buyers");
        json.WriteStartObject();
        json.WriteString("ping_id", id);
        json.WriteNumber("buyer_id", 1);
        json.WriteAmount("bid", made.Price);
        json.WriteNumber("duration", PublisherJson.SecondsOf(made));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static PublisherAnswer Forwarding(Reservation made, OfferPlace place) => PublisherJson.Object(json =>
    {
        Bid(json, made);
        if (made.Number.IsSet) json.WriteString("forwarding_number", made.Number.E164[1..]);
        if (made.HasSip) json.WriteString("forwarding_number_sip_address", place.SipUri(OfferAddress.Native, made.Id));
    });

    private static PublisherAnswer Refused(string status, string text) => PublisherJson.Object(json =>
    {
        json.WriteBoolean("success", false);
        json.WriteString("status", status);
        json.WriteStartArray("errors");
        json.WriteStringValue(text);
        json.WriteEndArray();
        json.WriteStartArray("buyers");
        json.WriteEndArray();
    });

    private static PublisherAnswer Invalid(string field, Reason reason) => PublisherJson.Object(
        json =>
        {
            json.WriteNumber("status", 422);
            json.WriteBoolean("success", false);
            json.WriteStartObject("errors");
            json.WriteStartArray(field);
            json.WriteStringValue(PublisherJson.TextOf(reason));
            json.WriteEndArray();
            json.WriteEndObject();
        },
        422);
}
