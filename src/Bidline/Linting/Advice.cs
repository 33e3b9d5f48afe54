using System.Text.Json.Serialization;

namespace Bidline.Linting;

/// <summary>
/// Something in a valid market that will not work as its author probably meant, and how to mend it. Advice never keeps
/// a market from being applied: a mistake does (Campaigns/Mistake).
/// </summary>
/// <param name="Code">Stable name of the kind: "uncovered_state", "price_below_floor".</param>
/// <param name="Path">JSON pointer, entries by id, tiers by place: "/campaigns/auto-fl/routing/tiers/1".</param>
/// <param name="Detail">A whole sentence with the values that were compared.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record Advice(
    AdviceLevel Level, string Code, [property: JsonPropertyName("pointer")] string Path, string Detail, string Fix)
{
    public static Advice Warning(string code, string path, string detail, string fix) =>
        new(AdviceLevel.Warning, code, path, detail, fix);

    public static Advice Note(string code, string path, string detail, string fix) =>
        new(AdviceLevel.Note, code, path, detail, fix);
}

public enum AdviceLevel
{
    /// <summary>It cannot work as it stands.</summary>
    Warning,

    /// <summary>It works, and may surprise.</summary>
    Note,
}
