using System.Text.Json.Nodes;
using Bidline.Campaigns.Entries;

namespace Bidline.Adapters.Buyers.Curl;

/// <summary>Tells by its address that a partner speaks a dialect of ours, which needs no template.</summary>
internal static class KnownDialects
{
    // What is told apart by the address, and which of its fields are the account's own: those stay in the URL.
    private static readonly (string Protocol, string Sign, string[] Settings)[] All =
    [
        ("ringba", "rtb.ringba.com/v1/", []),
        ("retreaver", "/rtbs.json", ["key", "publisher_id", "source_id", "inbound_number"]),
        ("callgrid", "bid.callgrid.com/api/bid/", ["pstn"]),
        ("leadspedia", "/call-preping.do", ["lp_campaign_id", "lp_campaign_key"]),
        ("trackdrive", "/inbound_webhooks/ping/", ["traffic_source_id", "trackdrive_number", "auth_token"]),
        ("boberdoo", "/new_api/api.php", [
            "Key", "SRC", "TYPE", "API_Action", "Format", "Terminating_Phone", "Terminating_Phone_Country_Code", "Task",
            "App_ID",
        ]),
    ];

    public static (BidderEntry Bidder, string Note)? Of(CurlCommand curl, Uri url)
    {
        var (protocol, _, settings) = Array.Find(
            All, it => url.AbsoluteUri.Contains(it.Sign, StringComparison.OrdinalIgnoreCase));
        if (protocol is null) return null;
        var kept = FieldsOf(curl, url)
            .Where(field => settings.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
            .Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}")
            .Distinct();
        var query = string.Join('&', kept);
        var bidder = new BidderEntry
        {
            Protocol = protocol, Url = UrlQuery.Without(url).AbsoluteUri + (query.Length == 0 ? "" : "?" + query),
        };
        return (bidder, $"This is the dialect {protocol}, which Bidline speaks: it needs its URL and nothing else.");
    }

    private static IEnumerable<(string Name, string Value)> FieldsOf(CurlCommand curl, Uri url)
    {
        var inUrl = UrlQuery.Of(url);
        if (curl.Body is not { } body) return inUrl;
        var inBody = SampleRequest.IsJson(body) ? OfJson(body) : UrlQuery.Of(new Uri($"http://body.invalid/?{body}"));
        return inUrl.Concat(inBody);
    }

    private static IEnumerable<(string Name, string Value)> OfJson(string body) => JsonNode.Parse(body) is JsonObject map
        ? map.Where(field => field.Value is JsonValue).Select(field => (field.Key, field.Value!.ToString()))
        : [];
}
