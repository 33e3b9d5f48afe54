namespace Bidline.Server.Console.Call.Timelines;

/// <summary>
/// A call in time, ready to be drawn: every position is a percent of the track's width. A round is an auction with the
/// dials that came of it; a re-route is a further round.
/// </summary>
internal sealed record Timeline(IReadOnlyList<TimelineRound> Rounds)
{
    public IEnumerable<TimelineRow> Rows => Rounds.SelectMany(round => round.Rows);
}

/// <param name="Title">"Auction 2 · re-route · at 4.2 s"; null when the call had one auction or none.</param>
internal sealed record TimelineRound(string? Title, TimeScale Scale, IReadOnlyList<TimelineRow> Rows);

/// <summary>One actor's line.</summary>
/// <param name="Name">"Sniper, by state". <paramref name="Whose"/> is its buyer, where there is one.</param>
/// <param name="Took">"61 ms", "6.1 s".</param>
/// <param name="Amount">"$34.00"; null where there is none.</param>
/// <param name="Word">How it ended, in a word or a few: "won", "timed out".</param>
/// <param name="Told">All of it in one sentence, with exact times: for hover, focus, screen readers and copies.</param>
/// <param name="Note">Words in the track of a row that has nothing to draw.</param>
/// <param name="IsFolded">Left out until somebody asks for the whole list.</param>
internal sealed record TimelineRow(
    RowKind Kind,
    string Name,
    string? Whose,
    IReadOnlyList<Bar> Bars,
    IReadOnlyList<Mark> Marks,
    string? Took,
    string? Amount,
    string Word,
    Tone Tone,
    string Told,
    string? Note = null,
    bool IsFolded = false);

internal enum RowKind
{
    Screen,
    Auction,
    Candidate,
    NotAsked,
    Confirm,
    Dial,
    Talk,
    Fallback,
    Money,
}

/// <summary>What colour and sign a thing has. Never the only difference: the word stands beside it.</summary>
public enum Tone
{
    Plain,
    Muted,
    Good,
    Won,
    Lost,
    Warn,
    Bad,
}

internal readonly record struct Bar(double Left, double Width, BarLook Look);

internal enum BarLook
{
    /// <summary>Looking up, judging.</summary>
    Work,

    /// <summary>From the auction's first request to its decision.</summary>
    Auction,

    /// <summary>Asked; the answer has not begun.</summary>
    Waiting,

    /// <summary>The answer is coming in.</summary>
    Reading,

    /// <summary>Hollow: an answer that came too late.</summary>
    Late,

    /// <summary>The dial is on its way.</summary>
    Dialling,
    Ringing,

    /// <summary>Talk that does not pay yet.</summary>
    Unpaid,
    Talk,
    Playing,
}

internal readonly record struct Mark(double At, MarkLook Look, string Label);

internal enum MarkLook
{
    /// <summary>A price that needed no request.</summary>
    Fixed,

    /// <summary>The wall behind which answers are late. Drawn over all rows of the auction.</summary>
    Deadline,

    /// <summary>The auction's decision. Drawn over all rows of the auction.</summary>
    Decision,
    Late,
    Answered,
    Failed,
    Qualified,
    Needed,
    Money,
}
