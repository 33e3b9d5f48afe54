using System.Globalization;
using Bidline.Calls;
using Bidline.Calls.Reasons;
using Bidline.Primitives;

namespace Bidline.Server.Console.Call.Timelines;

/// <summary>The line of a winner that was asked to confirm its bid: a step of its own between auction and dial.</summary>
internal static class ConfirmRows
{
    public static TimelineRow Of(
        AttemptTrace attempt, ConfirmationTrace asked, RoundSpan span, TimeScale scale, Naming names)
    {
        var (name, whose) = (names.Of(new TargetId(attempt.Target)), names.Of(new BuyerId(attempt.Buyer)));
        var stretch = scale.For(StretchKind.Dial);
        var until = asked.TookMs is { } took ? asked.AskedMs + took : span.EndMs;
        List<Bar> bars = [TimelineRows.Bar(stretch, asked.AskedMs, until, BarLook.Waiting)];
        List<Mark> marks = [];
        if (asked.Late is { } late)
        {
            var at = asked.AskedMs + late.TookMs;
            bars.Add(TimelineRows.Bar(stretch, until, Math.Min(at, span.EndMs), BarLook.Late));
            if (at <= span.EndMs) marks.Add(new Mark(stretch.At(at), MarkLook.Late, "late confirmation"));
        }

        var (word, tone) = Result(attempt, asked);
        return new TimelineRow(
            RowKind.Confirm, name, whose, bars, marks,
            asked.TookMs is { } ms ? Spoken.Milliseconds(ms) : null, null, word, tone,
            $"Attempt {attempt.Attempt}, {name}: asked to confirm its bid at {At(asked.AskedMs)}"
                + $"{Answered(attempt, asked)}.{Late(asked)}");
    }

    private static (string Word, Tone Tone) Result(AttemptTrace attempt, ConfirmationTrace asked) => asked switch
    {
        { Confirmed: true } => ("confirmed", Tone.Good),
        { Late.Confirmed: true } => ("confirmed too late", Tone.Bad),
        { TookMs: not null } => ($"not confirmed: {Why(attempt)}", Tone.Bad),
        _ => ("asked to confirm…", Tone.Plain),
    };

    private static string Answered(AttemptTrace attempt, ConfirmationTrace asked) => asked switch
    {
        { Confirmed: true, TookMs: { } took } => $", confirmed after {Spoken.Milliseconds(took)}"
            + (asked.Destination is { } to ? $", to {to}" : ""),
        { TookMs: { } took } =>
            $", not confirmed after {Spoken.Milliseconds(took)}: {attempt.Text ?? "no reason is known"}; not dialled",
        _ => "",
    };

    private static string Late(ConfirmationTrace asked) => asked.Late switch
    {
        null => "",
        { Confirmed: true } late => $" Its answer came after {Spoken.Milliseconds(late.TookMs)}, too late: it confirmed"
            + (late.Destination is { } to ? $", to {to}." : "."),
        var late => $" Its answer came after {Spoken.Milliseconds(late.TookMs)}, too late: {late.Text}.",
    };

    private static string Why(AttemptTrace attempt) =>
        attempt.Reason is { } code ? ReasonCatalogue.Brief(code) : "no answer";

    private static string At(double ms) => (ms / 1000).ToString("0.00", CultureInfo.InvariantCulture) + " s";
}
