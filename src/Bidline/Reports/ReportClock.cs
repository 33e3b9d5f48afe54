using System.Globalization;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Reports;

/// <summary>
/// The clock of a report's zone, as SQL and as text. Hours, days, weeks and months are numbered from the one in which the
/// period begins, so that the same numbers of the period before stand beside them.
/// </summary>
public sealed class ReportClock
{
    private const long MicrosPerHour = 3_600 * UnixMicros.PerSecond;
    private const long MicrosPerDay = 24 * MicrosPerHour;

    private readonly TimeZoneInfo _zone;
    private readonly List<(long Until, long Offset)> _offsets = [];
    private readonly DateOnly _first;

    public ReportClock(Period period, TimeZoneInfo zone)
    {
        (Period, _zone) = (period, zone);
        _first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(period.From, zone).DateTime);
        FindOffsets();
    }

    public Period Period { get; }

    /// <summary>Microseconds of the zone's own clock, of a column of instants.</summary>
    public string Local(string column)
    {
        if (_offsets.Count == 1) return $"({column} + {Text(_offsets[0].Offset)})";
        var cases = _offsets.SkipLast(1).Select(it => $"WHEN {column} < {Text(it.Until)} THEN {Text(it.Offset)}");
        return $"({column} + CASE {string.Join(' ', cases)} ELSE {Text(_offsets[^1].Offset)} END)";
    }

    /// <param name="div">How the store divides whole numbers: "/", or "//" in DuckDB.</param>
    public string Day(string column, string div) => $"({Local(column)} {div} {Text(MicrosPerDay)} - {_first.DayNumber - Epoch})";

    // Of elapsed time, so that the hour which autumn repeats is two.
    public string Hour(string column, string div) =>
        $"(({column} + {Text(Minutes)}) {div} {Text(MicrosPerHour)} - {Text(FirstHour)})";

    public string HourOfDay(string column, string div) => $"(({Local(column)} {div} {Text(MicrosPerHour)}) % 24)";

    /// <summary>1 is Monday. 1 January 1970 was a Thursday.</summary>
    public string Weekday(string column, string div) => $"(({Local(column)} {div} {Text(MicrosPerDay)} + 3) % 7 + 1)";

    public string Week(string column, string div) =>
        $"(({Local(column)} {div} {Text(MicrosPerDay)} + 3) {div} 7 - {(_first.DayNumber - Epoch + 3) / 7})";

    public string Month(string column)
    {
        var cases = Months().Skip(1).Select((month, i) => $"WHEN {column} < {Text(StartOf(month))} THEN {i}").ToList();
        return cases.Count == 0 ? "0" : $"CASE {string.Join(' ', cases)} ELSE {cases.Count} END";
    }

    public string DayText(long number) => Text(_first.AddDays((int)number));

    public string WeekText(long number) =>
        Text(_first.AddDays(-(((int)_first.DayOfWeek + 6) % 7)).AddDays(7 * (int)number));

    public string MonthText(long number) => _first.AddMonths((int)number).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public string HourText(long number) => TimeZoneInfo
        .ConvertTime(UnixMicros.At((FirstHour + number) * MicrosPerHour - Minutes), _zone)
        .ToString("yyyy-MM-ddTHH:mmzzz", CultureInfo.InvariantCulture);

    public long? DayNumber(string text) => ReadDay(text) is { } day ? day.DayNumber - _first.DayNumber : null;

    public long? WeekNumber(string text) => ReadDay(text) is { } day
        ? (day.DayNumber - Epoch + 3) / 7 - (_first.DayNumber - Epoch + 3) / 7
        : null;

    public long? MonthNumber(string text) => ReadDay(text + "-01") is { } day
        ? (day.Year - _first.Year) * 12 + day.Month - _first.Month
        : null;

    public long? HourNumber(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (UnixMicros.Of(at) + Minutes) / MicrosPerHour - FirstHour
            : null;

    private static int Epoch => DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    // What a zone's hours are shifted by against those of UTC: half an hour in Kolkata.
    private long Minutes =>
        (_zone.BaseUtcOffset.Ticks / TimeSpan.TicksPerMicrosecond % MicrosPerHour + MicrosPerHour) % MicrosPerHour;

    private long FirstHour => (UnixMicros.Of(Period.From) + Minutes) / MicrosPerHour;

    /// <summary>Changes of a zone's clock are sought by the quarter of an hour, on which all of them lie.</summary>
    private void FindOffsets()
    {
        var at = Period.From;
        while (true)
        {
            var offset = _zone.GetUtcOffset(at);
            var change = NextChange(at, offset);
            _offsets.Add((UnixMicros.Of(change), offset.Ticks / TimeSpan.TicksPerMicrosecond));
            if (change >= Period.To) return;
            at = change;
        }
    }

    private DateTimeOffset NextChange(DateTimeOffset at, TimeSpan offset)
    {
        var day = at;
        while (day < Period.To && _zone.GetUtcOffset(day.AddDays(1)) == offset) day = day.AddDays(1);
        if (day >= Period.To) return Period.To;
        var quarter = new DateTimeOffset(day.UtcTicks - day.UtcTicks % (15 * TimeSpan.TicksPerMinute), TimeSpan.Zero);
        while (_zone.GetUtcOffset(quarter) == offset || quarter <= at) quarter = quarter.AddMinutes(15);
        return quarter;
    }

    private IEnumerable<DateOnly> Months()
    {
        for (var month = new DateOnly(_first.Year, _first.Month,
            1); StartOf(month) < UnixMicros.Of(Period.To); month = month.AddMonths(1))
            yield return month;
    }

    private long StartOf(DateOnly month) => UnixMicros.Of(DayWindow.StartOf(_zone, month));

    private static DateOnly? ReadDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
