using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Bench.Auction;

/// <summary>The native question and answer as a market would describe them, compiled as a market is.</summary>
internal static class Template
{
    private const string Body = """
        {"id":"{{auction.id}}","deadline_ms":{{deadline_ms}},"floor":"{{floor}}","currency":"{{currency}}","test":{{test}},
        "campaign":"{{campaign}}","publisher":"{{publisher}}","call":{"id":"{{call.id}}","area_code":"{{caller.area_code}}",
        "state":"{{caller.state}}","zip":"{{caller.zip}}","line_type":"{{caller.line_type}}",
        "tags":{"age":"{{tags.age}}","sub_id":"{{tags.sub_id}}"}}}
        """;

    public static BidderTerms Of(Uri url, int deadlineMs)
    {
        var yaml = string.Create(CultureInfo.InvariantCulture, $$"""
            buyers: [ { id: acme } ]
            targets:
              - id: t
                buyer: acme
                destination: from_bid
                price:
                  bidder:
                    protocol: template
                    url: {{url}}
                    timeout_ms: {{deadlineMs}}
                    body: '{{Body.ReplaceLineEndings("")}}'
                    answer: { bid: bid, destination: destination, seconds: qualify_seconds, valid_seconds: valid_seconds }
            """);
        var reading = MarketFile.Read(yaml, "market.yaml");
        var compiled = Campaigns.Market.Compile(reading.Document, new MarketRules(["template"], true, new byte[32]));
        var mistakes = reading.Together(compiled.Mistakes);
        return mistakes.Count == 0
            ? ((TargetPrice.Bidder)compiled.Book!.Targets[new TargetId("t")].Price).Terms
            : throw new InvalidOperationException(mistakes[0].Describe("market.yaml"));
    }
}
