using System.Collections.ObjectModel;
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

    /// <summary>The event's body as it is kept from now on.</summary>
    /// <param name="caller">Whatever else says this number says it no more.</param>
    public static string Body(CallEvent happened, PhoneNumber caller)
    {
        var spellings = SpellingsOf(caller);
        return spellings.Aggregate(
            JsonSerializer.Serialize(Of(happened, spellings), StoredJson.Options),
            (body, spelling) => body.Replace(spelling, Erased, StringComparison.Ordinal));
    }

    // Ten digits and more are a number whichever way it was written down.
    private static string[] SpellingsOf(PhoneNumber caller)
    {
        if (!caller.IsSet) return [];
        var number = caller.E164;
        return [number, number[1..], number.Length > 10 ? number[^10..] : number[1..]];
    }

    private static CallEvent Of(CallEvent happened, string[] spellings) => happened switch
    {
        CallEvent.Received received => received with
        {
            Inbound = received.Inbound with
            {
                Caller = default,
                Dialled = Says(received.Inbound.Dialled, spellings) ? default : received.Inbound.Dialled,
                Tags = ReadOnlyDictionary<string, string>.Empty,
                SipUser = null,
                SipCallId = Erased,
            },
        },
        CallEvent.Attributed attributed => new CallEvent.Attributed(attributed.Attribution with { Visit = null }),
        CallEvent.Enriched enriched => new CallEvent.Enriched(Of(enriched.Profile)),
        CallEvent.Appended appended => new CallEvent.Appended(Of(appended.Profile)),
        _ => happened,
    };

    // As one who shows the number that it calls: a word in its place could not be read as a number any more.
    private static bool Says(PhoneNumber number, string[] spellings) =>
        number.IsSet && spellings.Any(spelling => number.E164.Contains(spelling, StringComparison.Ordinal));

    private static CallerProfile Of(CallerProfile profile) => profile with
    {
        Caller = default,
        Zip = null,
        Tags = ReadOnlyDictionary<string, string>.Empty,
        Past = null,
        Sources = null,
    };

    /// <summary>Who visited, so that the visits can go too; null where no visit is known.</summary>
    public static VisitorId? VisitorOf(IEnumerable<CallLogEntry> entries) => entries
        .Select(entry => (entry.Event as CallEvent.Attributed)?.Attribution.Visit?.Visitor)
        .FirstOrDefault(visitor => visitor is not null);
}
