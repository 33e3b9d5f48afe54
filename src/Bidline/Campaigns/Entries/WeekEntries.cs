namespace Bidline.Campaigns.Entries;

/// <summary>
/// The week hour by hour: 24 marks a day from midnight on, by the clock of the caps. "." is any number of calls, "0" to
/// "9" so many, and other marks are what the list says. A day that is left out takes any number.
/// </summary>
public sealed record CallsByHourEntry
{
    public string? Mon { get; init; }

    public string? Tue { get; init; }

    public string? Wed { get; init; }

    public string? Thu { get; init; }

    public string? Fri { get; init; }

    public string? Sat { get; init; }

    public string? Sun { get; init; }

    public IReadOnlyList<CallsMarkEntry>? Marks { get; init; }
}

/// <summary>What a mark of the week stands for.</summary>
public sealed record CallsMarkEntry
{
    /// <summary>One letter, "a" to "z".</summary>
    public required string Mark { get; init; }

    /// <summary>0 to 1,000,000.</summary>
    public required int Calls { get; init; }
}

/// <summary>
/// A price by the hour of the week, by the campaign's clock: 24 marks a day from midnight on, "." is the base, and other
/// marks are what the list says. A day that is left out has the base.
/// </summary>
public sealed record PriceByHourEntry
{
    public required Amount Base { get; init; }

    public string? Mon { get; init; }

    public string? Tue { get; init; }

    public string? Wed { get; init; }

    public string? Thu { get; init; }

    public string? Fri { get; init; }

    public string? Sat { get; init; }

    public string? Sun { get; init; }

    public required IReadOnlyList<PriceMarkEntry> Marks { get; init; }
}

/// <summary>What a mark does to the base: one of set, add and multiply.</summary>
public sealed record PriceMarkEntry
{
    /// <summary>One letter, "a" to "z".</summary>
    public required string Mark { get; init; }

    /// <summary>The price in these hours.</summary>
    public string? Set { get; init; }

    /// <summary>On top of the base; may be below zero.</summary>
    public string? Add { get; init; }

    /// <summary>A factor.</summary>
    public string? Multiply { get; init; }
}
