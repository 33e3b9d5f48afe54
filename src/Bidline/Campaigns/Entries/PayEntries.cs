namespace Bidline.Campaigns.Entries;

/// <summary>When money moves: one of connected_seconds, seconds and on.</summary>
public sealed record QualifyEntry
{
    /// <summary>Seconds that caller and target must have been connected: 0 to 3,600.</summary>
    public decimal? ConnectedSeconds { get; init; }

    /// <summary>Seconds that count from another moment: 0 to 3,600.</summary>
    public decimal? Seconds { get; init; }

    /// <summary>Where seconds count from: incoming, dial, or answer unless given.</summary>
    public QualifyFrom? From { get; init; }

    /// <summary>incoming: any call that was sold; connected: as soon as it is answered; conversion: posted back.</summary>
    public QualifyOn? On { get; init; }

    /// <summary>With on: conversion, the event's name: "conversion" unless given.</summary>
    public string? Event { get; init; }

    /// <summary>With on: conversion, days after the call's end in which it still counts: 1 to 365, 30 unless given.</summary>
    public int? WithinDays { get; init; }
}

public enum QualifyOn
{
    Incoming,
    Connected,
    Conversion,
}

/// <summary>By the time talked: 60/60, 6/6, 30/6.</summary>
public sealed record PerMinuteEntry
{
    /// <summary>For a whole minute.</summary>
    public required Amount Rate { get; init; }

    /// <summary>Every step that was begun counts whole: 1 to 3,600 seconds, 60 unless given.</summary>
    public int? IncrementSeconds { get; init; }

    /// <summary>The least that is counted once it was answered: 0 to 3,600 seconds, 0 unless given.</summary>
    public int? MinimumSeconds { get; init; }

    /// <summary>
    /// Of a target: what it bids with and what is held before the dial is the price of so many minutes; more is held as
    /// they pass. 1 to 120, 5 unless given.
    /// </summary>
    public int? FirstMinutes { get; init; }
}

/// <summary>A share of what the buyer reports that the call sold. Goes with qualify on: conversion.</summary>
public sealed record SaleShareEntry
{
    /// <summary>Of the amount that is posted back.</summary>
    public required decimal Percent { get; init; }

    public Amount? Min { get; init; }

    public Amount? Max { get; init; }

    /// <summary>What the target takes part in the auction as, and what is held while the call lasts.</summary>
    public required Amount CountsAs { get; init; }
}
