using System.Globalization;
using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Tests.Tidy;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Bidline.Tests.Routing.Rules;

/// <summary>A file of examples/rules: a small whole market, and callers for whom its rule decides.</summary>
internal sealed record RuleExample
{
    public required string Rule { get; init; }

    /// <summary>A market file.</summary>
    public required string Market { get; init; }

    /// <summary>One after the other: what came before one also came before the next.</summary>
    public required List<ExampleCaller> Callers { get; init; }

    public static string PathOf(string rule) => Path.Combine(SourceTree.Root, "examples/rules", $"{rule}.yaml");

    public static RuleExample Read(string rule) => new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .WithEnforceRequiredMembers()
        .Build()
        .Deserialize<RuleExample>(File.ReadAllText(PathOf(rule)));
}

internal sealed record ExampleCaller
{
    public required string Name { get; init; }

    public string Campaign { get; init; } = "demo";

    /// <summary>Numbers, or beginnings with a star, that are on the list of blocked callers.</summary>
    public List<string> Blocked { get; init; } = [];

    /// <summary>Real calls through the live half that come before the made-up one.</summary>
    public List<EarlierCall> Before { get; init; } = [];

    /// <summary>The made-up call, as `POST /v1/campaigns/{id}/simulate` takes it.</summary>
    public required MadeUpBody Call { get; init; }

    public required ExpectedVerdict Then { get; init; }
}

internal sealed record EarlierCall
{
    public string Caller { get; init; } = "+13055550142";

    /// <summary>Still talks when the made-up call comes.</summary>
    public bool TalksOn { get; init; }
}

internal sealed record MadeUpBody
{
    public string? Caller { get; init; }

    public string? State { get; init; }

    public string? Zip { get; init; }

    /// <summary>"mon 12:15 America/Chicago" or "12-24 10:00 America/Chicago": the next such moment from tomorrow on.</summary>
    public string? At { get; init; }

    public string? Attestation { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public bool EveryTier { get; init; }

    public string ToJson(DateTimeOffset now) =>
        JsonSerializer.Serialize(this with { At = At is null ? null : InstantOf(At, now) }, MarketJson.Full);

    private static string InstantOf(string text, DateTimeOffset now)
    {
        var (day, time, zone) = text.Split(' ') is [var first, var second, var third]
            ? (first, TimeSpan.Parse(second, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(third))
            : throw new FormatException($"\"{text}\" is not a moment.");
        var date = TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(1);
        while (!IsDay(date, day)) date = date.AddDays(1);
        var local = date + time;
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static bool IsDay(DateTime date, string day) =>
        day == date.ToString("MM-dd", CultureInfo.InvariantCulture)
        || day.Equals(date.ToString("ddd", CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase);
}

/// <summary>What the simulation must say.</summary>
internal sealed record ExpectedVerdict
{
    public required string Outcome { get; init; }

    /// <summary>Of the target's row in an auction; without a target of the whole call.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the outcome is sold and no reason is given: who would be dialled first.</summary>
    public string? Target { get; init; }

    /// <summary>Which of the auctions, 1 first.</summary>
    public int Auction { get; init; } = 1;

    /// <summary>Compared values that must be so; others may stand beside them.</summary>
    public Dictionary<string, string> Values { get; init; } = [];

    /// <summary>Words of the verdict.</summary>
    public string? Says { get; init; }
}
