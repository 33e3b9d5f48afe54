using System.Globalization;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Reports;

/// <summary>Reads a form, and notes every mistake with what would mend it. One form each.</summary>
internal sealed class ReportFormReading(ReportForm form, ReportScope scope)
{
    private readonly List<Mistake> _mistakes = [];

    public IReadOnlyList<Mistake> Mistakes => _mistakes;

    public ReportRequest? Read(TimeZoneInfo zone, Currency currency)
    {
        zone = ReadZone(zone);
        if (form.Currency is { } code && !Currency.TryParse(code, out currency))
            Note("/currency", "currency", $"\"{code}\" is not a currency that is known here.", "as in \"USD\"");
        var period = ReadPeriod(zone);
        var dimensions = Chosen("/dimensions", form.Dimensions, scope.Dimensions, it => it.Id, ReportLimits.DimensionsMax);
        var metrics = Chosen("/metrics", form.Metrics, scope.Metrics, it => it.Id, ReportLimits.MetricsMax);
        if (form.Metrics.Count == 0) Note("/metrics", "missing", "A report shows at least one metric.", "as in [\"incoming\"]");
        var filters = Filters(new ReportClock(period, zone));
        var (touch, sort) = (ReadTouch(), ReadSort());
        if (form.Limit is < 1 or > ReportLimits.RowsMax)
            Note("/limit", "out_of_range", $"A report has 1 to {ReportLimits.RowsMax:#,0} rows, not {form.Limit}.");
        if (_mistakes.Count > 0) return null;
        return new ReportRequest(period, zone, currency, dimensions, metrics, [.. scope.Filters, .. filters])
        {
            Touch = touch, Compares = form.Compare, Sort = sort, Rows = form.Limit ?? ReportLimits.RowsUnlessSaid,
            Tests = form.Tests,
        };
    }

    private TimeZoneInfo ReadZone(TimeZoneInfo otherwise)
    {
        if (form.TimeZone is not { } id) return otherwise;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)) return zone;
        Note("/time_zone", "time_zone", $"\"{id}\" is not a time zone.", "an IANA name like \"America/New_York\"");
        return otherwise;
    }

    private Period ReadPeriod(TimeZoneInfo zone)
    {
        var (from, to) = (Moment("/from", form.From, zone), Moment("/to", form.To, zone));
        var first = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        if (from is null || to is null) return new Period(first, first.AddDays(1));
        if (from < first) Note("/from", "out_of_range", "There is no call from before the year 2000.");
        else if (to <= from) Note("/to", "out_of_range", "The period ends before it begins.",
            "to is the first day that is not in it");
        else if (to - from > ReportLimits.PeriodMax)
        {
            Note("/to", "too_long", $"A report covers {ReportLimits.PeriodMax.TotalDays:0} days at most.",
                "ask for parts of the time");
        }
        else return new Period(from.Value, to.Value);
        return new Period(first, first.AddDays(1));
    }

    private DateTimeOffset? Moment(string path, string text, TimeZoneInfo zone)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day.Year is > 1 and < 9999 ? DayWindow.StartOf(zone, day) : Bad();
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at.Year is > 1 and < 9999 ? at.ToUniversalTime() : Bad();

        DateTimeOffset? Bad()
        {
            Note(path, "time", $"\"{text}\" is neither a day nor an instant.", "\"2026-11-01\" or \"2026-11-01T14:00:00Z\"");
            return null;
        }
    }

    private List<T> Chosen<T>(
        string path, IReadOnlyList<string> ids, IEnumerable<T> offered, Func<T, string> idOf, int most)
    {
        var known = offered.ToDictionary(idOf, StringComparer.Ordinal);
        var chosen = new List<T>();
        if (ids.Count > most) Note(path, "too_long", $"At most {most} fit a report, not {ids.Count}.", "leave some out");
        for (var i = 0; i < ids.Count && i < most; i++)
        {
            if (!known.TryGetValue(ids[i], out var found))
                Note($"{path}/{i}", "unknown_value", $"There is no \"{ids[i]}\" here.",
                    $"one of {string.Join(", ", known.Keys)}");
            else if (chosen.Contains(found)) Note($"{path}/{i}", "duplicate", $"\"{ids[i]}\" is named twice.");
            else chosen.Add(found);
        }

        return chosen;
    }

    private List<ReportFilter> Filters(ReportClock clock)
    {
        var filters = new List<ReportFilter>();
        if (form.Filters.Count > ReportLimits.FiltersMax)
            Note("/filters", "too_long", $"At most {ReportLimits.FiltersMax} filters, not {form.Filters.Count}.");
        foreach (var (given, i) in form.Filters.Take(ReportLimits.FiltersMax).Select((given, i) => (given, i)))
            if (Filter(given, $"/filters/{i}", clock) is { } filter) filters.Add(filter);
        return filters;
    }

    private ReportFilter? Filter(ReportFilterForm given, string path, ReportClock clock)
    {
        var dimension = scope.Dimensions.FirstOrDefault(it => it.Id == given.Dimension);
        var values = given.Is ?? given.IsNot;
        if (dimension is null)
            Note($"{path}/dimension", "unknown_value", $"There is no dimension \"{given.Dimension}\" here.",
                $"one of {string.Join(", ", scope.Dimensions.Select(it => it.Id))}");
        else if (given.Is is null == given.IsNot is null)
            Note(path, "filter_form", "A filter says either is or is_not.", "give one of the two");
        else if (values!.Count is 0 or > ReportLimits.ValuesMax || values.Any(it => it.Length > ReportLimits.ValueLengthMax))
            Note(path, "too_long",
                $"A filter has 1 to {ReportLimits.ValuesMax} values of {ReportLimits.ValueLengthMax} characters at most.");
        else if (dimension.Ladder is not null && (given.IsNot is not null || values.Count > 1))
            Note(path, "filter_form", $"What reaches a step of {dimension.Id} reached the lower ones too.",
                "is, with one step");
        else if (values.FirstOrDefault(it => it.Length > 0 && dimension.Read is { } read && read(clock, it) is null) is { } bad)
            Note(path, "unknown_value", $"\"{bad}\" is no value of {dimension.Id}.",
                $"as the report writes it: {Example(dimension, clock)}");
        else return new ReportFilter(dimension, [.. values.Select(it => it.Length == 0 ? null : it)], given.IsNot is not null);
        return null;
    }

    private static string Example(Dimension dimension, ReportClock clock) => dimension.Write!(clock, 1);

    private TouchModel ReadTouch()
    {
        switch (form.Touch)
        {
            case null or "last": return TouchModel.Last;
            case "first": return TouchModel.First;
            case "linear": return TouchModel.Linear;
            default:
                Note("/touch", "unknown_value", $"\"{form.Touch}\" is no way to credit touches.", "first, last or linear");
                return TouchModel.Last;
        }
    }

    private ReportSort? ReadSort()
    {
        if (form.Sort is not { Length: > 0 } sort) return null;
        var by = sort.TrimStart('-');
        if (!form.Metrics.Contains(by) && !form.Dimensions.Contains(by))
            Note("/sort", "unknown_value", $"\"{by}\" is neither a metric nor a dimension of this report.",
                $"one of {string.Join(", ", form.Dimensions.Concat(form.Metrics))}");
        return new ReportSort(by, sort[0] == '-');
    }

    private void Note(string path, string code, string detail, string? hint = null) =>
        _mistakes.Add(new Mistake(path, code, detail, hint));
}
