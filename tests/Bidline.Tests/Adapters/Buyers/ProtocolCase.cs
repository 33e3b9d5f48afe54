using System.Text;
using System.Text.Json.Nodes;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// One case file: "request" changes fields of a plain request, "sends" is the whole HTTP request, "answer" what the
/// bidder says (body as JSON, or text, or base64 for bytes), "means" what we must understand. A template has its
/// "bidder" as in a market file. With "won", a bid, the case is about the confirmation.
/// </summary>
internal sealed class ProtocolCase
{
    private readonly JsonNode _file;

    private ProtocolCase(JsonNode file, IBuyerProtocol protocol)
    {
        (_file, Protocol) = (file, protocol);
        Terms = _file["bidder"] is { } bidder ? MarketBidder.Of(bidder.ToJsonString()) : PlainTerms();
    }

    public IBuyerProtocol Protocol { get; }

    public BidderTerms Terms { get; }

    public JsonNode? Sends => _file["sends"];

    public JsonNode? Shown => _file["shown"];

    public JsonNode? Means => _file["means"];

    public bool IsConfirmation => _file["won"] is not null;

    public JsonNode? Answer => _file["answer"];

    public BidRequest Request => RequestFrom(_file["request"]);

    public WonBid Won => new(Request, BidFrom(_file["won"]!));

    public byte[]? Body => _file["answer"] is not { } answer ? null
        : answer["body"] is { } json ? Encoding.UTF8.GetBytes(json.ToJsonString())
        : answer["text"] is { } text ? Encoding.UTF8.GetBytes((string)text!)
        : answer["base64"] is { } bytes ? Convert.FromBase64String((string)bytes!)
        : [];

    public static ProtocolCase Load(string file)
    {
        var folder = file.Split('/')[0];
        var node = JsonNode.Parse(File.ReadAllText(Path.Combine(CasesFolder.Path, file)))!;
        var protocol = BuyerProtocols.All.Single(one => node["bidder"] is { } bidder
            ? one.Name == (string?)bidder["protocol"]
            : one.GetType().Namespace!.EndsWith("." + folder, StringComparison.Ordinal));
        return new ProtocolCase(node, protocol);
    }

    public JsonNode Sent() => Of(IsConfirmation ? Confirming.WriteConfirmation(Won, Terms).Http : Protocol.Write(Request, Terms));

    public JsonNode Disclosed() => new JsonArray(
        [.. Confirming.WriteConfirmation(Won, Terms).Shown.Select(field => (JsonNode?)field)]);

    public JsonNode Understood() => Read(Body!) switch
    {
        BidAnswer.Bid bid => Of(bid),
        BidAnswer.NoBid no => Of(no.Reason),
        BidAnswer.Invalid invalid => Of(invalid.Reason),
        BidAnswer.Failed failed => Of(failed.Reason),
        _ => throw new NotSupportedException(),
    };

    /// <summary>Reads an answer as this case's would be read.</summary>
    public BidAnswer Read(byte[] body)
    {
        var answer = new BidderHttpAnswer((int?)_file["answer"]?["status"] ?? 200, "application/json", body);
        return IsConfirmation ? Confirming.ReadConfirmation(answer, Won, Terms) : Protocol.Read(answer, Request, Terms);
    }

    private IConfirmingProtocol Confirming => (IConfirmingProtocol)Protocol;

    private BidderTerms PlainTerms() => new(
        Protocol.Name, new Uri((string?)_file["url"] ?? "https://bidder.example/bid"), TimeSpan.FromSeconds(1),
        null, ShareCaller.Never);

    private static JsonObject Of(BidderHttpRequest http)
    {
        var sent = new JsonObject { ["method"] = http.Method.Method, ["url"] = http.Url.AbsoluteUri };
        if (http.Headers.Count > 0)
        {
            sent["headers"] = new JsonObject(
                http.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value)));
        }

        if (http.ContentType is not { } type) return sent;
        sent["content_type"] = type;
        var body = Encoding.UTF8.GetString(http.Body.Span);
        sent["body"] = type.Contains("json", StringComparison.Ordinal) ? JsonNode.Parse(body) : body;
        return sent;
    }

    private static JsonObject Of(BidAnswer.Bid bid)
    {
        var means = new JsonObject { ["bid"] = bid.Price.ToDecimalString() };
        if (bid.Currency is not null) means["currency"] = bid.Currency;
        if (bid.BidId is not null) means["bid_id"] = bid.BidId;
        if (bid.Destination is not null) means["destination"] = bid.Destination;
        if (bid.QualifySeconds is not null) means["qualify_seconds"] = bid.QualifySeconds;
        if (bid.ValidSeconds is not null) means["valid_seconds"] = bid.ValidSeconds;
        if (bid.MustConfirm) means["must_confirm"] = true;
        if (bid.Kept is not null)
            means["kept"] = new JsonObject(bid.Kept.Select(kept => KeyValuePair.Create(kept.Key, (JsonNode?)kept.Value)));
        return means;
    }

    private static JsonObject Of(Reason reason)
    {
        var means = new JsonObject { ["reason"] = reason.Code };
        foreach (var (name, value) in reason.Values) means[name] = value;
        return means;
    }

    private static BidAnswer.Bid BidFrom(JsonNode won) => new(
        Money.Usd(decimal.Parse((string)won["bid"]!)), null, (string?)won["bid_id"], (string?)won["destination"],
        (int?)won["qualify_seconds"], null)
    {
        Kept = (won["kept"] as JsonObject)?.ToDictionary(kept => kept.Key, kept => (string)kept.Value!),
    };

    private static BidRequest RequestFrom(JsonNode? changes)
    {
        string? Text(string name, string? usual) => changes?[name] is { } changed ? (string?)changed : usual;
        return new BidRequest(
            AuctionId.Parse("auc_01970000000070008000000000000001"),
            CallId.Parse("call_01970000000070008000000000000002"),
            TimeSpan.FromMilliseconds(93),
            Money.Usd(12),
            (bool?)changes?["test"] ?? false,
            new CampaignId("auto-fl"),
            "p-7f3a",
            Known(Text("area_code", "305")),
            Known(Text("state", "FL")),
            Known(Text("zip", "33130")),
            Text("line_type", null),
            Text("attestation", null),
            Text("caller", null) is { } caller ? PhoneNumber.Parse(caller) : null,
            Text("caller_hash", null),
            (int?)changes?["duplicate_days"],
            (changes?["tags"] as JsonObject)?.ToDictionary(tag => tag.Key, tag => (string)tag.Value!) ?? [],
            [new ChainNode("bidline.example", 1)]);
    }

    // An empty text in a case says that the fact is not known.
    private static string? Known(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
