namespace Bidline.Campaigns.Hours;

/// <summary>
/// The public holidays of 5 U.S.C. 6103(a), worked out by rule for any year. One that falls on a Saturday is observed on
/// the Friday before, on a Sunday on the Monday after (6103(b), Executive Order 11582); both days count.
/// </summary>
public static class UsFederalHolidays
{
    /// <summary>Law since 17 June 2021 (Public Law 117-17).</summary>
    private const int JuneteenthSince = 2021;

    private static readonly FederalHoliday NewYear = new("new_years_day", "New Year's Day");
    private static readonly FederalHoliday King = new("martin_luther_king_day", "Martin Luther King Jr. Day");
    private static readonly FederalHoliday Washington = new("washingtons_birthday", "Washington's Birthday");
    private static readonly FederalHoliday Memorial = new("memorial_day", "Memorial Day");
    private static readonly FederalHoliday Juneteenth = new("juneteenth", "Juneteenth");
    private static readonly FederalHoliday Independence = new("independence_day", "Independence Day");
    private static readonly FederalHoliday Labor = new("labor_day", "Labor Day");
    private static readonly FederalHoliday Columbus = new("columbus_day", "Columbus Day");
    private static readonly FederalHoliday Veterans = new("veterans_day", "Veterans Day");
    private static readonly FederalHoliday Thanksgiving = new("thanksgiving_day", "Thanksgiving Day");
    private static readonly FederalHoliday Christmas = new("christmas_day", "Christmas Day");

    public static IReadOnlyList<FederalHoliday> All { get; } =
    [
        NewYear, King, Washington, Memorial, Juneteenth, Independence, Labor, Columbus, Veterans, Thanksgiving, Christmas,
    ];

    /// <summary>The holiday that is kept on this day, perhaps in place of a day of the weekend; null for none.</summary>
    public static FederalHoliday? On(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Friday => ItselfOn(day) ?? ItselfOn(day.AddDays(1))?.Observed(),
        DayOfWeek.Monday => ItselfOn(day) ?? ItselfOn(day.AddDays(-1))?.Observed(),
        _ => ItselfOn(day),
    };

    private static FederalHoliday? ItselfOn(DateOnly day) => (day.Month, day.Day, day.DayOfWeek) switch
    {
        (1, 1, _) => NewYear,
        (1, >= 15 and <= 21, DayOfWeek.Monday) => King,
        (2, >= 15 and <= 21, DayOfWeek.Monday) => Washington,
        (5, >= 25, DayOfWeek.Monday) => Memorial,
        (6, 19, _) when day.Year >= JuneteenthSince => Juneteenth,
        (7, 4, _) => Independence,
        (9, <= 7, DayOfWeek.Monday) => Labor,
        (10, >= 8 and <= 14, DayOfWeek.Monday) => Columbus,
        (11, 11, _) => Veterans,
        (11, >= 22 and <= 28, DayOfWeek.Thursday) => Thanksgiving,
        (12, 25, _) => Christmas,
        _ => null,
    };
}

/// <param name="Id">As market files name it: "columbus_day".</param>
public sealed record FederalHoliday(string Id, string Name)
{
    internal FederalHoliday Observed() => this with { Name = $"{Name} (observed)" };
}
