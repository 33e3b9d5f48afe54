namespace Bidline.Calls.Reasons;

/// <summary>Why a visitor of a web page got no number of its own.</summary>
internal static class VisitReasons
{
    private const string Visit = "visit";

    public static IReadOnlyList<ReasonEntry> All { get; } =
    [
        new("visit.pool_empty", "800", Visit, "the pool is empty", "all {numbers} numbers of the pool are lent", "operator"),
        new("visit.address_full", "801", Visit, "enough for one address",
            "{limit} numbers are the most that one address is lent", "operator"),
        new("visit.rate_limited", "802", Visit, "too many at once", "more than {limit} {what} of one address in a minute",
            "operator"),
        new("visit.robot", "803", Visit, "a program", "the browser says that it is a program", "nobody"),
        new("visit.unknown_pool", "804", Visit, "unknown pool", "there is no pool “{pool}”", "publisher"),
        new("visit.unknown_site", "805", Visit, "another site", "pages of {host} may not use the pool", "publisher, operator"),
        new("visit.unknown_ticket", "806", Visit, "unknown ticket", "the ticket is not one of ours for this pool", "publisher"),
        new("visit.over", "807", Visit, "the visit is over", "the number was given back or its hold is over", "nobody"),
        new("visit.unreadable", "808", Visit, "not readable", "the request cannot be read: {why}", "publisher"),
        new("visit.not_now", "809", Visit, "not now", "who has which number could not be asked in time", "us"),
    ];
}
