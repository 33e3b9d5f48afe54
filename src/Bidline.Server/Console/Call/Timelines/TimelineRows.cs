using Bidline.Calls;
using Bidline.Calls.Reasons;
using Bidline.Primitives;

namespace Bidline.Server.Console.Call.Timelines;

/// <summary>The lines of a round, in the order in which things happened.</summary>
internal static class TimelineRows
{
    public static IReadOnlyList<TimelineRow> Of(CallTrace trace, RoundSpan span, TimeScale scale, Naming names)
    {
        var rows = new List<TimelineRow>();
        if (span.Round == 0) rows.Add(Screen(trace, span, scale));
        if (span.Auction is { } auction)
            rows.AddRange(AuctionRows.Of(auction, span, scale, names, Unit(trace)));
        foreach (var attempt in span.Attempts)
        {
            if (attempt.Confirmation is { } asked) rows.Add(ConfirmRows.Of(attempt, asked, span, scale, names));
            if (attempt.Confirmation is null || attempt.DialledMs is not null)
                rows.Add(DialRows.Dial(attempt, span, scale, names));
        }

        if (span.Attempts.FirstOrDefault(attempt => attempt.Answered) is { } answered)
            rows.Add(DialRows.Talk(trace, answered, span, scale));
        if (!span.IsLast) return rows;
        if (trace.FallbackMs is { } from) rows.Add(DialRows.Fallback(trace, from, span, scale));
        if (Money(trace, span, scale) is { } money) rows.Add(money);
        return rows;
    }

    public static Bar Bar(Stretch stretch, double from, double to, BarLook look) =>
        new(stretch.At(from), Math.Max(stretch.At(to) - stretch.At(from), 0), look);

    public static Currency Unit(CallTrace trace) => Currency.Parse(trace.Money.Currency);

    private static TimelineRow Screen(CallTrace trace, RoundSpan span, TimeScale scale)
    {
        var stretch = scale.For(StretchKind.Auction);
        var until = trace.EnrichedMs ?? trace.FallbackMs ?? span.EndMs;
        var took = Spoken.Milliseconds(until);
        var failed = trace.Checks.FirstOrDefault(check => !check.Ok);
        var known = Known(trace.Profile);
        var (word, tone) = (failed, trace.EnrichedMs) switch
        {
            ({ } check, _) => (ReasonCatalogue.Brief(check.Code), Tone.Bad),
            (_, null) => ("being looked up", Tone.Plain),
            _ => (known.Length == 0 ? "let in" : $"let in · {known}", Tone.Good),
        };
        var told = failed is not null
            ? $"Turned away after {took}: {failed.Text}."
            : $"Screened and looked up in {took}: {string.Join(", ", trace.Checks.Select(check => check.Text))}"
                + (known.Length == 0 ? "." : $"; {known}.");
        return new TimelineRow(
            RowKind.Screen, "screen", null, [Bar(stretch, 0, until, BarLook.Work)], [], took, null, word, tone, told);
    }

    private static string Known(ProfileTrace? profile) => profile is null
        ? ""
        : string.Join(", ", new[] { profile.State ?? profile.Country, profile.LineType }.OfType<string>());

    private static TimelineRow? Money(CallTrace trace, RoundSpan span, TimeScale scale)
    {
        if (trace.Attempts.LastOrDefault(attempt => attempt.Terms is not null) is not { } last) return null;
        var unit = Unit(trace);
        var (booked, expected) = (trace.Money.Booked, trace.Money.Expected);
        var marks = new List<Mark>();
        if (last.DialledMs is { } held) marks.Add(new Mark(scale.For(StretchKind.Dial).At(held), MarkLook.Money, "expected"));
        if (booked is not null) marks.Add(new Mark(scale.Stretches[^1].At(span.EndMs), MarkLook.Money, "booked"));
        var first = expected is null ? "" : $"Expected at the win: {Said(expected, unit)}. ";
        var (word, tone, amount, then) = (trace.SettledAt, booked) switch
        {
            (null, _) => ("expected", Tone.Plain, expected?.Revenue, "Not settled yet."),
            (_, null) => ("nothing charged", Tone.Muted, null, "Nothing was charged."),
            _ => ($"payout {Amounts.Of(booked.Payout, unit)}", Tone.Good, booked.Revenue, $"Booked: {Said(booked, unit)}."),
        };
        return new TimelineRow(
            RowKind.Money, "money", null, [], marks, null, Amounts.Of(amount, unit), word, tone, first + then);
    }

    private static string Said(AmountsTrace it, Currency unit) => $"revenue {Amounts.Of(it.Revenue, unit)}, "
        + $"payout {Amounts.Of(it.Payout, unit)}, margin {Amounts.Of(it.Margin, unit)}";
}
