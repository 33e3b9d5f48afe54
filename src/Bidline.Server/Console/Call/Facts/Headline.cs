using System.Text.Json;
using Bidline.Calls;
using Bidline.Server.Console.Call.Timelines;

namespace Bidline.Server.Console.Call.Facts;

/// <summary>How a call ended, or where it is, in a word with a colour; beside it what else one must know at once.</summary>
internal sealed record Headline(string Word, Tone Tone, bool IsLive, IReadOnlyList<Flag> Flags)
{
    public static Headline Of(CallTrace trace) => trace.Outcome is { } outcome
        ? Of(outcome, [.. FlagsOf(trace)])
        : new Headline(Live(trace.Phase), Tone.Plain, true, [.. FlagsOf(trace)]);

    /// <summary>The same for a call in a list.</summary>
    public static Headline Of(CallListItem call) => call.Outcome is { } outcome
        ? Of(JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString()), [])
        : new Headline(Live(call.Phase), Tone.Plain, true, []);

    private static Headline Of(string outcome, IReadOnlyList<Flag> flags)
    {
        var (word, tone) = Ended(outcome);
        return new Headline(word, tone, false, flags);
    }

    private static (string Word, Tone Tone) Ended(string outcome) => outcome switch
    {
        "connected" => ("Connected", Tone.Good),
        "not_connected" => ("Not connected", Tone.Bad),
        "no_buyer" => ("Unsold", Tone.Warn),
        "abandoned" => ("Caller hung up", Tone.Muted),
        "blocked" => ("Refused", Tone.Muted),
        "handled" => ("Handled", Tone.Plain),
        _ => ("Failed on our side", Tone.Bad),
    };

    private static string Live(string phase) => phase switch
    {
        "screening" => "Being screened",
        "auction" => "In auction",
        "dialing" => "Ringing",
        "connected" => "Talking",
        "wrap_up" => "Hearing the fallback",
        _ => Wording.Of(phase),
    };

    private static IEnumerable<Flag> FlagsOf(CallTrace trace)
    {
        if (trace.Outcome == "connected")
            yield return (trace.SettledAt, trace.Money.BuyerVerdict?.Reason) switch
            {
                (null, _) => new Flag("Not settled yet", Tone.Plain),
                (_, "pay.qualified") => new Flag("Qualified", Tone.Good),
                _ => new Flag("Not qualified", Tone.Warn),
            };
        var dials = trace.Attempts.Count;
        if (trace.Auctions.Count > 1) yield return new Flag($"{trace.Auctions.Count} auctions", Tone.Plain);
        if (dials > 1) yield return new Flag($"{dials} attempts", Tone.Plain);
        if (trace.EndedBy == "recovery") yield return new Flag("Ended by a restart", Tone.Warn);
        if (trace.Profile?.DuplicateDays is not null) yield return new Flag("Called before", Tone.Plain);
    }
}

internal sealed record Flag(string Word, Tone Tone);
