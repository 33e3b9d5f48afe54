namespace Bidline.Calls;

/// <param name="Id">Null where no visit had the number. The same for everything of the visit.</param>
/// <param name="Certainty">"held": the number was this visitor's alone; "after": its hold was over; "none".</param>
/// <param name="Tags">What the visit says: advertisement, click id, the page's own.</param>
/// <param name="Touches">Everything that brought the visitor, oldest first; the last is this visit.</param>
public sealed record VisitTrace(
    string Pool, string Certainty, string? Id, DateTimeOffset? At, string? LandingPage, string? Referrer, string? Device,
    DateTimeOffset? HeldSince, DateTimeOffset? HeldUntil, IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<TouchTrace> Touches);

/// <param name="Campaign">The advertisement's.</param>
public sealed record TouchTrace(
    string Visit, DateTimeOffset At, string Source, string Medium, string? Campaign, string? Keyword, string? LandingPage);
