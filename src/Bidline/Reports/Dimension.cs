using Bidline.Calls;

namespace Bidline.Reports;

/// <summary>Where a dimension stands besides the call's own row.</summary>
public enum DimensionSource
{
    Call,

    /// <summary>What is known of where the call came from.</summary>
    Source,

    /// <summary>Of several things that brought the caller, the one that the report credits.</summary>
    Touch,
}

/// <summary>What calls are told apart by.</summary>
/// <param name="Sql">A text or whole number of each call; null where it is not known.</param>
public sealed record Dimension(
    string Id, string Label, string Definition, DimensionSource From, Func<ReportClock, string> Sql)
{
    /// <summary>The same of a candidate in the bid store; null where candidates have none.</summary>
    public Func<ReportClock, string>? OfCandidate { get; init; }

    /// <summary>Of numbers: how they are written, and read back. Null for a dimension of texts.</summary>
    public Func<ReportClock, long, string>? Write { get; init; }

    public Func<ReportClock, string, long?>? Read { get; init; }

    /// <summary>What a value is called by people; null where it is what it is.</summary>
    public Func<Naming, string, string>? Name { get; init; }

    /// <summary>Publishers may see it of their own calls.</summary>
    public bool ForPublishers { get; init; }

    /// <summary>Each candidate has its own, so that bids are told by candidates and not by calls.</summary>
    public bool IsBidders { get; init; }

    /// <summary>In its own order, and not by the figures.</summary>
    public bool IsTime => Write is not null;
}
