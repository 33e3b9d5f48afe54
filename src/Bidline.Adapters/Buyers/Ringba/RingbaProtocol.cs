using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers.Ringba;

/// <summary>
/// The RTB endpoint of a Ringba campaign, and of the many platforms that copied it: JSON by POST, every answer with
/// status 200, a bid of 0 and "(Code: 1006)" in the reject text for no (protocols.md 2.a).
/// </summary>
internal sealed partial class RingbaProtocol : IBuyerProtocol
{
    private const int MinimumDuration = 100;
    private const int TestMode = 220;
    private const int SandboxMode = 222;

    private readonly JsonBody _body = new(WriteBody);

    public string Name => "ringba";

    public BidderHttpRequest Write(BidRequest request, BidderTerms terms) => new(
        HttpMethod.Post, terms.Url, [], "application/json", _body.Of(request));

    public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) => answer.Status == HttpStatus.Ok
        ? JsonAnswer.Read(answer.Body, root => ReadBody(root, request))
        : HttpStatus.Unexpected(answer.Status);

    private static void WriteBody(Utf8JsonWriter json, BidRequest request)
    {
        json.WriteStartObject();
        // Eleven digits without a plus is the form that every copy of the dialect takes.
        if (request.Caller is { } caller) json.WriteString("CID", caller.E164[1..]);
        json.WriteString("exposeCallerId", request.Caller is null ? "no" : "yes");
        json.WriteString("sipOk", "yes");
        json.WriteString("publisherInboundCallId", request.Call.ToString());
        json.WriteString("SubId", request.PublisherAlias);
        json.WriteTag("zipcode", request.Zip);
        json.WriteTag("State", request.State);
        // An empty tag would make the other side reject the request (code 1002).
        json.WriteTags(request.Tags, IsReserved);
        json.WriteEndObject();
    }

    private static bool IsReserved(string tag) => tag.ToUpperInvariant() is
        "CID" or "EXPOSECALLERID" or "SIPOK" or "PUBLISHERINBOUNDCALLID" or "SUBID" or "ZIPCODE" or "STATE";

    private static BidAnswer ReadBody(JsonElement root, BidRequest request)
    {
        var price = root.Amount("bidAmount", request.Floor.Currency);
        if (price is null or { IsZero: true }) return ReadRejection(root, price);
        if (!request.Test && IsOnlyATest(root) is { } warning)
            throw new InvalidAnswerException("warnings", "a bid that can be called", warning);

        var sip = root.Text("sipAddress", 512);
        return new BidAnswer.Bid(
            price.Value,
            null,
            root.Id("bidId"),
            sip is null ? root.Text("phoneNumber", 64) ?? root.Id("phoneNumberNoPlus") : SipScheme.Added(sip),
            MinimumDurationOf(root),
            root.Seconds("expireInSeconds"));
    }

    private static BidAnswer.NoBid ReadRejection(JsonElement root, Money? price)
    {
        var text = root.Text("rejectReason", 400);
        if (text is null)
        {
            return price is null
                ? throw new InvalidAnswerException("bidAmount", "an amount such as 27.50", "nothing")
                : new BidAnswer.NoBid(Reason.Of("no_bid.zero_price"));
        }

        var code = RejectCode().Match(text) is { Success: true } match ? match.Groups[1].Value : "none";
        return new BidAnswer.NoBid(code switch
        {
            // No target free, none left after all checks, closed or capped.
            "1003" or "1006" or "1007" => Reason.Of(
                "no_bid.capacity", ("code", code), ("text", JsonAnswer.Shown(text))),
            _ => Reason.Of("no_bid.reason", ("code", code), ("text", JsonAnswer.Shown(text))),
        });
    }

    private static int? MinimumDurationOf(JsonElement root)
    {
        foreach (var term in ItemsOf(root, "bidTerms"))
        {
            if (HasCode(term, MinimumDuration)) return term.Seconds("callMinDuration");
        }

        return null;
    }

    private static string? IsOnlyATest(JsonElement root)
    {
        foreach (var warning in ItemsOf(root, "warnings"))
        {
            if (HasCode(warning, TestMode) || HasCode(warning, SandboxMode))
                return "warning " + warning.GetProperty("code").GetRawText();
        }

        return null;
    }

    private static JsonElement[] ItemsOf(JsonElement root, string name)
    {
        if (root.Optional(name) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array) throw JsonAnswer.Wrong(name, "a list", list);
        var items = list.EnumerateArray().ToArray();
        return Array.TrueForAll(items, item => item.ValueKind == JsonValueKind.Object)
            ? items
            : throw JsonAnswer.Wrong(name, "a list of objects", list);
    }

    private static bool HasCode(JsonElement item, int code) =>
        item.Id("code") == code.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\(Code:\s*(\d{1,6})\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RejectCode();
}
