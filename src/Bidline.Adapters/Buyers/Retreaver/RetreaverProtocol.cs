using System.Text.Json;
using System.Text.RegularExpressions;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers.Retreaver;

/// <summary>
/// The RTB API of Retreaver (protocols.md 2.c): a reservation, which counts against the buyer's caps only when it has been
/// confirmed, and may be refused then. Key and publisher are part of the bidder's URL.
/// </summary>
internal sealed partial class RetreaverProtocol : IConfirmingProtocol
{
    private const int TextMax = 100;
    private const string Extension = ".json";

    private readonly JsonBody _body = new(WriteBody);

    public string Name => "retreaver";

    public BidderHttpRequest Write(BidRequest request, BidderTerms terms) => new(
        HttpMethod.Post, terms.Url, [], "application/json", _body.Of(request));

    public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) =>
        answer.Status is HttpStatus.Ok or HttpStatus.Created
            ? JsonAnswer.Read(answer.Body, root => StatusOf(root) switch
            {
                "reserved" => ReadReservation(root, request) with { MustConfirm = true },
                // A caller whose reservation was confirmed a moment ago gets the same one again (Ping Shield).
                "confirmed" => ReadReservation(root, request),
                var status => Refusal(status),
            })
            : HttpStatus.Unexpected(answer.Status);

    public ConfirmMessage WriteConfirmation(WonBid won, BidderTerms terms)
    {
        var collection = UrlQuery.Without(terms.Url).AbsoluteUri;
        if (collection.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)) collection = collection[..^Extension.Length];
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, string?> { ["key"] = UrlQuery.Find(terms.Url, "key"), ["status"] = "confirmed" });
        var url = new Uri($"{collection}/{won.Bid.BidId}{Extension}");
        return new ConfirmMessage(new BidderHttpRequest(HttpMethod.Put, url, [], "application/json", body), []);
    }

    public BidAnswer ReadConfirmation(BidderHttpAnswer answer, WonBid won, BidderTerms terms) =>
        answer.Status is HttpStatus.Ok or HttpStatus.Created
            ? JsonAnswer.Read(answer.Body, root => StatusOf(root) == "confirmed"
                ? BidOf(root, root.Amount("retreaver_payout", won.Bid.Price.Currency) ?? won.Bid.Price, won.Bid.BidId)
                : Refusal(StatusOf(root)))
            : HttpStatus.Unexpected(answer.Status);

    private static void WriteBody(Utf8JsonWriter json, BidRequest request)
    {
        json.WriteStartObject();
        if (request.Caller is { } caller) json.WriteString("caller_number", caller.E164);
        json.WriteTag("caller_state", request.State);
        json.WriteTag("caller_zip", request.Zip);
        json.WriteString("sub_id", request.PublisherAlias);
        json.WriteTags(request.Tags, IsReserved);
        json.WriteEndObject();
    }

    private static bool IsReserved(string tag) => tag.ToUpperInvariant() is "KEY" or "PUBLISHER_ID" or "SOURCE_ID"
        or "CALLER_NUMBER" or "CALLER_STATE" or "CALLER_ZIP" or "SUB_ID" or "INBOUND_NUMBER" or "STATUS";

    private static BidAnswer.Bid ReadReservation(JsonElement root, BidRequest request)
    {
        var price = root.Amount("retreaver_payout", request.Floor.Currency)
            ?? throw new InvalidAnswerException("retreaver_payout", "an amount such as 27.50", "nothing");
        var id = root.Id("uuid") ?? throw new InvalidAnswerException("uuid", "an id", "nothing");
        if (!Uuid().IsMatch(id)) throw new InvalidAnswerException("uuid", "letters, digits and '-'", id);
        return BidOf(root, price, id);
    }

    private static BidAnswer.Bid BidOf(JsonElement root, Money price, string? id)
    {
        var sip = root.Text("sip_address", 512);
        return new BidAnswer.Bid(
            price,
            null,
            id,
            sip is null ? root.Text("inbound_number", 64) : SipScheme.Added(sip),
            root.Seconds("retreaver_seconds"),
            // expires_at is a moment on their clock, not ours; a confirmation tells whether the reservation still holds.
            null);
    }

    private static string StatusOf(JsonElement root) => root.Text("status", TextMax)
        ?? throw new InvalidAnswerException("status", "reserved, confirmed or another status", "nothing");

    private static BidAnswer.NoBid Refusal(string status) => new(Reason.Of(
        status == "no-target" ? "no_bid.capacity" : "no_bid.reason",
        ("code", JsonAnswer.Shown(status)), ("text", JsonAnswer.Shown(status))));

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Uuid();
}
