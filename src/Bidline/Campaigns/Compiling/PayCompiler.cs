using System.Text.RegularExpressions;
using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads when money moves, and what it is where the time or a sale decides.</summary>
internal static partial class PayCompiler
{
    private const string DefaultEvent = "conversion";

    public static QualifyRule Qualify(QualifyEntry? entry, Ground ground, string pointer)
    {
        if (entry is null) return new QualifyRule(TimeSpan.Zero);
        var given = new[] { entry.ConnectedSeconds is not null, entry.Seconds is not null, entry.On is not null };
        if (given.Count(one => one) != 1)
        {
            ground.Findings.Add(
                pointer, "qualify_form", "A rule is one thing: seconds or an event.",
                "give one of connected_seconds, seconds and on");
        }

        CheckCompanions(entry, ground.Findings, pointer);
        return entry.On switch
        {
            QualifyOn.Incoming => new QualifyRule(TimeSpan.Zero) { From = QualifyFrom.Incoming },
            QualifyOn.Connected => new QualifyRule(TimeSpan.Zero),
            QualifyOn.Conversion => new QualifyRule(TimeSpan.Zero) { Conversion = Conversion(entry, ground, pointer) },
            _ when entry.Seconds is { } seconds => new QualifyRule(ReadSeconds(seconds, ground, $"{pointer}/seconds"))
            {
                From = entry.From ?? QualifyFrom.Answer,
            },
            _ => new QualifyRule(ReadSeconds(entry.ConnectedSeconds ?? 0, ground, $"{pointer}/connected_seconds")),
        };
    }

    public static MinuteRate Rate(PerMinuteEntry entry, Ground ground, string pointer) => new(
        ground.Amount(entry.Rate, $"{pointer}/rate"),
        TimeSpan.FromSeconds(ground.Findings.ReadRange(
            entry.IncrementSeconds, 60, 1, 3600, $"{pointer}/increment_seconds", " seconds")),
        TimeSpan.FromSeconds(ground.Findings.ReadRange(
            entry.MinimumSeconds, 0, 0, 3600, $"{pointer}/minimum_seconds", " seconds")));

    /// <summary>A payout's; it holds nothing.</summary>
    public static PayoutTerms Payout(PerMinuteEntry entry, Ground ground, string pointer)
    {
        if (entry.FirstMinutes is not null)
            ground.Findings.Add($"{pointer}/first_minutes", "payout_form", "Nothing is held for a payout.", "leave it out");
        return new PayoutTerms.PerMinute(Rate(entry, ground, pointer));
    }

    public static TargetPrice Price(PerMinuteEntry entry, Ground ground, string pointer)
    {
        var rate = Rate(entry, ground, pointer);
        var first = TimeSpan.FromMinutes(
            ground.Findings.ReadRange(entry.FirstMinutes, 5, 1, 120, $"{pointer}/first_minutes", " minutes"));
        var counted = first > rate.Minimum ? first : rate.Minimum;
        try
        {
            return new TargetPrice.PerMinute(rate, Billing.Pricing.Of(rate, counted), counted);
        }
        catch (OverflowException)
        {
            ground.Findings.Add($"{pointer}/rate", "money", "So many minutes cost more than an amount can be.");
            return new TargetPrice.PerMinute(rate, rate.Amount, counted);
        }
    }

    public static TargetPrice Price(SaleShareEntry entry, QualifyRule rule, Ground ground, string pointer)
    {
        var (min, max) = (ground.Amount(entry.Min, $"{pointer}/min"), ground.Amount(entry.Max, $"{pointer}/max"));
        if (min is { } least && max is { } most && least > most)
            ground.Findings.Add($"{pointer}/min", "range", $"{entry.Min} is more than the most, {entry.Max}.");
        if (rule.Conversion is null)
        {
            ground.Findings.Add(
                pointer, "price_form", "A share of a sale needs a sale that is posted back.",
                "qualify: { on: conversion }");
        }

        return new TargetPrice.PercentOfSale(
            ground.Findings.ReadPercent(entry.Percent, $"{pointer}/percent"), min, max,
            ground.Amount(entry.CountsAs, $"{pointer}/counts_as"));
    }

    private static void CheckCompanions(QualifyEntry entry, Findings findings, string pointer)
    {
        if (entry.From is not null && entry.Seconds is null)
            findings.Add($"{pointer}/from", "qualify_form", "from goes with seconds.", "seconds: 90, from: dial");
        if (entry.On == QualifyOn.Conversion) return;
        if (entry.Event is not null)
            findings.Add($"{pointer}/event", "qualify_form", "event goes with on: conversion.");
        if (entry.WithinDays is not null)
            findings.Add($"{pointer}/within_days", "qualify_form", "within_days goes with on: conversion.");
    }

    private static ConversionRule Conversion(QualifyEntry entry, Ground ground, string pointer)
    {
        var name = entry.Event ?? DefaultEvent;
        if (!EventName().IsMatch(name))
        {
            ground.Findings.Add(
                $"{pointer}/event", "event_name",
                $"\"{Findings.Cut(name)}\" is not a name: 1 to 40 of a-z, 0-9, '_' and '-'.", "for example \"sale\"");
        }

        return new ConversionRule(name, TimeSpan.FromDays(
            ground.Findings.ReadRange(entry.WithinDays, 30, 1, 365, $"{pointer}/within_days", " days")));
    }

    private static TimeSpan ReadSeconds(decimal seconds, Ground ground, string pointer)
    {
        if (seconds is >= 0 and <= 3600) return TimeSpan.FromMilliseconds((double)(seconds * 1000));
        ground.Findings.Add(pointer, "out_of_range", $"{seconds} is not within 0 to 3,600 seconds.");
        return TimeSpan.Zero;
    }

    [GeneratedRegex("^[a-z0-9_-]{1,40}$")]
    private static partial Regex EventName();
}
