namespace Bidline.Campaigns.Entries;

/// <summary>What becomes of a caller who was here before.</summary>
public sealed record DuplicatesEntry
{
    /// <summary>
    /// Where the caller was before: target, buyer or campaign. Unless given, it is what the rule stands at.
    /// </summary>
    public DuplicateScope? Scope { get; init; }

    /// <summary>What happened then: called, connected, qualified or converted; connected unless given.</summary>
    public ContactStage? On { get; init; }

    /// <summary>How long it counts: either days or hours.</summary>
    public int? WindowDays { get; init; }

    public int? WindowHours { get; init; }

    /// <summary>skip, same_target or allow_unpaid; skip unless given.</summary>
    public DuplicateAction? Action { get; init; }

    /// <summary>With allow_unpaid, who does not pay or is not paid: both (unless given), buyer or publisher.</summary>
    public UnpaidSide? Unpaid { get; init; }
}

/// <summary>What becomes of a caller who calls the campaign again within seconds.</summary>
public sealed record RepeatEntry
{
    /// <summary>1 to 3,600.</summary>
    public required int WithinSeconds { get; init; }

    /// <summary>block or same_target; block unless given.</summary>
    public RepeatAction? Action { get; init; }
}

public enum AnonymousCallers
{
    Allow,
    Block,
}
