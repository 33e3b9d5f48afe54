using Bidline.Calls;
using Bidline.Calls.Reasons;
using Bidline.Primitives;

namespace Bidline.Server.Console.Call.Timelines;

/// <summary>The lines of dials, of the conversation and of what a caller gets when nobody takes the call.</summary>
internal static class DialRows
{
    public static TimelineRow Dial(AttemptTrace attempt, RoundSpan span, TimeScale scale, Naming names)
    {
        var (name, whose) = (names.Of(new TargetId(attempt.Target)), names.Of(new BuyerId(attempt.Buyer)));
        var who = $"Attempt {attempt.Attempt}, {name}{(attempt.Terms is null ? "" : $" at {attempt.Price}")}";
        if (attempt.DialledMs is not { } dialled) return NotDialled(attempt, name, whose, who);

        var stretch = scale.For(StretchKind.Dial);
        var (word, tone, mark) = Result(attempt);
        var end = RoundSpan.EndOf(attempt, span.EndMs);
        var rang = RangAt(attempt, dialled, end);
        return new TimelineRow(
            RowKind.Dial, name, whose,
            [
                TimelineRows.Bar(stretch, dialled, rang, BarLook.Dialling),
                TimelineRows.Bar(stretch, rang, end, BarLook.Ringing),
            ],
            mark is { } look ? [new Mark(stretch.At(end), look, word)] : [],
            Took(TimeSpan.FromMilliseconds(end - dialled)), null, word, tone,
            $"{who}: {Times(attempt, dialled, end)}.");
    }

    private static TimelineRow NotDialled(AttemptTrace attempt, string name, string whose, string who) => new(
        RowKind.Dial, name, whose, [], [], null, null, $"not dialled: {Why(attempt)}", Tone.Warn,
        $"{who}: not dialled, {attempt.Text ?? "no reason is known"}.");

    public static TimelineRow Talk(CallTrace trace, AttemptTrace answered, RoundSpan span, TimeScale scale)
    {
        var stretch = scale.For(StretchKind.Talk);
        var (from, to) = (answered.ConnectedMs!.Value, span.EndMs);
        var needed = TimeSpan.FromSeconds(answered.Terms?.BuyerQualifySeconds ?? 0);
        var pays = from + needed.TotalMilliseconds;
        var talk = new Conversation(TimeSpan.FromMilliseconds(to - from), needed, trace.Outcome is null, trace.EndedBy);
        return new TimelineRow(
            RowKind.Talk, "talk", null,
            [
                TimelineRows.Bar(stretch, from, Math.Min(pays, to), BarLook.Unpaid),
                TimelineRows.Bar(stretch, Math.Min(pays, to), to, BarLook.Talk),
            ],
            needed == TimeSpan.Zero ? [] : [talk.MarkAt(stretch.At(pays))], Spoken.Clock(talk.Talked), null, talk.Word,
            talk.IsMet ? Tone.Good : talk.IsLive ? Tone.Plain : Tone.Warn, talk.Told);
    }

    public static TimelineRow Fallback(CallTrace trace, double from, RoundSpan span, TimeScale scale)
    {
        var stretch = scale.For(StretchKind.Dial);
        var length = TimeSpan.FromMilliseconds(Math.Max(0, span.EndMs - from));
        var isDial = trace.Fallback == "dial";
        return new TimelineRow(
            RowKind.Fallback, "fallback", null, [TimelineRows.Bar(stretch, from, span.EndMs, BarLook.Playing)], [],
            Took(length), null, isDial ? "fallback number" : $"“{trace.FallbackText}”", Tone.Plain,
            (isDial ? $"Put through to the fallback {trace.FallbackText}" : $"The caller heard “{trace.FallbackText}”")
                + $" from {At(from)} on, for {Spoken.Seconds(length)}.");
    }

    private static (string Word, Tone Tone, MarkLook? Mark) Result(AttemptTrace attempt) => attempt switch
    {
        { Answered: true } => ("answered", Tone.Good, MarkLook.Answered),
        { Reason: not null } => (Why(attempt), Tone.Bad, MarkLook.Failed),
        { RangMs: null } => ("dialling…", Tone.Plain, null),
        _ => ("ringing…", Tone.Plain, null),
    };

    // A phone that answered or failed may never have said that it rang; then how long it rang says when.
    private static double RangAt(AttemptTrace attempt, double dialled, double end) => attempt switch
    {
        { RangMs: { } rang } => rang,
        { Answered: true } or { RingMs: > 0 } => Math.Max(dialled, end - (attempt.RingMs ?? 0)),
        _ => end,
    };

    private static string Times(AttemptTrace attempt, double dialled, double end)
    {
        var rang = attempt.RangMs is { } ms ? $", rang at {At(ms)}" : "";
        var result = attempt.Answered ? $", answered at {At(end)}"
            : attempt.Reason is null ? ""
            : $", {attempt.Text} at {At(end)}";
        var isSaid = attempt.Sip is null || attempt.Text?.Contains("SIP", StringComparison.Ordinal) == true;
        return $"dialled at {At(dialled)}{rang}{result}{(isSaid ? "" : $" (SIP {attempt.Sip})")}";
    }

    private static string Why(AttemptTrace attempt) =>
        attempt.Reason is { } code ? ReasonCatalogue.Brief(code) : "not answered";

    private static string Took(TimeSpan span) => span.TotalMilliseconds < 100
        ? Spoken.Milliseconds(span.TotalMilliseconds)
        : Spoken.Seconds(span);

    // To the hundredth: beside milliseconds of an auction, whole seconds would hide what came first.
    private static string At(double ms) =>
        (ms / 1000).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) + " s";
}
