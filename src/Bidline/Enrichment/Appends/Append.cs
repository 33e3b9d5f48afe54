using Bidline.Primitives;

namespace Bidline.Enrichment.Appends;

/// <summary>What somebody told of a caller, or of one call, while it could still be of use.</summary>
/// <param name="Caller">Whose calls it is for; unset where it is for one call.</param>
/// <param name="Call">The call that it is for; null where it is for a caller's.</param>
/// <param name="Publisher">It is for this publisher's calls only; null for everybody's.</param>
/// <param name="Tags">Keys in lower case.</param>
/// <param name="By">Who told it, for the record.</param>
public sealed record Append(
    string Id, PhoneNumber Caller, CallId? Call, PublisherId? Publisher, IReadOnlyDictionary<string, string> Tags,
    DateTimeOffset At, string By)
{
    public const int TagsMax = 40;

    public const int NameMax = 64;

    public const int ValueMax = 256;

    /// <summary>Rises with each that came to this process.</summary>
    internal long Number { get; init; }

    internal string Key => Call?.ToString() ?? Caller.E164;

    internal bool IsFor(PublisherId? publisher) => Publisher is not { } mine || mine == publisher;

    /// <summary>A name as tags have it; null for what is none.</summary>
    public static string? NameOf(string written) =>
        written.Length is > 0 and <= NameMax && written.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? written.ToLowerInvariant()
            : null;
}
