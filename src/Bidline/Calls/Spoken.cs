using System.Diagnostics;
using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Calls;

/// <summary>Amounts and times as sentences and screens say them.</summary>
public static class Spoken
{
    /// <summary>"$34.00", "-$2.50"; other currencies by their code: "34.00 EUR".</summary>
    public static string Amount(Money money)
    {
        var number = Math.Abs(money.Units).ToString("#,0.00####", CultureInfo.InvariantCulture);
        var sign = money.IsNegative ? "-" : "";
        return money.Currency == Currency.Usd ? $"{sign}${number}" : $"{sign}{number} {money.Currency.Code}";
    }

    /// <summary>"3:12", or "1:03:12".</summary>
    public static string Clock(TimeSpan span)
    {
        var whole = (long)Math.Floor(span.TotalSeconds);
        var (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
        return hours > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{hours}:{minutes:00}:{seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes}:{seconds:00}");
    }

    /// <summary>"18 s", "0.4 s": whole seconds from two on, never rounded up.</summary>
    public static string Seconds(TimeSpan span) => span.TotalSeconds >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalSeconds):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalSeconds * 10) / 10:0.0} s");

    /// <summary>"18 s", "2.9 s".</summary>
    public static string Tenths(TimeSpan span) =>
        (span.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.#", CultureInfo.InvariantCulture) + " s";

    /// <summary>Rounded down to tenths of a second.</summary>
    public static TimeSpan WholeTenths(TimeSpan span) => new(span.Ticks - (span.Ticks % (TimeSpan.TicksPerSecond / 10)));

    /// <summary>"143 ms", "8.4 ms".</summary>
    public static string Milliseconds(double ms) =>
        ms.ToString(ms < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture) + " ms";

    public static string Count(int number, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:#,0} {(number == 1 ? one : many)}");

    /// <summary>"80 % of the revenue, at least $5.00".</summary>
    public static string Terms(PayoutTerms terms) => terms switch
    {
        PayoutTerms.Fixed(var amount) => $"{Amount(amount)} a call",
        PayoutTerms.PercentOfRevenue(var percent, var min, var max) => Percent(percent) + " of the revenue"
            + (min is { } least ? $", at least {Amount(least)}" : "") + (max is { } most ? $", at most {Amount(most)}" : ""),
        PayoutTerms.PerMinute(var rate) => PerMinute(rate),
        PayoutTerms.MarginPercent(var percent) => $"the revenue less {Percent(percent)}",
        PayoutTerms.MarginAmount(var amount) => $"the revenue less {Amount(amount)}",
        _ => throw new UnreachableException(),
    };

    /// <summary>"$2.50 a minute, by 6 s, at least 30 s".</summary>
    public static string PerMinute(MinuteRate rate) => string.Create(
        CultureInfo.InvariantCulture, $"{Amount(rate.Amount)} a minute, by {rate.Increment.TotalSeconds:0.###} s")
        + (rate.Minimum > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $", at least {rate.Minimum.TotalSeconds:0.###} s")
            : "");

    /// <summary>"20 %", "12.5 %".</summary>
    public static string Percent(decimal percent) => percent.ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
