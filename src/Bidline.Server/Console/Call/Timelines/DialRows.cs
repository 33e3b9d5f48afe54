using Bidline.Calls;
using Bidline.Calls.Reasons;
using Bidline.Primitives;

namespace Bidline.Server.Console.Call.Timelines;

/// <summary>The lines of dials, of the conversation and of what a caller gets when nobody takes the call.</summary>
internal static class DialRows
{
    public static TimelineRow Dial(AttemptTrace attempt, RoundSpan span, TimeScale scale, Naming names)
    {
        var name = names.Of(new TargetId(attempt.Target));
        var whose = names.Of(new BuyerId(attempt.Buyer));
        var price = attempt.Price is { } text && attempt.Terms is not null ? $" at {text}" : "";
        if (attempt.DialledMs is not { } dialled)
        {
            return new TimelineRow(
                RowKind.Dial, name, whose, [], [], null, null, $"not dialled: {Why(attempt)}", Tone.Warn,
                $"Attempt {attempt.Attempt}, {name}{price}: not dialled, {attempt.Text ?? "no reason is known"}.");
        }

        var stretch = scale.For(StretchKind.Dial);
        var end = RoundSpan.EndOf(attempt, span.EndMs);
        var rang = attempt.RangMs ?? (attempt.Answered || attempt.RingMs > 0 ? Math.Max(dialled, end - (attempt.RingMs ?? 0)) : end);
        var (word, tone, mark) = attempt switch
        {
            { Answered: true } => ("answered", Tone.Good, MarkLook.Answered),
            { Reason: not null } => (Why(attempt), Tone.Bad, MarkLook.Failed),
            { RangMs: null } => ("dialling…", Tone.Plain, default(MarkLook?)),
            _ => ("ringing…", Tone.Plain, default(MarkLook?)),
        };
        var took = TimeSpan.FromMilliseconds(end - dialled);
        var told = $"Attempt {attempt.Attempt}, {name}{price}: dialled at {At(dialled)}"
            + (attempt.RangMs is { } ms ? $", rang at {At(ms)}" : "")
            + (attempt.Answered ? $", answered at {At(end)}" : attempt.Reason is null ? "" : $", {attempt.Text} at {At(end)}")
            + (attempt.Sip is { } sip && attempt.Text?.Contains("SIP", StringComparison.Ordinal) != true ? $" (SIP {sip})." : ".");
        return new TimelineRow(
            RowKind.Dial, name, whose,
            [
                TimelineRows.Bar(stretch, dialled, rang, BarLook.Dialling), TimelineRows.Bar(stretch, rang, end, BarLook.Ringing),
            ],
            mark is { } look ? [new Mark(stretch.At(end), look, $"{word} at {At(end)}")] : [],
            Spoken.Seconds(took), null, word, tone, told);
    }

    public static TimelineRow Talk(CallTrace trace, AttemptTrace answered, RoundSpan span, TimeScale scale)
    {
        var stretch = scale.For(StretchKind.Talk);
        var (from, to) = (answered.ConnectedMs!.Value, span.EndMs);
        var talked = TimeSpan.FromMilliseconds(to - from);
        var needed = TimeSpan.FromSeconds(answered.Terms?.BuyerQualifySeconds ?? 0);
        var pays = from + needed.TotalMilliseconds;
        var isMet = talked >= needed;
        List<Mark> marks = [];
        if (needed > TimeSpan.Zero)
            marks.Add(new Mark(stretch.At(pays), isMet ? MarkLook.Qualified : MarkLook.Needed,
                isMet ? $"qualified at {Spoken.Clock(needed)}" : $"pays from {Spoken.Clock(needed)} on"));
        var isLive = trace.Outcome is null;
        var word = (isLive, isMet) switch
        {
            (true, true) => "talking, qualified",
            (true, false) => $"talking, pays from {Spoken.Clock(needed)}",
            (_, true) => By(trace.EndedBy),
            (_, false) => $"{Spoken.Seconds(needed - talked)} short",
        };
        return new TimelineRow(
            RowKind.Talk, "talk", null,
            [
                TimelineRows.Bar(stretch, from, Math.Min(pays, to), BarLook.Unpaid),
                TimelineRows.Bar(stretch, Math.Min(pays, to), to, BarLook.Talk),
            ],
            marks, Spoken.Clock(talked), null, word, isMet ? Tone.Good : isLive ? Tone.Plain : Tone.Warn,
            $"Talked {Spoken.Clock(talked)}{(isLive ? " so far" : "")}; {Spoken.Seconds(needed)} needed, "
                + (isMet ? $"qualified at {Spoken.Clock(needed)}" : $"{Spoken.Seconds(needed - talked)} short")
                + (isLive ? "." : $"; {By(trace.EndedBy)}."));
    }

    public static TimelineRow Fallback(CallTrace trace, double from, RoundSpan span, TimeScale scale)
    {
        var stretch = scale.For(StretchKind.Dial);
        var length = TimeSpan.FromMilliseconds(Math.Max(0, span.EndMs - from));
        var isDial = trace.Fallback == "dial";
        return new TimelineRow(
            RowKind.Fallback, "fallback", null, [TimelineRows.Bar(stretch, from, span.EndMs, BarLook.Playing)], [],
            Spoken.Seconds(length), null, isDial ? "fallback number" : $"“{trace.FallbackText}”", Tone.Plain,
            (isDial ? $"Put through to the fallback {trace.FallbackText}" : $"The caller heard “{trace.FallbackText}”")
                + $" from {At(from)} on, for {Spoken.Seconds(length)}.");
    }

    private static string By(string? endedBy) => endedBy switch
    {
        "caller" => "hung up by caller",
        "target" => "hung up by buyer",
        "talk_time_max" => "longest talk time",
        "dead_media" => "no sound any more",
        "operator" => "ended by an operator",
        "recovery" => "server stopped",
        _ => "ended",
    };

    private static string Why(AttemptTrace attempt) =>
        attempt.Reason is { } code ? ReasonCatalogue.Brief(code) : "not answered";

    // To the hundredth: beside milliseconds of an auction, whole seconds would hide what came first.
    private static string At(double ms) =>
        (ms / 1000).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) + " s";
}
