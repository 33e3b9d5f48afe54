namespace Bidline.Auctions;

/// <summary>Why an auction stopped waiting.</summary>
public enum Closing
{
    /// <summary>All who were asked had answered, or nobody was asked.</summary>
    Everyone,

    /// <summary>Nobody still pending could beat what was there: by the most that each may bid.</summary>
    NobodyCanWin,

    /// <summary>The time of the last who was waited for was over.</summary>
    Deadline,

    CallerGone,
}
