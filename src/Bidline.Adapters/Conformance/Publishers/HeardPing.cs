using System.Net;
using System.Text;
using System.Text.Json;
using Bidline.Adapters.Publishers;
using Bidline.Adapters.Publishers.Bidline;
using Bidline.Auctions.Trials;
using Bidline.Pings;
using Bidline.Postbacks;
using Bidline.Primitives;

namespace Bidline.Adapters.Conformance.Publishers;

/// <summary>How the kit answers a ping, by its place: whoever sends many meets all of these at an exchange.</summary>
internal enum Part
{
    Offer,
    Rejection,
    TooMany,
    Broken,
    Failing,
    Slow,
}

/// <summary>A request that a publisher sent to the kit, and how it was answered.</summary>
/// <param name="From">The other end of its connection.</param>
internal sealed record HeardPing(
    int Place, DateTimeOffset At, DateTimeOffset AnsweredAt, IPEndPoint From, Part Part, BidderExchange Told)
    : Seen($"ping {Place + 1}, answered: {WordOf(Part)}", Told)
{
    private static readonly OfferProtocol Dialect = new();

    public override Reason? Fault => null;

    /// <summary>As an exchange reads it.</summary>
    public Ping Ping { get; } = Dialect.Read(RequestOf(Told.Request), new PingId(Guid.Empty), At, Currency.Usd);

    public SentRequest Request => Told.Request;

    public string? Header(string name) => HeaderOf(Request, name);

    /// <summary>Where its signature is of the request as it came, and of now.</summary>
    public bool IsSigned(string secret) =>
        Header("webhook-id") is { } id && Header("webhook-timestamp") is { } time && Header("webhook-signature") is { } given
        && WebhookSignature.TryReadTime(time, out var at) && (At - at).Duration() <= KeyUse.SignedFor
        && WebhookSignature.IsValid(id, time, SignedPart(), given, [secret]);

    /// <summary>What is the same in a repeated request.</summary>
    public string Body => Encoding.UTF8.GetString(Request.Body.Span);

    private byte[] SignedPart() =>
        [.. Encoding.UTF8.GetBytes($"{Request.Method} {Request.Url.PathAndQuery}\n"), .. Request.Body.Span];

    private static PingRequest RequestOf(SentRequest sent) => new(
        PingFields.Read([], HeaderOf(sent, "Content-Type"), sent.Body.Span), name => HeaderOf(sent, name));

    private static string? HeaderOf(SentRequest sent, string name) => sent.Headers
        .FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string WordOf(Part part) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(part.ToString()).Replace('_', ' ');
}
