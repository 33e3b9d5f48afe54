using Bidline.Auctions;
using Bidline.Campaigns;

namespace Bidline.Adapters.Buyers.Boberdoo;

/// <summary>
/// The call API of boberdoo systems (protocols.md 2.f): a ping is matched or not, a post with its lead id sells the call.
/// Key, source, type and the number agreed on are the query of the bidder's URL; they are sent as form fields like the
/// rest. Answers are JSON, or XML where the URL asks for it.
/// </summary>
internal sealed class BoberdooProtocol : IConfirmingProtocol
{
    public string Name => "boberdoo";

    public BidderHttpRequest Write(BidRequest request, BidderTerms terms)
    {
        var form = FormBody.From(terms.Url).Add("Mode", "ping").Add("Return_Best_Price", "1");
        return Posted(AddFields(form, request), terms);
    }

    public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) =>
        answer.Status == HttpStatus.Ok
            ? BoberdooAnswer.Read(answer.Body, it => it.ToBid(request.Floor.Currency))
            : HttpStatus.Unexpected(answer.Status);

    public ConfirmMessage WriteConfirmation(WonBid won, BidderTerms terms)
    {
        var form = FormBody.From(terms.Url).Add("Mode", "post").Add("Lead_ID", won.Bid.BidId);
        return new ConfirmMessage(Posted(AddFields(form, won.Request), terms), ShownFields.Of(won.Request));
    }

    public BidAnswer ReadConfirmation(BidderHttpAnswer answer, WonBid won, BidderTerms terms) =>
        answer.Status == HttpStatus.Ok
            ? BoberdooAnswer.Read(answer.Body, it => it.ToConfirmation(won.Bid))
            : HttpStatus.Unexpected(answer.Status);

    private static BidderHttpRequest Posted(FormBody form, BidderTerms terms) => new(
        HttpMethod.Post, UrlQuery.Without(terms.Url), [], FormBody.ContentType, form.Bytes);

    private static FormBody AddFields(FormBody form, BidRequest request)
    {
        // What the URL did not say.
        form.Add("API_Action", "iprSubmitLead").Add("Format", "JSON");
        if (request.Test) form.Add("Test_Lead", "1");
        form.Add("ZIP", request.Zip).Add("State", request.State).Add("Sub_ID", request.PublisherAlias);
        var area = request.Caller?.AreaCode ?? request.AreaCode;
        if (area is not null) form.Add("Origin_Phone_Country_Code", "1").Add("Origin_Phone_Area_Code", area);
        if (request.Caller is { AreaCode: not null } caller)
            form.Add("Origin_Phone_Prefix", caller.E164[5..8]).Add("Origin_Phone_Suffix", caller.E164[8..]);
        return form.AddTags(request.Tags, IsReserved);
    }

    private static bool IsReserved(string tag) =>
        tag.StartsWith("Origin_Phone", StringComparison.OrdinalIgnoreCase)
        || tag.StartsWith("Terminating_Phone", StringComparison.OrdinalIgnoreCase)
        || tag.ToUpperInvariant() is "KEY" or "SRC" or "TYPE" or "LEAD_ID" or "TEST_LEAD" or "RETURN_BEST_PRICE";
}
