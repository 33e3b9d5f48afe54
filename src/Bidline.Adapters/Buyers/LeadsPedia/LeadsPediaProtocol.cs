using System.Text.Json;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers.LeadsPedia;

/// <summary>
/// The call pre-ping of LeadsPedia (protocols.md 2.b.6, 2.f). Campaign id and key are part of the bidder's URL.
/// </summary>
internal sealed class LeadsPediaProtocol : IBuyerProtocol
{
    private const int TextMax = 400;

    private readonly JsonBody _body = new(WriteBody);

    public string Name => "leadspedia";

    public BidderHttpRequest Write(BidRequest request, BidderTerms terms) => new(
        HttpMethod.Post, terms.Url, [], "application/json", _body.Of(request));

    public BidAnswer Read(BidderHttpAnswer answer, BidRequest request) => answer.Status == HttpStatus.Ok
        ? JsonAnswer.Read(answer.Body, root => ReadBody(root, request))
        : HttpStatus.Unexpected(answer.Status);

    private static void WriteBody(Utf8JsonWriter json, BidRequest request)
    {
        json.WriteStartObject();
        // Ten digits: the dialect is North American.
        if (request.Caller is { } caller) json.WriteString("caller_id", NationalNumber.Of(caller));
        json.WriteString("lp_response", "JSON");
        json.WriteString("lp_subid1", request.PublisherAlias);
        json.WriteString("lp_subid2", request.Call.ToString());
        json.WriteTag("state", request.State);
        json.WriteTag("zip_code", request.Zip);
        json.WriteTags(request.Tags, IsReserved);
        json.WriteEndObject();
    }

    private static bool IsReserved(string tag) =>
        tag.StartsWith("lp_", StringComparison.OrdinalIgnoreCase)
        || tag.ToUpperInvariant() is "CALLER_ID" or "STATE" or "ZIP_CODE";

    private static BidAnswer ReadBody(JsonElement root, BidRequest request)
    {
        if (root.Text("status", TextMax) is not { } status)
            throw new InvalidAnswerException("status", "Accepted or another status", "nothing");
        if (!status.Equals("Accepted", StringComparison.OrdinalIgnoreCase))
        {
            var text = JsonAnswer.Shown(root.Text("message", TextMax) ?? status);
            return new BidAnswer.NoBid(Reason.Of("no_bid.reason", ("code", JsonAnswer.Shown(status)), ("text", text)));
        }

        var price = root.Amount("payout", request.Floor.Currency)
            ?? throw new InvalidAnswerException("payout", "an amount such as 27.50", "nothing");
        return new BidAnswer.Bid(price, null, null, root.Id("number"), root.Seconds("duration"), null);
    }
}
