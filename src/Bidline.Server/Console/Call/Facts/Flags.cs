using Bidline.Calls;
using Bidline.Server.Console.Call.Timelines;

namespace Bidline.Server.Console.Call.Facts;

/// <summary>What one must know at once beside the outcome.</summary>
internal sealed record Flag(string Word, Tone Tone)
{
    public static IReadOnlyList<Flag> Of(CallTrace trace)
    {
        var flags = new List<Flag>();
        if (trace.Outcome == "connected") flags.Add(Qualified(trace));
        if (trace.Auctions.Count > 1) flags.Add(new Flag($"{trace.Auctions.Count} auctions", Tone.Plain));
        if (trace.Attempts.Count > 1) flags.Add(new Flag($"{trace.Attempts.Count} attempts", Tone.Plain));
        if (trace.EndedBy == "recovery") flags.Add(new Flag("Ended by a restart", Tone.Warn));
        if (trace.Profile?.DuplicateDays is not null) flags.Add(new Flag("Called before", Tone.Plain));
        return flags;
    }

    private static Flag Qualified(CallTrace trace) => (trace.SettledAt, trace.Money.BuyerVerdict?.Reason) switch
    {
        (null, _) => new Flag("Not settled yet", Tone.Plain),
        (_, "pay.qualified") => new Flag("Qualified", Tone.Good),
        _ => new Flag("Not qualified", Tone.Warn),
    };
}
