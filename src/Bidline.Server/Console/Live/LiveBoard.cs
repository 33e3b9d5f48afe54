using Bidline.Primitives;

namespace Bidline.Server.Console.Live;

/// <summary>
/// Which calls the board shows: the live ones, newest first, and those that ended a moment ago, so that an ending can be
/// seen. While it is held, under a pointer, no row comes or goes; what is in the rows goes on.
/// </summary>
internal sealed class LiveBoard
{
    /// <summary>How long an ended call stays on the board.</summary>
    public static readonly TimeSpan EndingShown = TimeSpan.FromSeconds(4);

    private HashSet<CallId> _held = [];

    public bool IsHeld { get; private set; }

    public IReadOnlyList<Bidline.Calls.Call> Calls { get; private set; } = [];

    /// <summary>Calls that will come onto the board when it is let go.</summary>
    public int Waiting { get; private set; }

    /// <summary>When the next ended call leaves; null when none is about to.</summary>
    public DateTimeOffset? NextLeavesAt => IsHeld
        ? null
        : Calls.Min(call => call.EndedAt) is { } first ? first + EndingShown : null;

    public void Hold() => (IsHeld, _held) = (true, [.. Calls.Select(call => call.Id)]);

    public void LetGo() => (IsHeld, Waiting) = (false, 0);

    /// <param name="known">Newest first.</param>
    public void Show(IReadOnlyList<Bidline.Calls.Call> known, DateTimeOffset now)
    {
        if (IsHeld)
        {
            Calls = [.. known.Where(call => _held.Contains(call.Id))];
            Waiting = known.Count(call => call.Ended is null && !_held.Contains(call.Id));
        }
        else
        {
            Calls = [.. known.Where(call => call.EndedAt is not { } ended || now - ended < EndingShown)];
        }
    }
}
