using System.Text.Json;
using Bidline.Auctions;

namespace Bidline.Adapters.Buyers.Bidline;

/// <summary>
/// Writes the native bid request. A field that is not known, or not shared with this bidder, is left out or null.
/// </summary>
internal static class BidlineRequest
{
    public static void Write(Utf8JsonWriter json, BidRequest request)
    {
        json.WriteStartObject();
        json.WriteString("id", request.Auction.ToString());
        json.WriteNumber("deadline_ms", (int)request.Deadline.TotalMilliseconds);
        json.WriteString("floor", request.Floor.ToDecimalString());
        json.WriteString("currency", request.Floor.Currency.Code);
        json.WriteBoolean("test", request.Test);
        json.WriteString("campaign", request.Campaign.Value);
        json.WriteString("publisher", request.PublisherAlias);
        WriteCall(json, request);
        WriteChain(json, request.Chain);
        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, BidRequest request)
    {
        json.WriteStartObject("call");
        json.WriteString("id", request.Call.ToString());
        if (request.Caller is { } caller) json.WriteString("caller", caller.E164);
        if (request.CallerHash is { } hash) json.WriteString("caller_hash", hash);
        json.WriteString("area_code", request.AreaCode);
        json.WriteString("state", request.State);
        json.WriteString("zip", request.Zip);
        json.WriteString("line_type", request.LineType);
        json.WriteString("attestation", request.Attestation);
        if (request.DuplicateDays is { } days) json.WriteNumber("duplicate_days", days);
        else json.WriteNull("duplicate_days");
        json.WriteStartObject("tags");
        foreach (var (name, value) in request.Tags) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChain(Utf8JsonWriter json, IReadOnlyList<ChainNode> chain)
    {
        json.WriteStartArray("chain");
        foreach (var node in chain)
        {
            json.WriteStartObject();
            json.WriteString("node", node.Node);
            json.WriteNumber("hop", node.Hop);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
