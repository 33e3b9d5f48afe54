using Bidline.Pings;

namespace Bidline.Server.Portal;

/// <summary>The classes of reasons as they are kept, in words.</summary>
internal static class ReasonWords
{
    /// <param name="because">"rate_limited".</param>
    public static string Of(string? because) =>
        Enum.TryParse<ReasonClass>((because ?? "").Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var it)
            ? ReasonClasses.Say(it)
            : "";
}
