using System.Collections.Frozen;

namespace Bidline.Campaigns.Hours;

/// <summary>Days on which a target is closed whatever the weekday says.</summary>
/// <param name="Worked">Ids of federal holidays that are ordinary days here.</param>
/// <param name="Dates">Single days with their names.</param>
/// <param name="Yearly">Days of every year, by month and day.</param>
public sealed record Holidays(
    bool UsFederal,
    FrozenSet<string> Worked,
    FrozenDictionary<DateOnly, string> Dates,
    FrozenDictionary<(int Month, int Day), string> Yearly)
{
    public static Holidays None { get; } = new(
        false, FrozenSet<string>.Empty, FrozenDictionary<DateOnly, string>.Empty,
        FrozenDictionary<(int Month, int Day), string>.Empty);

    /// <summary>Null when the day is none.</summary>
    public string? NameOf(DateOnly day)
    {
        if (Dates.TryGetValue(day, out var named)) return named;
        if (Yearly.TryGetValue((day.Month, day.Day), out var yearly)) return yearly;
        return UsFederal && UsFederalHolidays.On(day) is { } federal && !Worked.Contains(federal.Id) ? federal.Name : null;
    }

    /// <summary>The same text for the same days.</summary>
    public override string ToString() => string.Join(
        ' ',
        [
            UsFederal ? "us_federal" : "",
            .. Worked.Order(StringComparer.Ordinal).Select(id => $"-{id}"),
            .. Dates.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key:O}={pair.Value}"),
            .. Yearly.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"),
        ]);
}
