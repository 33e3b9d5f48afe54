using Bidline.Storage;

namespace Bidline.Calls;

/// <summary>How what brought a call is written down: once, as soon as all of it is known.</summary>
internal static class CallSourceStatements
{
    private const string InsertSource =
        "INSERT INTO call_sources (call_id, sub1, sub2, sub3, sub4, sub5, device) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6) ON CONFLICT (call_id) DO NOTHING";

    private const string InsertTouch =
        "INSERT INTO call_touches (call_id, place, touches, source, medium, campaign, keyword, landing_page) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7) ON CONFLICT (call_id, place) DO NOTHING";

    /// <param name="all">The call's events, those of this commit included.</param>
    public static IEnumerable<Statement> Of(IReadOnlyList<CallLogEntry> all, IReadOnlyList<CallLogEntry> added)
    {
        if (!added.Any(entry => entry.Event is CallEvent.Enriched) && !EndsWithoutProfile(all, added)) return [];
        var source = CallSource.Of(all);
        return Of(all[0].Call.ToString(), source);
    }

    private static bool EndsWithoutProfile(IReadOnlyList<CallLogEntry> all, IReadOnlyList<CallLogEntry> added) =>
        added.Any(entry => entry.Event is CallEvent.Ended) && !all.Any(entry => entry.Event is CallEvent.Enriched);

    private static IEnumerable<Statement> Of(string call, CallSource source)
    {
        var ids = source.SubIds;
        if (source.IsKnown)
            yield return new Statement(InsertSource, call, ids[0], ids[1], ids[2], ids[3], ids[4], source.Device);
        for (var place = 1; place <= source.Touches.Count; place++)
        {
            var touch = source.Touches[place - 1];
            yield return new Statement(
                InsertTouch, call, place, source.Touches.Count, touch.Source, touch.Medium, touch.Campaign, touch.Keyword,
                touch.LandingPage);
        }
    }
}
