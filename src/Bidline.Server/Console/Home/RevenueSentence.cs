using System.Globalization;
using Bidline.Calls;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Home;

/// <summary>What the chart of revenue and margin shows, said in a sentence; its text twin and its finding.</summary>
internal static class RevenueSentence
{
    public static string Of(HomeView view)
    {
        var figures = view.Figures.Now;
        if (figures.Incoming == 0) return "No call was received in this time.";
        if (figures.Revenue.IsZero)
            return $"{Spoken.Count(figures.Incoming, "call", "calls")} received, none of them paid for.";
        var best = view.Series.Points.MaxBy(point => point.Revenue.Micros)!;
        return $"We kept {Shown.Amount(figures.Margin)} of {Shown.Amount(figures.Revenue)} "
            + $"({Shown.Percent(figures.MarginPercent)}). The best {NameOf(view.Series.Step)} was {At(best, view.Series.Step)} "
            + $"with {Shown.Amount(best.Revenue)}.";
    }

    public static string NameOf(SeriesStep step) => step switch
    {
        SeriesStep.Minute => "minute",
        SeriesStep.QuarterHour => "quarter of an hour",
        SeriesStep.Hour => "hour",
        _ => "day",
    };

    /// <summary>"14:05", or "Tue 24 Nov" of a day.</summary>
    public static string At(SeriesPoint point, SeriesStep step) =>
        point.From.ToString(step == SeriesStep.Day ? "ddd d MMM" : "HH:mm", CultureInfo.InvariantCulture);
}
