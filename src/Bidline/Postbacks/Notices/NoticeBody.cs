using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Primitives;

namespace Bidline.Postbacks.Notices;

/// <summary>
/// The JSON of a notice; docs/protocol/schema/notice.json is its contract. The same log gives the same bytes, and there
/// is nothing of the caller in them.
/// </summary>
internal static class NoticeBody
{
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly JsonSerializerOptions Written =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Won(SoldOffer offer, DateTimeOffset at) =>
        Write("bid.won", at, Of(offer.Auction, offer.Row, data =>
        {
            data["attempt"] = offer.Attempt;
            data["price"] = offer.Terms.Price.ToDecimalString();
            data["qualify_seconds"] = offer.Terms.BuyerRule.Connected.TotalSeconds;
        }));

    /// <param name="minimum">The least bid that could have won; null where that is not told.</param>
    public static string Lost(AuctionRecord auction, Candidate row, Reason reason, Money? minimum, DateTimeOffset at) =>
        Write("bid.lost", at, Of(auction, row, data =>
        {
            data["reason"] = ReasonOf(reason);
            data["loss"] = LossNumbers.Of(reason.Code);
            if (minimum is { } least) data["minimum_to_win"] = least.ToDecimalString();
        }));

    public static string Billed(SoldOffer offer, Reason reason, Money amount, TimeSpan? talkTime, DateTimeOffset at) =>
        Write("bid.billed", at, Of(offer.Auction, offer.Row, data =>
        {
            data["attempt"] = offer.Attempt;
            data["billed"] = amount.IsPositive;
            data["amount"] = amount.ToDecimalString();
            if (talkTime is { } talked) data["talk_seconds"] = talked.TotalSeconds;
            data["reason"] = ReasonOf(reason);
        }));

    public static string Converted(SoldOffer offer, Money amount, TimeSpan talkTime, DateTimeOffset at) =>
        Write("bid.converted", at, Of(offer.Auction, offer.Row, data =>
        {
            data["attempt"] = offer.Attempt;
            data["amount"] = amount.ToDecimalString();
            data["talk_seconds"] = talkTime.TotalSeconds;
            data["needed_seconds"] = offer.Terms.BuyerRule.Connected.TotalSeconds;
        }));

    private static JsonObject Of(AuctionRecord auction, Candidate row, Action<JsonObject> add)
    {
        var data = new JsonObject
        {
            ["call"] = auction.Call.ToString(),
            ["auction"] = auction.Id.ToString(),
            ["target"] = row.Target.Value,
            ["currency"] = auction.Floor.Currency.Code,
        };
        if (row.Bid is { } bid) data["bid"] = bid.ToDecimalString();
        if (row.BidId is { } id) data["bid_id"] = id;
        add(data);
        return data;
    }

    private static JsonObject ReasonOf(Reason reason)
    {
        var told = ToldReason.Of(reason);
        return new JsonObject
        {
            ["code"] = told.Code,
            ["text"] = ToldReason.Say(told),
            ["values"] = new JsonObject(told.Values.OrderBy(value => value.Key, StringComparer.Ordinal)
                .Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value))),
        };
    }

    private static string Write(string type, DateTimeOffset at, JsonObject data) => new JsonObject
    {
        ["type"] = type,
        ["timestamp"] = at.ToUniversalTime().ToString(Instant, CultureInfo.InvariantCulture),
        ["data"] = data,
    }.ToJsonString(Written);
}

/// <summary>A bid that was taken: the call was, or is being, sent to its target.</summary>
internal sealed record SoldOffer(AuctionRecord Auction, Candidate Row, int Attempt, SaleTerms Terms);
