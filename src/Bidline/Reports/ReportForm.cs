using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Reports;

/// <summary>A report as somebody asks for it: texts from a request or an address.</summary>
public sealed record ReportForm
{
    /// <summary>A day, "2026-11-01", or an instant, "2026-11-01T14:00:00Z". The first that is in it.</summary>
    public required string From { get; init; }

    /// <summary>The first day or instant that is not in it any more.</summary>
    public required string To { get; init; }

    /// <summary>The market's unless given: "America/New_York".</summary>
    public string? TimeZone { get; init; }

    /// <summary>The market's unless given. Money of other currencies is not in the report, which then says so.</summary>
    public string? Currency { get; init; }

    /// <summary>What calls are told apart by, three at most; one row of everything without any.</summary>
    public IReadOnlyList<string> Dimensions { get; init; } = [];

    /// <summary>The figures.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    public IReadOnlyList<ReportFilterForm> Filters { get; init; } = [];

    /// <summary>"last" unless given: which of several touches has the call; "first", "last", or "linear": all alike.</summary>
    public string? Touch { get; init; }

    /// <summary>True to have beside each figure that of the period before.</summary>
    public bool Compare { get; init; }

    /// <summary>A metric or dimension of the report, "-revenue" for the greatest first.</summary>
    public string? Sort { get; init; }

    /// <summary>500 unless given, 10,000 at most. What is left out is one row more, with its sums.</summary>
    public int? Limit { get; init; }

    /// <summary>True to have test calls counted too.</summary>
    public bool Tests { get; init; }

    /// <summary>The request, or everything that is wrong with the form; then the request is null.</summary>
    public (ReportRequest? Request, IReadOnlyList<Mistake> Mistakes) Read(
        ReportScope scope, TimeZoneInfo zone, Currency currency)
    {
        var reading = new ReportFormReading(this, scope);
        return (reading.Read(zone, currency), reading.Mistakes);
    }
}

/// <summary>Either is or is_not; "" is "not known".</summary>
public sealed record ReportFilterForm
{
    public required string Dimension { get; init; }

    public IReadOnlyList<string>? Is { get; init; }

    public IReadOnlyList<string>? IsNot { get; init; }
}
