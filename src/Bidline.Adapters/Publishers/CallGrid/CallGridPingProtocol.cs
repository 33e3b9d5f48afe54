using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers.CallGrid;

/// <summary>The shape of CallGrid's api/bid: a SIP address, unless the sender says that it cannot call one ("pstn").</summary>
public sealed class CallGridPingProtocol : IPublisherProtocol
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "CallerId", "InboundStateCode", "InboundZipCode", "pstn",
    };

    public string Name => "callgrid";

    public Ping Read(PingRequest request, PingId id, DateTimeOffset at, Currency currency)
    {
        var fields = request.Fields;
        var tags = new Dictionary<string, string>(fields.TagsWithout(Reserved));
        if (fields["InboundStateCode"] is { } state) tags["state"] = state;
        if (fields["InboundZipCode"] is { } zip) tags["zip"] = zip;
        var byNumber = fields.IsYes("pstn");
        var ping = new Ping(id, at, default, tags) { TakesSip = !byNumber, TakesNumber = byNumber, Broken = fields.Broken };
        ping = Callers.With(ping, fields["CallerId"]);
        // The dialect knows no ping without one.
        return ping.Caller.IsSet || ping.UnreadableCaller is not null || ping.Broken is not null
            ? ping
            : ping with { Broken = Reason.Of("ping.caller_missing") };
    }

    public PublisherAnswer Write(PingOutcome outcome, PingRequest request, OfferPlace place) => PublisherJson.Object(json =>
    {
        if (outcome is PingOutcome.Offered { Reservation: var made })
        {
            json.WriteNumber("code", 1000);
            json.WriteString("message", "Accepted");
            json.WriteAmount("dynamicBid", made.Price);
            if (made.HasSip) json.WriteString("sipAddress", place.SipUri(OfferAddress.Native, made.Id));
            if (made.Number.IsSet) json.WriteString("phoneNumber", made.Number.E164);
            json.WriteNumber("expireInSeconds", Math.Max(0, (int)(made.Until - place.Now).TotalSeconds));
            return;
        }

        var reason = ((PingOutcome.Rejected)outcome).Reason;
        json.WriteNumber("code", CodeOf(reason));
        json.WriteString("message", PublisherJson.TextOf(reason));
        json.WriteNumber("dynamicBid", 0);
    });

    private static int CodeOf(Reason reason) => ReasonClasses.Of(reason.Code) switch
    {
        ReasonClass.Paused when reason.Code == "call.campaign_paused" => 4002,
        ReasonClass.Paused => 4001,
        ReasonClass.Field when reason.Code == "ping.unknown_key" => 4001,
        ReasonClass.Caller => 4003,
        ReasonClass.NoWay => 4006,
        ReasonClass.RateLimited or ReasonClass.Loop => 4008,
        ReasonClass.Field or ReasonClass.Filtered => 4009,
        ReasonClass.Internal => 5000,
        _ => 4004,
    };
}
