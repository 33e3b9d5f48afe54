using System.Text.Json.Nodes;
using Bidline.Adapters.Buyers;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>Bidders as a market file has them, compiled as a market compiles them.</summary>
internal static class MarketBidder
{
    private static readonly MarketRules Rules =
        new([.. BuyerProtocols.All.Select(one => one.Name)], true, new byte[32]) { Partners = BuyerPartners.All };

    /// <param name="bidder">The JSON of what stands under "bidder".</param>
    public static BidderTerms Of(string bidder)
    {
        var compiled = Compile(bidder);
        return compiled.Mistakes.Count == 0
            ? ((TargetPrice.Bidder)compiled.Book!.Targets[new TargetId("t")].Price).Terms
            : throw new ArgumentException(string.Join('\n', compiled.Mistakes));
    }

    /// <summary>The mistakes, with pointers from the bidder on: "/body".</summary>
    public static IReadOnlyList<Mistake> MistakesOf(string bidder) =>
        [.. Compile(bidder).Mistakes.Select(it => it with { Path = it.Path.Replace("/targets/0/price/bidder", "") })];

    private static MarketCompilation Compile(string bidder)
    {
        var market = new JsonObject
        {
            ["buyers"] = new JsonArray(new JsonObject { ["id"] = "acme" }),
            ["targets"] = new JsonArray(new JsonObject
            {
                ["id"] = "t", ["buyer"] = "acme", ["destination"] = "from_bid",
                ["price"] = new JsonObject { ["bidder"] = JsonNode.Parse(bidder) },
            }),
        };
        var reading = MarketFile.Read(market.ToJsonString(), "bidder.json");
        var compiled = Market.Compile(reading.Document, Rules);
        return compiled with { Mistakes = reading.Together(compiled.Mistakes) };
    }
}
