using System.Text.Json.Serialization;

namespace Bidline.Campaigns.Entries;

/// <summary>
/// A source of facts about callers that is asked over HTTP: by a template, or one that checks evidence of consent.
/// </summary>
public sealed record LookupEntry : IMarketEntry
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public bool Paused { get; init; }

    /// <summary>trustedform or jornaya: checks that evidence of consent is genuine, in place of url and facts.</summary>
    public ConsentSource? Checks { get; init; }

    /// <summary>Of what is checked: key (and insights, retain) of trustedform, account of jornaya.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>With fields of the call: "https://api.example/numbers/{{caller.digits}}?zip={{caller.zip|}}".</summary>
    public string? Url { get; init; }

    /// <summary>GET without a body, POST with one, unless given.</summary>
    public string? Method { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public string? ContentType { get; init; }

    public string? Body { get; init; }

    /// <summary>
    /// What must be known of a call for it to be asked: "caller.number", "tags.email". The fields of its URL unless given.
    /// </summary>
    public IReadOnlyList<string>? Needs { get; init; }

    /// <summary>
    /// Each fact to its place in the JSON answer: zip, state, country, region, time_zone, line_type, or a tag of any other
    /// name.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Facts { get; init; }

    /// <summary>How long a call waits for it: 10 to 2,000; 300 unless given.</summary>
    public int? TimeoutMs { get; init; }

    /// <summary>How long an answer is used again: 0 to 43,200; 60 unless given.</summary>
    public int? CacheMinutes { get; init; }

    /// <summary>What one request costs us; nothing unless given.</summary>
    public Amount? Cost { get; init; }

    /// <summary>Whose calls; every campaign's unless given.</summary>
    public IReadOnlyList<string>? Campaigns { get; init; }

    /// <summary>For pings too: there are thousands for one call.</summary>
    public bool Pings { get; init; }

    [JsonIgnore]
    public string Key => Id;
}
