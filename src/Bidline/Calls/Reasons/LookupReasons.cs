namespace Bidline.Calls.Reasons;

/// <summary>Why a source said nothing of a caller though it was asked.</summary>
internal static class LookupReasons
{
    private const string Lookup = "lookup";

    public static IReadOnlyList<ReasonEntry> All { get; } =
    [
        new("lookup.late", "820", Lookup, "looked up too late", "{source} had not answered after {ms} ms", "operator"),
        new("lookup.failed", "821", Lookup, "look-up failed", "{source} failed on our side; the log says how", "us"),
        new("lookup.circuit_open", "822", Lookup, "look-up paused", "{source} failed {errors} times; asked again at {retry}",
            "operator"),
        new("lookup.in_flight", "823", Lookup, "too many look-ups", "{max} requests to {source} were open", "operator"),
        new("lookup.unreachable", "824", Lookup, "look-up not reached", "{source} could not be reached: {why}", "operator"),
        new("lookup.http", "825", Lookup, "look-up refused", "{source} answered with status {status}", "operator"),
        new("lookup.invalid", "826", Lookup, "look-up not readable", "{source} answered what cannot be read: {why}", "operator"),
        new("lookup.too_large", "827", Lookup, "look-up too large", "{source} answered more than {max} kB", "operator"),
    ];
}
