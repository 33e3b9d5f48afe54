using System.Collections.Frozen;
using System.Globalization;

namespace Bidline.Campaigns.Hours;

/// <summary>
/// When people may be called to sell them something, by the clock where they live. NOT LEGAL ADVICE: the table is of
/// 26 November 2026, was put together from the sources named beside its rows, holds hours alone (no exemptions, no
/// limits of calls a day, no emergencies), and laws change. Callers who call by themselves are normally not bound by it.
/// </summary>
public sealed record SolicitationHours(DayHours Weekday, DayHours? Saturday, DayHours? Sunday, bool ClosedOnHolidays)
{
    /// <summary>47 CFR 64.1200(c)(1), 16 CFR 310.4(c): 8 a.m. to 9 p.m. at the called party's location.</summary>
    public static SolicitationHours Federal { get; } = Daily("08-21");

    // State: weekdays, Saturdays, Sundays, "-" for none; "h" where legal holidays are closed. Stricter than the federal
    // hours only. Where no statute is named the row is from the table of dropcowboy.com/state-compliance (1 November
    // 2025), compared with that of clickpointsoftware.com (July 2025). Legal holidays are taken to be the federal ones.
    // The texts of FL, RI and WA were read at flsenate.gov (2021 SB 1120), rilin.state.ri.us and app.leg.wa.gov; MD and OK
    // in reports of their acts (SB 90 of 2023, HB 3168 of 2022). WY is in the tables alone: its statute was not found.
    private const string Table =
        "AL 08-20 08-20 - h|"        // the tables
        + "CT 09-20 09-20 09-20|"    // Conn. Gen. Stat. 42-288a
        + "FL 08-20 08-20 08-20|"    // Fla. Stat. 501.616(6)(a), in the called person's zone
        + "KY 10-21 10-21 10-21|"    // Ky. Rev. Stat. 367.46955, the tables for the hours
        + "LA 08-20 08-20 - h|"      // La. Pub. Serv. Comm'n General Order R-29617 (V)(A)
        + "MD 08-20 08-20 08-20|"    // Md. Code, Com. Law 14-4502, since 1 January 2024
        + "MA 08-20 08-20 08-20|"    // Mass. Gen. Laws ch. 159C, 3
        + "MI 09-21 09-21 09-21|"
        + "MN 09-21 09-21 09-21|"    // Minn. Stat. 325E.30
        + "MS 08-20 08-20 -|"        // Miss. Code 77-3-723(1) for Sundays; the tables for the hours
        + "NV 09-20 09-20 09-20|"
        + "NM 09-21 09-21 09-21|"    // N.M. Stat. 57-12-22
        + "OK 08-20 08-20 08-20|"    // Okla. Stat. tit. 15, 775C.4, since 1 November 2022
        + "PA 08-21 08-21 08-21 h|"    // 73 P.S. 2245(a)(1), (10)
        + "RI 09-18 10-17 - h|"      // R.I. Gen. Laws 5-61-2(2), 5-61-3.6: state and federal holidays are no weekdays
        + "SD 09-21 09-21 -|"        // S.D. Codified Laws 37-30-28, read for every solicitation
        + "TX 09-21 09-21 12-21|"    // Tex. Bus. & Com. Code 301.051
        + "UT 08-21 08-21 - h|"      // Utah Code 13-25a-103(3)
        + "WA 08-20 08-20 08-20|"    // Wash. Rev. Code 19.158.040(2), at the recipient's local time
        + "WY 08-20 08-20 08-20";    // the tables

    private static readonly FrozenDictionary<string, SolicitationHours> ByState =
        Table.Split('|').ToFrozenDictionary(row => row[..2], Read, StringComparer.Ordinal);

    /// <summary>How many states have hours of their own.</summary>
    internal static int Rows => ByState.Count;

    /// <summary>The state's own hours, or the federal ones where it has none.</summary>
    /// <param name="state">Null where it is not known.</param>
    public static SolicitationHours Of(string? state) =>
        state is not null && ByState.TryGetValue(state, out var own) ? own : Federal;

    /// <summary>Null when nobody may be called that day.</summary>
    public DayHours? On(DateOnly day) =>
        ClosedOnHolidays && UsFederalHolidays.On(day) is not null ? null
        : day.DayOfWeek == DayOfWeek.Sunday ? Sunday
        : day.DayOfWeek == DayOfWeek.Saturday ? Saturday
        : Weekday;

    private static SolicitationHours Daily(string hours)
    {
        var every = DayHours.Read(hours);
        return new SolicitationHours(every!.Value, every, every, ClosedOnHolidays: false);
    }

    private static SolicitationHours Read(string row)
    {
        var words = row.Split(' ');
        return new SolicitationHours(
            DayHours.Read(words[1])!.Value, DayHours.Read(words[2]), DayHours.Read(words[3]), words[^1] == "h");
    }
}

/// <summary>From a time of a day until a time, half-open.</summary>
public readonly record struct DayHours(TimeOnly From, TimeOnly Until)
{
    public bool Covers(TimeOnly time) => time >= From && time < Until;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:HH:mm}-{Until:HH:mm}");

    /// <summary>"08-21" or "13:30-21"; "-" is none.</summary>
    internal static DayHours? Read(string text)
    {
        if (text == "-") return null;
        var ends = text.Split('-');
        return new DayHours(Time(ends[0]), Time(ends[1]));

        static TimeOnly Time(string text) =>
            TimeOnly.Parse(text.Length == 2 ? text + ":00" : text, CultureInfo.InvariantCulture);
    }
}
