using System.Text.Json;
using System.Xml.XPath;
using Bidline.Auctions;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers.Boberdoo;

/// <summary>What a boberdoo system said, in either of its formats: the same few values under "response".</summary>
/// <param name="Price">As it was written; null when there was none.</param>
internal sealed record BoberdooAnswer(string Status, string? LeadId, string? Price, string? Reason)
{
    private const int TextMax = 400;

    public static BidAnswer Read(ReadOnlyMemory<byte> body, Func<BoberdooAnswer, BidAnswer> mean) =>
        body.Span.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'<', ..]
            ? XmlAnswer.Read(body, root => mean(OfXml(root)))
            : JsonAnswer.Read(body, root => mean(OfJson(root)));

    public BidAnswer ToBid(Currency currency)
    {
        if (!IsMatched) return Refusal();
        var price = Price ?? throw new InvalidAnswerException("price", "an amount such as 27.50", "nothing");
        var lead = LeadId ?? throw new InvalidAnswerException("lead_id", "an id", "nothing");
        return new BidAnswer.Bid(
            AnswerText.Amount("price", price, currency), null, AnswerText.Id("lead_id", lead), null, null, null)
        {
            MustConfirm = true,
        };
    }

    public BidAnswer ToConfirmation(BidAnswer.Bid won)
    {
        if (!IsMatched) return Refusal();
        return Price is null ? won : won with { Price = AnswerText.Amount("price", Price, won.Price.Currency) };
    }

    private bool IsMatched => Status.Equals("Matched", StringComparison.OrdinalIgnoreCase);

    private BidAnswer.NoBid Refusal()
    {
        var text = JsonAnswer.Shown(string.IsNullOrEmpty(Reason) ? Status : Reason);
        var code = Status.Equals("Duplicate", StringComparison.OrdinalIgnoreCase) ? "no_bid.duplicate" : "no_bid.reason";
        return new BidAnswer.NoBid(Primitives.Reason.Of(code, ("code", JsonAnswer.Shown(Status)), ("text", text)));
    }

    private static BoberdooAnswer OfJson(JsonElement root)
    {
        var response = Inner(root, "response") ?? root;
        var process = Inner(response, "process_information");
        return Whole(
            response.Text("status", TextMax),
            response.Id("lead_id"),
            [PriceOf(response, "price"), PriceOf(response, "best_bid"), process is { } it ? PriceOf(it, "best_bid") : null],
            response.Optional("unmatched_reason") is { ValueKind: JsonValueKind.String } reason ? reason.GetString()
                : response.Optional("error") is { ValueKind: JsonValueKind.String } error ? error.GetString() : null);
    }

    private static BoberdooAnswer OfXml(XPathNavigator document)
    {
        var root = document.SelectSingleNode("/response")
            ?? throw new InvalidAnswerException("response", "an element", "nothing");
        var process = root.SelectSingleNode("process_information");
        return Whole(
            root.Child("status"),
            root.Child("lead_id"),
            [root.Child("price"), root.Child("best_bid"), process?.Child("best_bid")],
            root.Child("unmatched_reason") ?? process?.Child("unmatched_reason") ?? root.SelectSingleNode("error")?.Value);
    }

    private static BoberdooAnswer Whole(string? status, string? lead, string?[] prices, string? reason) => new(
        string.IsNullOrEmpty(status)
            ? throw new InvalidAnswerException("status", "Matched or another status", "nothing")
            : status,
        string.IsNullOrEmpty(lead) ? null : lead,
        Array.Find(prices, price => !string.IsNullOrEmpty(price)),
        reason);

    private static JsonElement? Inner(JsonElement parent, string name) => parent.Optional(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } inner => inner,
        { } other => throw JsonAnswer.Wrong(name, "an object", other),
    };

    private static string? PriceOf(JsonElement parent, string name) => parent.Optional(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { } other => throw JsonAnswer.Wrong(name, "an amount such as 27.50", other),
    };
}
