using System.Text.Json;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers.Bidline;

/// <summary>Our own dialect; the README beside this file describes it for those who implement it.</summary>
internal sealed class BidlineProtocol : IBuyerProtocol
{
    private const int ReasonTextMax = 200;

    private readonly JsonBody _body = new(BidlineRequest.Write);

    public string Name => "bidline";

    public BidderHttpRequest Write(BidRequest request, BidderTerms terms) => new(
        HttpMethod.Post, terms.Url, [], "application/json", _body.Of(request));

    public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) => answer.Status switch
    {
        HttpStatus.NoContent => new BidAnswer.NoBid(Reason.Of("no_bid.declined")),
        HttpStatus.Ok => JsonAnswer.Read(answer.Body, root => ReadBody(root, request)),
        var status => HttpStatus.Unexpected(status),
    };

    private static BidAnswer ReadBody(JsonElement root, BidRequest request)
    {
        var price = root.Amount("bid", request.Floor.Currency);
        if (root.Optional("no_bid") is { } noBid)
        {
            if (price is { IsZero: false })
                throw new InvalidAnswerException("$", "either bid or no_bid", "both");
            return ReadNoBid(noBid);
        }

        if (price is not { } bid) throw new InvalidAnswerException("bid", "an amount such as 27.50", "nothing");
        return new BidAnswer.Bid(
            bid,
            root.Text("currency", 8),
            root.Id("id"),
            root.Text("destination", 512),
            root.Seconds("qualify_seconds"),
            root.Seconds("valid_seconds"));
    }

    private static BidAnswer.NoBid ReadNoBid(JsonElement noBid)
    {
        // "no_bid": true is what people write first.
        if (noBid.ValueKind == JsonValueKind.True) return new BidAnswer.NoBid(Reason.Of("no_bid.declined"));
        if (noBid.ValueKind != JsonValueKind.Object)
            throw JsonAnswer.Wrong("no_bid", "an object with code and text", noBid);
        var code = noBid.Text("code", ReasonTextMax);
        var text = noBid.Text("text", ReasonTextMax);
        return new BidAnswer.NoBid((code, text) switch
        {
            ("capacity", null) => Reason.Of("no_bid.capacity"),
            ("capacity", _) => Reason.Of("no_bid.capacity", ("text", JsonAnswer.Shown(text))),
            ("duplicate", _) => Reason.Of("no_bid.duplicate"),
            (null, null) => Reason.Of("no_bid.declined"),
            _ => Reason.Of(
                "no_bid.reason", ("code", code ?? "none"), ("text", JsonAnswer.Shown(text ?? code!))),
        });
    }
}
