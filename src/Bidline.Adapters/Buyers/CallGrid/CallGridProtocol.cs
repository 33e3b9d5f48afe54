using System.Text.Json;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers.CallGrid;

/// <summary>The bid API of CallGrid (protocols.md 2.e): every business answer has status 200 and a code.</summary>
internal sealed class CallGridProtocol : IBuyerProtocol
{
    private const int TextMax = 400;

    private readonly JsonBody _body = new(WriteBody);

    public string Name => "callgrid";

    public BidderHttpRequest Write(BidRequest request, BidderTerms terms) => new(
        HttpMethod.Post, terms.Url, [], "application/json", _body.Of(request));

    public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) => answer.Status == HttpStatus.Ok
        ? JsonAnswer.Read(answer.Body, root => ReadBody(root, request))
        : HttpStatus.Unexpected(answer.Status);

    private static void WriteBody(Utf8JsonWriter json, BidRequest request)
    {
        json.WriteStartObject();
        if (request.Caller is { } caller) json.WriteString("CallerId", caller.E164);
        json.WriteTag("InboundStateCode", request.State);
        json.WriteTag("InboundZipCode", request.Zip);
        json.WriteTags(request.Tags, IsReserved);
        json.WriteEndObject();
    }

    private static bool IsReserved(string tag) =>
        tag.ToUpperInvariant() is "CALLERID" or "INBOUNDSTATECODE" or "INBOUNDZIPCODE" or "PSTN";

    private static BidAnswer ReadBody(JsonElement root, BidRequest request)
    {
        if (root.Id("code") is not { } code)
            throw new InvalidAnswerException("code", "1000 or another code", "nothing");
        if (code != "1000") return ReadRefusal(code, root.Text("message", TextMax));

        var price = root.Amount("dynamicBid", request.Floor.Currency)
            ?? throw new InvalidAnswerException("dynamicBid", "an amount such as 27.50", "nothing");
        var sip = root.Text("sipAddress", 512);
        var destination = sip is null ? root.Text("phoneNumber", 64) : SipScheme.Added(sip);
        return new BidAnswer.Bid(price, null, null, destination, null, null);
    }

    private static BidAnswer.NoBid ReadRefusal(string code, string? message)
    {
        var reason = code switch
        {
            // Closed, capped or filtered; no numbers left; the code of older campaigns.
            "4004" or "4006" or "3000" => "no_bid.capacity",
            "4005" or "4008" => "no_bid.duplicate",
            _ => "no_bid.reason",
        };
        return new BidAnswer.NoBid(Reason.Of(reason, ("code", code), ("text", JsonAnswer.Shown(message ?? code))));
    }
}
