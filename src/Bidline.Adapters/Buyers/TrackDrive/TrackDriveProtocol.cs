using System.Text.Json;
using Bidline.Auctions;
using Bidline.Campaigns;

namespace Bidline.Adapters.Buyers.TrackDrive;

/// <summary>
/// The incoming webhooks of TrackDrive (protocols.md 2.d): a ping lists buyers with their bids, a post takes one of them
/// and brings the number. Traffic source and other settings are part of the ping's URL.
/// </summary>
internal sealed class TrackDriveProtocol : IConfirmingProtocol
{
    private const string PingPath = "/ping/";
    private const string PostPath = "/post/";
    private const string BuyerId = "buyer_id";

    /// <summary>The post goes to the ping's own address, with another word in its place.</summary>
    public static DialectAddress Address { get; } = new(
        PingPath, "give the ping's: https://{name}.trackdrive.com/api/v1/inbound_webhooks/ping/{offer}");

    private readonly JsonBody _body = new(WritePing);

    public string Name => "trackdrive";

    public BidderHttpRequest Write(BidRequest request, BidderTerms terms) => new(
        HttpMethod.Post, terms.Url, [], "application/json", _body.Of(request));

    public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) =>
        answer.Status is HttpStatus.Ok or HttpStatus.Created or HttpStatus.Unprocessable
            ? JsonAnswer.Read(answer.Body, root => TrackDriveAnswer.IsYes(root)
                ? TrackDriveAnswer.ReadBid(root, request.Floor.Currency)
                : TrackDriveAnswer.ReadRefusal(root))
            : HttpStatus.Unexpected(answer.Status);

    public ConfirmMessage WriteConfirmation(WonBid won, BidderTerms terms)
    {
        var request = won.Request;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("ping_id", won.Bid.BidId);
            json.WriteTag(BuyerId, won.Bid.Kept?.GetValueOrDefault(BuyerId));
            WriteFields(json, request);
            json.WriteEndObject();
        }

        var url = new Uri(terms.Url.AbsoluteUri.Replace(PingPath, PostPath, StringComparison.Ordinal));
        return new ConfirmMessage(
            new BidderHttpRequest(HttpMethod.Post, url, [], "application/json", buffer.ToArray()),
            ShownFields.Of(request));
    }

    public BidAnswer ReadConfirmation(BidderHttpAnswer answer, WonBid won, BidderTerms terms) =>
        answer.Status is HttpStatus.Ok or HttpStatus.Created or HttpStatus.Unprocessable
            ? JsonAnswer.Read(answer.Body, root => TrackDriveAnswer.IsYes(root)
                ? won.Bid with { Destination = TrackDriveAnswer.DestinationOf(root) ?? won.Bid.Destination }
                : TrackDriveAnswer.ReadRefusal(root))
            : HttpStatus.Unexpected(answer.Status);

    private static void WritePing(Utf8JsonWriter json, BidRequest request)
    {
        json.WriteStartObject();
        WriteFields(json, request);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, BidRequest request)
    {
        if (request.Caller is { } caller) json.WriteString("caller_id", caller.E164);
        json.WriteTag("zip", request.Zip);
        json.WriteTag("state", request.State);
        json.WriteTags(request.Tags, IsReserved);
    }

    private static bool IsReserved(string tag) => tag.ToUpperInvariant() is "CALLER_ID" or "ZIP" or "STATE" or "PING_ID"
        or "BUYER_ID" or "TRAFFIC_SOURCE_ID" or "TRACKDRIVE_NUMBER" or "AUTH_TOKEN";
}
