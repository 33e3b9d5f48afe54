namespace Bidline.Privacy;

/// <summary>A kind of data about people, and how long it is kept.</summary>
/// <param name="About">What exactly goes when its time is over.</param>
/// <param name="DaysUnlessSet">Null is for ever.</param>
/// <param name="DaysMin">The exchange cannot work with less.</param>
public sealed record RetentionKind(string Id, string Label, string About, int? DaysUnlessSet, int DaysMin)
{
    public const int DaysMax = 3650;

    public static RetentionKind Callers { get; } = new(
        "callers", "Callers of calls",
        "The caller's number, what came with the call and what its visit said, in calls, their events and told postbacks. The "
        + "call, its outcome and its money stay. Repeat callers are not known any longer than this.",
        null, 30);

    public static RetentionKind Visits { get; } = new(
        "visits", "Visits to web pages", "Page, referrer, advertisement and device of each visit.", 90, 2);

    public static RetentionKind Pings { get; } = new(
        "pings", "Pings", "What publishers asked and were answered, and offers that no call came for.", 30, 1);

    public static RetentionKind Delivered { get; } = new(
        "delivered", "Delivered postbacks", "Bodies and attempts of what partners have accepted.", 7, 1);

    public static RetentionKind Undelivered { get; } = new(
        "undelivered", "Undelivered postbacks", "Bodies and attempts of what was given up.", 30, 1);

    public static IReadOnlyList<RetentionKind> All { get; } = [Callers, Visits, Pings, Delivered, Undelivered];

    public static RetentionKind? Find(string id) => All.FirstOrDefault(kind => kind.Id == id);
}
