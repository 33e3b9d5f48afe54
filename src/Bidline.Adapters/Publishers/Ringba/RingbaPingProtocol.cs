using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers.Ringba;

/// <summary>
/// The shape of Ringba's RTB endpoint, which most senders speak: GET and POST, JSON and XML in any mix, answers with HTTP
/// 200 whatever they say. "test" and "sandbox" ask real buyers, flagged as a test, and reserve nothing.
/// </summary>
public sealed class RingbaPingProtocol : IPublisherProtocol
{
    private const int RefMax = 200;

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "CID", "exposeCallerId", "sipOk", "publisherInboundCallId",
    };

    public string Name => "ringba";

    public Ping Read(PingRequest request, PingId id, DateTimeOffset at, Currency currency)
    {
        var fields = request.Fields;
        var ping = new Ping(id, at, default, fields.TagsWithout(Reserved))
        {
            Broken = fields.Broken ?? Unknown(request.Environment),
            ExposesCaller = fields.IsYes("exposeCallerId"),
            // Without it senders get a number; those that say yes get an address beside it.
            TakesSip = fields.IsYes("sipOk"),
            IsTest = !request.Environment.Equals("production", StringComparison.OrdinalIgnoreCase),
            SourceRef = fields["publisherInboundCallId"] is { Length: > 0 } text ? text[..Math.Min(text.Length, RefMax)] : null,
        };
        return Callers.With(ping, fields["CID"]);
    }

    public PublisherAnswer Write(PingOutcome outcome, PingRequest request, OfferPlace place)
    {
        var isXml = request.Format == "xml";
        var answer = outcome switch
        {
            PingOutcome.Offered offered => RingbaAnswer.Of(offered, request.Environment, place),
            PingOutcome.Rejected(var ping, var reason) => RingbaAnswer.Of(ping, reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return isXml
            ? new PublisherAnswer(200, "text/xml; charset=utf-8", answer.ToXml())
            : new PublisherAnswer(200, "application/json; charset=utf-8", answer.ToJson());
    }

    // One sender in the wild says "Publisher" where it means production.
    private static Reason? Unknown(string environment) =>
        environment.ToLowerInvariant() is "production" or "test" or "sandbox" or "publisher"
            ? null
            : Reason.Of("ping.environment", ("environment", environment.Length > 40 ? environment[..40] : environment));
}
