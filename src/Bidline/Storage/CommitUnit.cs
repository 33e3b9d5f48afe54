namespace Bidline.Storage;

/// <summary>
/// Statements that are committed together or not at all. Units of many callers share one transaction (group commit);
/// the acknowledgement comes after the commit.
/// </summary>
/// <param name="Guard">
/// Runs first; when it changes no row the whole unit is skipped and its result is false. Null means no condition.
/// </param>
public sealed record CommitUnit(Statement? Guard, IReadOnlyList<Statement> Statements)
{
    /// <summary>
    /// Must stand before the guard is asked; when it has fallen the whole unit is skipped and its result is false. Null
    /// means that nobody in particular writes.
    /// </summary>
    public Fence? Fence { get; init; }

    /// <summary>Puts up a new fence, so that those that were found standing are asked again.</summary>
    public bool TakesOver { get; init; }
}

/// <summary>One parametrised statement in the SQL that SQLite and PostgreSQL share; parameters are @p0, @p1, …</summary>
public sealed record Statement(string Sql, params object?[] Parameters);
