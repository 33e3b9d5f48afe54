using System.Globalization;
using Bidline.Campaigns;
using Bidline.Server.Api;

namespace Bidline.Server.Console.Campaigns.Testing;

/// <summary>The made-up call as it stands in the form and in the page's address.</summary>
public sealed class TestAsked
{
    private const string LocalTime = "yyyy-MM-dd'T'HH:mm";

    public string Caller { get; set; } = "";

    public string State { get; set; } = "";

    public string Zip { get; set; } = "";

    public string Publisher { get; set; } = "";

    public string Dialled { get; set; } = "";

    /// <summary>"2026-11-30T10:00" on the campaign's clock; empty is now.</summary>
    public string At { get; set; } = "";

    /// <summary>One a line or comma, "age=52".</summary>
    public string Tags { get; set; } = "";

    /// <summary>"false", "samples" or "true", as the API has it.</summary>
    public string Ask { get; set; } = "false";

    /// <summary>One a line or comma, "target=31.50".</summary>
    public string Bids { get; set; } = "";

    public bool EveryTier { get; set; }

    /// <summary>A market file; not in the address.</summary>
    public string Market { get; set; } = "";

    /// <summary>Whether an address asks for a test, and may: asking bidders wants a person who presses the button.</summary>
    public bool IsAskedByAddress { get; private init; }

    public static TestAsked Of(Func<string, string?> query) => new()
    {
        Caller = query("caller") ?? "",
        State = query("state") ?? "",
        Zip = query("zip") ?? "",
        Publisher = query("publisher") ?? "",
        Dialled = query("dialled") ?? "",
        At = query("at") ?? "",
        Tags = query("tags") ?? "",
        Ask = query("ask") is "samples" or "true" ? query("ask")! : "false",
        Bids = query("bids") ?? "",
        EveryTier = query("every_tier") == "1",
        IsAskedByAddress = query("test") == "1" && query("ask") != "true",
    };

    /// <summary>What stands behind the question mark; only what was filled in.</summary>
    public IReadOnlyDictionary<string, string?> ToQuery()
    {
        var all = new Dictionary<string, string?>
        {
            ["caller"] = Caller, ["state"] = State, ["zip"] = Zip, ["publisher"] = Publisher, ["dialled"] = Dialled,
            ["at"] = At, ["tags"] = Tags, ["ask"] = Ask == "false" ? "" : Ask, ["bids"] = Bids,
            ["every_tier"] = EveryTier ? "1" : "", ["test"] = "1",
        };
        return all.Where(pair => !string.IsNullOrWhiteSpace(pair.Value)).ToDictionary();
    }

    /// <param name="zone">Whose clock the time is read on.</param>
    internal (SimulationRequest Request, IReadOnlyList<Mistake> Mistakes) ToRequest(TimeZoneInfo zone)
    {
        var mistakes = new List<Mistake>();
        return (new SimulationRequest
        {
            Caller = Given(Caller),
            State = Given(State),
            Zip = Given(Zip),
            Publisher = Given(Publisher),
            Dialled = Given(Dialled),
            At = Instant(zone, mistakes),
            Tags = Pairs(Tags, "/tags", mistakes),
            AskBidders = Ask,
            Bids = Ask == "true" ? null : Pairs(Bids, "/bids", mistakes),
            EveryTier = EveryTier,
            Market = Given(Market),
        }, mistakes);
    }

    /// <summary>The same question for a shell.</summary>
    public string ToCommand(string campaign)
    {
        var words = new List<string> { "./bidline simulate", campaign };
        Add("--caller", Caller);
        Add("--state", State);
        Add("--zip", Zip);
        Add("--publisher", Publisher);
        Add("--dialled", Dialled);
        foreach (var tag in Lines(Tags)) Add("--tag", tag);
        Add("--ask", Ask == "false" ? "" : Ask);
        foreach (var bid in Lines(Ask == "true" ? "" : Bids)) Add("--bid", bid);
        if (EveryTier) words.Add("--every-tier");
        if (Market.Length > 0) words.Add("--market draft.yaml");
        return string.Join(' ', words);

        void Add(string option, string value)
        {
            if (value.Length > 0) words.Add($"{option} {Quoted(value.Trim())}");
        }
    }

    private string? Instant(TimeZoneInfo zone, List<Mistake> mistakes)
    {
        if (Given(At) is not { } text) return null;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || zone.IsInvalidTime(local))
        {
            mistakes.Add(new Mistake("/at", "instant", $"“{text}” is no time of the campaign's clock.", $"like {Now(zone)}"));
            return null;
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).UtcDateTime
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static string Now(TimeZoneInfo zone) =>
        new DateTimeOffset(2026, 3, 10, 14, 0, 0, zone.BaseUtcOffset).ToString(LocalTime, CultureInfo.InvariantCulture);

    private static Dictionary<string, string>? Pairs(string text, string path, List<Mistake> mistakes)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var line in Lines(text))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at > 0) pairs[line[..at].Trim()] = line[(at + 1)..].Trim();
            else mistakes.Add(new Mistake(path, "pair", $"“{line}” is no name with a value.", "name=value"));
        }

        return pairs.Count == 0 ? null : pairs;
    }

    private static string[] Lines(string text) =>
        text.Split(['\n', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string? Given(string text) => text.Trim() is { Length: > 0 } given ? given : null;

    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '=' or '.' or '-' or ':' or '_') ? text : $"'{text}'";
}
