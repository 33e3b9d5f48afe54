using System.Text.Json;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers.LeadsPedia;

/// <summary>
/// The call pre-ping of LeadsPedia (protocols.md 2.b.6, 2.f). Campaign id and key are the query of the bidder's URL; they
/// are sent as form fields like the rest.
/// </summary>
internal sealed class LeadsPediaProtocol : IBuyerProtocol
{
    private const int TextMax = 400;

    public string Name => "leadspedia";

    public BidderHttpRequest Write(BidRequest request, BidderTerms terms) => new(
        HttpMethod.Post, UrlQuery.Without(terms.Url), [], FormBody.ContentType, BodyOf(request, terms));

    public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) =>
        answer.Status == HttpStatus.Ok
            ? JsonAnswer.Read(answer.Body, root => ReadBody(root, request))
            : HttpStatus.Unexpected(answer.Status);

    private static ReadOnlyMemory<byte> BodyOf(BidRequest request, BidderTerms terms)
    {
        var form = FormBody.From(terms.Url).Add("lp_response", "JSON");
        // Ten digits: the dialect is North American.
        if (request.Caller is { } caller) form.Add("caller_id", NationalNumber.Of(caller));
        if (request.Test) form.Add("lp_test", "1");
        form.Add("lp_s1", request.PublisherAlias).Add("lp_s2", request.Call.ToString());
        form.Add("state", request.State).Add("zip_code", request.Zip);
        return form.AddTags(request.Tags, IsReserved).Bytes;
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
        return new BidAnswer.Bid(price, null, root.Id("ping_id"), root.Id("number"), root.Seconds("duration"), null);
    }
}
