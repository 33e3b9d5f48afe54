using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Primitives;

namespace Bidline.Adapters.Conformance;

/// <summary>A notice of a sale that never was, signed as notices are.</summary>
/// <param name="Id">The webhook-id: the same in every attempt at the same notice.</param>
internal sealed record Notice(string Title, string Id, string Type, ReadOnlyMemory<byte> Body, DateTimeOffset SignedAt)
{
    /// <summary>Everything a bidder can be told about one call, in order: won, lost, billed, converted.</summary>
    public static IReadOnlyList<Notice> OfACall(TimeProvider clock)
    {
        var (auction, call) = (AuctionId.New(clock), CallId.New(clock));
        var reason = new JsonObject
        {
            ["code"] = "lost.price", ["text"] = "bid 31.50", ["values"] = new JsonObject { ["own"] = "31.50" },
        };
        var qualified = new JsonObject
        {
            ["code"] = "pay.qualified", ["text"] = "talked 95 s, 90 s needed",
            ["values"] = new JsonObject { ["got"] = "95", ["needed"] = "90" },
        };
        Notice Told(string type, params (string Name, JsonNode Value)[] more) => Of(clock, type, auction, call, more);
        return
        [
            Told("bid.won", ("attempt", 1), ("price", "31.50"), ("qualify_seconds", 90)),
            Told("bid.lost", ("reason", reason), ("loss", 102)),
            Told("bid.billed", ("attempt", 1), ("billed", true), ("amount", "31.50"), ("talk_seconds", 95.2),
                ("reason", qualified)),
            Told("bid.converted", ("attempt", 1), ("amount", "31.50"), ("talk_seconds", 95.2), ("needed_seconds", 90)),
        ];
    }

    /// <summary>The body with another amount than was signed.</summary>
    public ReadOnlyMemory<byte> Tampered() =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Body.Span).Replace("31.50", "99.50", StringComparison.Ordinal));

    private static Notice Of(
        TimeProvider clock, string type, AuctionId auction, CallId call, (string Name, JsonNode Value)[] more)
    {
        var now = clock.GetUtcNow();
        var data = new JsonObject
        {
            ["test"] = true,
            ["call"] = call.ToString(),
            ["auction"] = auction.ToString(),
            ["target"] = "conformance",
            ["currency"] = "USD",
            ["bid"] = "31.50",
            ["bid_id"] = "conformance-1",
        };
        foreach (var (name, value) in more) data[name] = value;
        var body = new JsonObject
        {
            ["type"] = type,
            ["timestamp"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["data"] = data,
        };
        return new Notice(type, $"evt_{Ids.New(clock):N}", type, Encoding.UTF8.GetBytes(body.ToJsonString()), now);
    }
}

/// <summary>A notice that was sent, and how it was taken.</summary>
internal sealed record Told(Notice Notice, BidAnswer Answer, BidderExchange? Exchange) : Seen(Notice.Title, Exchange)
{
    public override Reason? Fault => (Answer as BidAnswer.Failed)?.Reason;

    public bool IsAccepted => Status is >= 200 and < 300;

    public string InWords() => Status is { } status
        ? string.Create(CultureInfo.InvariantCulture, $"status {status}")
        : "no answer";
}

/// <summary>Lets a notice travel by the client that asks questions, so that it is seen as they are.</summary>
/// <param name="sent">The body that is sent instead of the signed one; null sends that.</param>
internal sealed class NoticeProtocol(Notice notice, string secret, ReadOnlyMemory<byte>? sent = null) : IBuyerProtocol
{
    public string Name => "notice";

    public BidderHttpRequest Write(BidRequest request, BidderTerms terms) => new(
        HttpMethod.Post,
        terms.Url,
        WebhookSignature.Headers(notice.Id, notice.SignedAt, notice.Body.Span, [secret]),
        "application/json",
        sent ?? notice.Body);

    // What it says is of no interest; only the status is.
    public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) =>
        new BidAnswer.NoBid(Reason.Of("no_bid.declined"));
}
