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
        rows.AddRange(span.Attempts.Select(attempt => DialRows.Dial(attempt, span, scale, names)));
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
        : string.Join(", ", new[] { profile.State ?? profile.Country, profile.LineType, Again(profile) }.OfType<string>());

    private static string? Again(ProfileTrace profile) => profile.DuplicateDays switch
    {
        null => null,
        0 => "called before today",
        1 => "called a day ago",
        { } days => $"called {days} days ago",
    };

    private static TimelineRow? Money(CallTrace trace, RoundSpan span, TimeScale scale)
    {
        if (trace.Attempts.LastOrDefault(attempt => attempt.Terms is not null) is not { } last) return null;
        var unit = Unit(trace);
        string Say(AmountsTrace it) => $"revenue {Amounts.Of(it.Revenue, unit)}, payout {Amounts.Of(it.Payout, unit)}, "
            + $"margin {Amounts.Of(it.Margin, unit)}";
        var marks = new List<Mark>();
        var expected = trace.Money.Expected is { } it ? $"Expected at the win: {Say(it)}. " : "";
        if (last.DialledMs is { } held)
            marks.Add(new Mark(scale.For(StretchKind.Dial).At(held), MarkLook.Money, $"expected: {Amounts.Of(last.Price, unit)} held"));
        if (trace.SettledAt is null)
            return Row("expected", Tone.Plain, Amounts.Of(trace.Money.Expected?.Revenue, unit), $"{expected}Not settled yet.");
        if (trace.Money.Booked is not { } booked)
            return Row("nothing charged", Tone.Muted, null, $"{expected}Nothing was charged.");
        marks.Add(new Mark(scale.Stretches[^1].At(span.EndMs), MarkLook.Money, $"booked: {Say(booked)}"));
        return Row($"payout {Amounts.Of(booked.Payout, unit)}", Tone.Good, Amounts.Of(booked.Revenue, unit), $"{expected}Booked: {Say(booked)}.");

        TimelineRow Row(string word, Tone tone, string? amount, string told) =>
            new(RowKind.Money, "money", null, [], marks, null, amount, word, tone, told);
    }
}
