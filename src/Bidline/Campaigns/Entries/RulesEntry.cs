namespace Bidline.Campaigns.Entries;

/// <summary>A buyer's bid without a server: a base that the rows of the table change, in their order.</summary>
public sealed record RulesEntry
{
    /// <summary>The bid where no row says otherwise.</summary>
    public required Amount Base { get; init; }

    /// <summary>The bid is brought down to it at the end; no limit unless given.</summary>
    public Amount? Max { get; init; }

    /// <summary>At most 10,000 rows.</summary>
    public IReadOnlyList<RuleEntry> Table { get; init; } = [];
}

/// <summary>One row: a condition (or several under all), and what it does to the bid.</summary>
public sealed record RuleEntry
{
    /// <summary>What the row is called in traces; its place in the table unless given.</summary>
    public string? Id { get; init; }

    /// <summary>Conditions that must all hold, in place of field, op and value.</summary>
    public IReadOnlyList<RuleConditionEntry>? All { get; init; }

    /// <summary>As in filters: "caller.state", "tags.age".</summary>
    public string? Field { get; init; }

    /// <summary>
    /// equals, in, in_list, prefix, contains, like, gt, gte, lt, lte, range, exists or matches, each also with "not_"
    /// before it; or always.
    /// </summary>
    public string? Op { get; init; }

    /// <summary>
    /// "FL"; for in "FL|TX"; for in_list the list's id; for like "33*" or "?????"; for range "18..64", "..64" or "18..".
    /// </summary>
    public string? Value { get; init; }

    /// <summary>set, add, multiply, reject, or require: no bid unless the conditions hold.</summary>
    public required string Action { get; init; }

    /// <summary>An amount for set and add (which may be below zero), a factor for multiply.</summary>
    public string? Amount { get; init; }
}

public sealed record RuleConditionEntry
{
    public required string Field { get; init; }

    public required string Op { get; init; }

    public string? Value { get; init; }
}
