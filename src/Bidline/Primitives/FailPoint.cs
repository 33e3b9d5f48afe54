using System.Diagnostics;
using System.Globalization;

namespace Bidline.Primitives;

/// <summary>
/// Moments at which the process can be made to die as kill -9 would, to prove that the next start ends and settles what
/// the logs prove (decision 0036). Off unless <see cref="Variable"/> is set when the process starts: then passing one
/// costs the look at a constant.
/// </summary>
public static class FailPoint
{
    /// <summary>
    /// Names a file. When that holds "settle.posted 3", the process dies as it passes that point for the third time.
    /// </summary>
    public const string Variable = "BIDLINE_FAIL_POINTS";

    private static readonly string? Armed = Environment.GetEnvironmentVariable(Variable);
    private static readonly Lock Gate = new();
    private static string _order = "";
    private static int _passed;

    /// <summary>Those of erasing a person, in their order; a file of sound is gone before its row says so.</summary>
    public static IReadOnlyList<string> OfErasure { get; } =
        ["erasure.begun", "sound.removed", "erasure.silent", "erasure.appended", "erasure.call", "erasure.rows"];

    /// <summary>All that a call passes, in its order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "hold.decided", "hold.durable", "release.durable", "dialling.started", "answer.heard", "answer.durable", "end.heard",
        "end.durable", "settle.judged", "settle.posted", "settle.durable", "conversion.taken", "conversion.posted",
        "conversion.durable", "postback.claimed", "postback.answered", "postback.durable",
    ];

    public static void Pass(string name)
    {
        if (Armed is null) return;
        // One after the other: once the process is dying nobody gets past a point any more.
        lock (Gate)
        {
            if (IsReached(name)) Process.GetCurrentProcess().Kill();
        }
    }

    private static bool IsReached(string name)
    {
        var order = File.Exists(Armed) ? File.ReadAllText(Armed) : "";
        if (order != _order) (_order, _passed) = (order, 0);
        return order.Split(' ') is [var wanted, var times] && wanted == name
            && ++_passed >= int.Parse(times, CultureInfo.InvariantCulture);
    }
}
