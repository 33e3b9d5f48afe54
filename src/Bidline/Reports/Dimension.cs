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

/// <summary>What is told apart by.</summary>
/// <param name="Sql">
/// A text or whole number of each call, null where it is not known; none where calls have no such thing.
/// </param>
public sealed record Dimension(
    string Id, string Label, string Definition, DimensionSource From, Func<ReportClock, string>? Sql)
{
    /// <summary>The same of a candidate in the bid store; null where candidates have none.</summary>
    public Func<ReportClock, string>? OfCandidate { get; init; }

    /// <summary>The same of a whole auction; that of its candidates unless it is their own.</summary>
    public Func<ReportClock, string>? OfAuction
    {
        get => field ?? (IsBidders ? null : OfCandidate);
        init;
    }

    /// <summary>The same of a ping.</summary>
    public Func<ReportClock, string>? OfPing { get; init; }

    /// <summary>Of numbers: how they are written, and read back. Null for a dimension of texts.</summary>
    public Func<ReportClock, long, string>? Write { get; init; }

    public Func<ReportClock, string, long?>? Read { get; init; }

    /// <summary>What a value is called by people; null where it is what it is.</summary>
    public Func<Naming, string, string>? Name { get; init; }

    /// <summary>Null where each thing that is counted is in one row.</summary>
    public Ladder? Ladder { get; init; }

    /// <summary>Publishers may see it of their own calls.</summary>
    public bool ForPublishers { get; init; }

    /// <summary>Each candidate has its own, so that bids are told by candidates and not by calls.</summary>
    public bool IsBidders { get; init; }

    /// <summary>In its own order, and not by the figures.</summary>
    public bool IsOrdered => Write is not null;

    /// <summary>Null where things of this kind cannot be told apart by it.</summary>
    public Func<ReportClock, string>? Of(ReportFact fact) => fact switch
    {
        ReportFact.Call => Sql,
        ReportFact.Candidate => OfCandidate,
        ReportFact.Auction => OfAuction,
        ReportFact.Ping => OfPing,
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "There is no such fact."),
    };
}
