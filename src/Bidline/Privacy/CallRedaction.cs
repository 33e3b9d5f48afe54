using System.Text.Json;
using Bidline.Calls;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Privacy;

/// <summary>
/// A call's event without its caller: the number, what came with the call and what the visit said. What happened, when and
/// for what money stays. Pure.
/// </summary>
internal static class CallRedaction
{
    private const string Erased = "erased";

    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    /// <summary>The event's body as it is kept from now on.</summary>
    /// <param name="caller">Whatever else says this number says it no more.</param>
    public static string Body(CallEvent happened, PhoneNumber caller)
    {
        var body = JsonSerializer.Serialize(Of(happened), StoredJson.Options);
        if (!caller.IsSet) return body;
        // Ten digits and more are a number whichever way it was written down.
        var national = caller.E164.Length > 10 ? caller.E164[^10..] : caller.E164[1..];
        return body.Replace(caller.E164, Erased, StringComparison.Ordinal)
            .Replace(caller.E164[1..], Erased, StringComparison.Ordinal)
            .Replace(national, Erased, StringComparison.Ordinal);
    }

    public static CallEvent Of(CallEvent happened) => happened switch
    {
        CallEvent.Received received => received with
        {
            Inbound = received.Inbound with
            {
                Caller = default,
                // Whoever showed the number that it called would leave words there, where a number is read.
                Dialled = received.Inbound.Dialled == received.Inbound.Caller ? default : received.Inbound.Dialled,
                Tags = NoTags,
                SipUser = null,
                SipCallId = Erased,
            },
        },
        CallEvent.Attributed attributed => new CallEvent.Attributed(attributed.Attribution with { Visit = null }),
        CallEvent.Enriched enriched => new CallEvent.Enriched(Of(enriched.Profile)),
        CallEvent.Appended appended => new CallEvent.Appended(Of(appended.Profile)),
        _ => happened,
    };

    private static CallerProfile Of(CallerProfile profile) =>
        profile with { Caller = default, Zip = null, Tags = NoTags, Past = null, Sources = null };

    /// <summary>Who visited, so that the visits can go too; null where no visit is known.</summary>
    public static VisitorId? VisitorOf(IEnumerable<CallLogEntry> entries) => entries
        .Select(entry => (entry.Event as CallEvent.Attributed)?.Attribution.Visit?.Visitor)
        .FirstOrDefault(visitor => visitor is not null);
}
