using System.Text.Json;
using Bidline.Auctions;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers.TrackDrive;

/// <summary>What a ping or a post of TrackDrive answered. The fields of a buyer are chosen by each account.</summary>
internal static class TrackDriveAnswer
{
    private const int TextMax = 200;
    private const int BuyersMax = 200;

    private static readonly string[] Bids = ["bid", "bid_price", "offer_conversion_payout", "payout"];

    /// <summary>"success": true, or a status that says so.</summary>
    public static bool IsYes(JsonElement root)
    {
        if (root.Optional("success") is { } success)
        {
            return success.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? success.ValueKind == JsonValueKind.True
                : throw JsonAnswer.Wrong("success", "true or false", success);
        }

        return StatusOf(root) is { } status
            ? status is "success" or "accepted"
            : throw new InvalidAnswerException("success", "true or false", "nothing");
    }

    /// <summary>
    /// The best buyer, where it can be named in the post. Otherwise all are tried in an order that is not ours to choose,
    /// and only the least of their bids is sure.
    /// </summary>
    public static BidAnswer ReadBid(JsonElement root, Currency currency)
    {
        var all = root.Optional("try_all_buyers");
        if (all is { ValueKind: not JsonValueKind.Object } odd) throw JsonAnswer.Wrong("try_all_buyers", "an object", odd);
        var buyers = BuyersOf(all is { } nested && nested.Optional("buyers") is not null ? nested : root, currency);
        if (buyers.Count == 0) throw new InvalidAnswerException("buyers", "at least one buyer", "none");
        var best = buyers.MaxBy(buyer => buyer.Bid.Micros)!;
        if (best is { PingId: { } ping, Id: { } id })
        {
            return new BidAnswer.Bid(best.Bid, null, ping, best.Destination, null, null)
            {
                MustConfirm = true,
                Kept = new Dictionary<string, string> { ["buyer_id"] = id },
            };
        }

        var tryAll = root.Id("try_all_buyers_ping_id") ?? all?.Id("ping_id")
            ?? throw new InvalidAnswerException("try_all_buyers_ping_id", "an id", "nothing");
        var least = buyers.MinBy(buyer => buyer.Bid.Micros)!;
        return new BidAnswer.Bid(least.Bid, null, tryAll, null, null, null) { MustConfirm = true };
    }

    public static BidAnswer ReadRefusal(JsonElement root)
    {
        var status = StatusOf(root) ?? "refused";
        var text = JsonAnswer.Shown(ErrorsOf(root) ?? status);
        return new BidAnswer.NoBid(status switch
        {
            "no_matching_buyer" => Reason.Of("no_bid.capacity", ("code", status), ("text", text)),
            "duplicate" or "caller_number_suppressed" => Reason.Of("no_bid.duplicate", ("code", status), ("text", text)),
            _ => Reason.Of("no_bid.reason", ("code", JsonAnswer.Shown(status)), ("text", text)),
        });
    }

    public static string? DestinationOf(JsonElement answer)
    {
        var sip = answer.Text("forwarding_number_sip_address", 512);
        return sip is null ? answer.Id("forwarding_number") : SipScheme.Added(sip);
    }

    // A number in validation errors (422), a word everywhere else.
    private static string? StatusOf(JsonElement root) => root.Id("status");

    private static List<Buyer> BuyersOf(JsonElement parent, Currency currency)
    {
        if (parent.Optional("buyers") is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > BuyersMax)
            throw JsonAnswer.Wrong("buyers", $"a list of at most {BuyersMax}", list);
        return [.. list.EnumerateArray().Select(buyer => BuyerOf(buyer, currency))];
    }

    private static Buyer BuyerOf(JsonElement buyer, Currency currency)
    {
        if (buyer.ValueKind != JsonValueKind.Object) throw JsonAnswer.Wrong("buyers", "objects", buyer);
        var bid = Bids.Select(name => buyer.Amount(name, currency)).FirstOrDefault(amount => amount is not null)
            ?? throw new InvalidAnswerException("buyers.bid", "an amount such as 27.50", "nothing");
        return new Buyer(buyer.Id("buyer_id") ?? buyer.Id("id"), buyer.Id("ping_id"), bid, DestinationOf(buyer));
    }

    /// <summary>A list of sentences, or for each field the sentences about it.</summary>
    private static string? ErrorsOf(JsonElement root)
    {
        if (root.Optional("errors") is not { } errors) return null;
        var words = errors.ValueKind switch
        {
            JsonValueKind.Array => errors.EnumerateArray().Select(Said),
            JsonValueKind.Object => errors.EnumerateObject().Select(field => $"{field.Name} {Said(field.Value)}"),
            _ => [Said(errors)],
        };
        var text = string.Join("; ", words.Take(5));
        return text.Length == 0 ? null : text.Length > TextMax ? text[..TextMax] : text;
    }

    private static string Said(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Array => string.Join(", ", element.EnumerateArray().Take(5).Select(item => item.ToString())),
        _ => element.GetRawText(),
    };

    private sealed record Buyer(string? Id, string? PingId, Money Bid, string? Destination);
}
