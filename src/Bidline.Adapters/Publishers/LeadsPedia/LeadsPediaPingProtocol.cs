using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers.LeadsPedia;

/// <summary>
/// The shape of LeadsPedia's call pre-ping, answered in JSON. Its key is a field, and its calls come to numbers.
/// </summary>
public sealed class LeadsPediaPingProtocol : IPublisherProtocol
{
    private const string Own = "lp_";

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { "caller_id" };

    public string Name => "leadspedia";

    public Ping Read(PingRequest request, PingId id, DateTimeOffset at, Currency currency)
    {
        var fields = request.Fields;
        var tags = fields.TagsWithout(Reserved)
            .Where(tag => !tag.Key.StartsWith(Own, StringComparison.Ordinal) || IsSubId(tag.Key))
            .ToDictionary(tag => tag.Key == "zip_code" ? "zip" : tag.Key, tag => tag.Value);
        var ping = new Ping(id, at, default, tags)
        {
            TakesSip = false,
            IsTest = fields.IsYes("lp_test"),
            Broken = fields.Broken,
        };
        return Callers.With(ping, fields["caller_id"]);
    }

    public PublisherAnswer Write(PingOutcome outcome, PingRequest request, OfferPlace place) => PublisherJson.Object(json =>
    {
        if (outcome is PingOutcome.Offered { Reservation: var made })
        {
            json.WriteString("status", "Accepted");
            json.WriteString("ping_id", OfferAddress.Print(OfferAddress.Native, made.Id));
            json.WriteAmount("payout", made.Price);
            json.WriteNumber("duration", PublisherJson.SecondsOf(made));
            if (made.Number.IsSet) json.WriteString("number", made.Number.E164);
            return;
        }

        var rejected = (PingOutcome.Rejected)outcome;
        json.WriteString("status", "Rejected");
        json.WriteString("ping_id", rejected.Ping.ToString());
        json.WriteString("message", PublisherJson.TextOf(rejected.Reason));
    });

    // lp_s1 to lp_s5 are the sender's own sources; the others are between it and the dialect.
    private static bool IsSubId(string tag) => tag is ['l', 'p', '_', 's', >= '1' and <= '5'];
}
