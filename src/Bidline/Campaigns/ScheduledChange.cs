using Bidline.Accounts;
using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>A change of the market that is to be made at a moment.</summary>
/// <param name="Summary">What it would have changed when it was scheduled, a line each.</param>
/// <param name="Version">The version that it made; null unless it was applied and changed something.</param>
/// <param name="Outcome">Why it was refused, or that it changed nothing; null while it waits.</param>
public sealed record ScheduledChange(
    string Id,
    DateTimeOffset DueAt,
    DateTimeOffset MadeAt,
    Author Author,
    string Summary,
    ScheduledState State,
    DateTimeOffset? EndedAt,
    int? Version,
    string? Outcome)
{
    private const string Prefix = "chg_";

    internal static string NewId(TimeProvider clock) => Ids.Print(Prefix, Ids.New(clock));
}

public enum ScheduledState
{
    Waiting,
    Applied,

    /// <summary>When its moment came, the market had changed so that it was no longer valid.</summary>
    Refused,
    Cancelled,
}

/// <summary>What came of asking for a later change.</summary>
public abstract record ScheduleResult
{
    private ScheduleResult()
    {
    }

    public sealed record Scheduled(ScheduledChange Change, ApplyResult.Applied Preview) : ScheduleResult;

    /// <summary>It cannot be applied as things are; nothing was scheduled.</summary>
    public sealed record Refused(IReadOnlyList<Mistake> Mistakes) : ScheduleResult;
}

/// <summary>A scheduled change as it is stored.</summary>
internal sealed class ScheduledChangeRow
{
    public required string Id { get; set; }

    public long DueAt { get; set; }

    public long MadeAt { get; set; }

    public required string Author { get; set; }

    public required string Origin { get; set; }

    public required string Summary { get; set; }

    public required string Document { get; set; }

    public required string State { get; set; }

    public long? EndedAt { get; set; }

    public int? Version { get; set; }

    public string? Outcome { get; set; }
}
