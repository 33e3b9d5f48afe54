using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Primitives;

namespace Bidline.Adapters.Conformance.Exchanges;

/// <summary>A request to an exchange, and what is out of the ordinary about it.</summary>
/// <param name="Title">What it is, for diagrams: "an ordinary ping".</param>
/// <param name="Path">Behind the address of the offers: "", "/rsv_…".</param>
internal sealed record PingAsk(string Title, HttpMethod Method, string Path, string? ContentType, ReadOnlyMemory<byte> Body)
{
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>In place of the exchange's own address.</summary>
    public Uri? Elsewhere { get; init; }

    /// <summary>Not signed, or signed with this in place of the real secret.</summary>
    public string? WrongSecret { get; init; }

    public static PingAsk Of(string title, JsonObject body) =>
        new(title, HttpMethod.Post, "", "application/json", Encoding.UTF8.GetBytes(body.ToJsonString()));

    public static PingAsk Raw(string title, string body, string type = "application/json") =>
        new(title, HttpMethod.Post, "", type, Encoding.UTF8.GetBytes(body));

    public PingAsk With(string header, string value) => this with { Headers = [.. Headers, new(header, value)] };
}

/// <summary>A request that was sent, and what came of it.</summary>
internal sealed record Pinged(PingAsk Ask, BidAnswer Answer, BidderExchange? Exchange) : Seen(Ask.Title, Exchange)
{
    public override bool HasDeadline => true;

    public override Reason? Fault => (Answer as BidAnswer.Failed)?.Reason;

    public TimeSpan Taken => Exchange?.Times.Taken ?? TimeSpan.Zero;

    /// <summary>Null when it is no answer of the protocol.</summary>
    public OfferRead? Offer { get; } = Exchange?.Answer is { } got ? OfferRead.Of(got) : null;

    public bool IsOffered => Offer is { Status: "offered" };

    public string InWords() => (Status, Offer) switch
    {
        (null, _) => Fault is null ? "no answer" : $"no answer ({Fault.Code})",
        ({ } status, null) => string.Create(CultureInfo.InvariantCulture, $"status {status}, and no answer of the protocol"),
        ({ } status, { Status: "offered" } offer) =>
            string.Create(CultureInfo.InvariantCulture, $"{status}, offered {offer.Price}"),
        ({ } status, { } said) =>
            string.Create(CultureInfo.InvariantCulture, $"{status}, {said.Status} ({said.Class ?? "no class"})"),
    };
}

/// <summary>An answer of the protocol, as far as it is in form.</summary>
/// <param name="Wrong">What is wrong with it, the first; null when it is in form.</param>
internal sealed record OfferRead(string Status, string? Wrong)
{
    private static readonly HashSet<string> Classes =
    [
        "paused", "capped", "rate_limited", "loop", "caller", "field", "filtered", "capacity", "no_bid", "price", "no_way",
        "internal",
    ];

    public string? Id { get; init; }

    public string? Offer { get; init; }

    public string? Price { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public long? TtlMs { get; init; }

    public string? Sip { get; init; }

    public string? Number { get; init; }

    public string? Class { get; init; }

    public bool IsCached { get; init; }

    /// <summary>Null for what is not JSON, or says no status.</summary>
    public static OfferRead? Of(ReceivedAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && Text(root, "status") is { } status
                ? Read(root, status)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static OfferRead Read(JsonElement root, string status)
    {
        var to = root.TryGetProperty("destination", out var destination) ? destination : default;
        var because = root.TryGetProperty("reason", out var reason) ? Text(reason, "class") : null;
        var read = new OfferRead(status, null)
        {
            Id = Text(root, "id"),
            Offer = Text(root, "offer"),
            Price = Text(root, "price"),
            ExpiresAt = Text(root, "expires_at") is { } until && DateTimeOffset.TryParse(
                until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
            TtlMs = root.TryGetProperty("ttl_ms", out var ttl) && ttl.TryGetInt64(out var ms) ? ms : null,
            Sip = Text(to, "sip"),
            Number = Text(to, "number"),
            Class = because,
            IsCached = root.TryGetProperty("cached", out var cached) && cached.ValueKind == JsonValueKind.True,
        };
        return read with { Wrong = WrongWith(read) };
    }

    private static string? WrongWith(OfferRead read) => read switch
    {
        { Status: "offered", Price: null } => "an offer without a price",
        { Status: "offered" } when !IsAmount(read.Price!) => $"a price of \"{read.Price}\"",
        { Status: "offered", Offer: null } => "an offer without its id",
        { Status: "offered", ExpiresAt: null } => "an offer without a readable expires_at",
        { Status: "offered", Sip: null, Number: null } => "an offer without a destination",
        { Status: "rejected", Class: null } => "a rejection without a reason's class",
        { Status: "rejected" } when !Classes.Contains(read.Class!) => $"a class \"{read.Class}\" that there is not",
        { Status: "offered" or "rejected" or "open" or "used" or "expired" or "mismatched" or "released" } => null,
        _ => $"a status \"{read.Status}\" that there is not",
    };

    private static bool IsAmount(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount >= 0;

    // A number where text belongs would be parsed as a double somewhere: it is not in form.
    private static string? Text(JsonElement map, string name) => map.ValueKind == JsonValueKind.Object
        && map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
