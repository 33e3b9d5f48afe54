using Bidline.Adapters.Carriers;
using Bidline.Campaigns;
using Known = Bidline.Adapters.Postbacks.AdPlatforms;

namespace Bidline.Tests.Campaigns;

/// <summary>Markets that are valid and boring, for tests to bend.</summary>
internal static class Markets
{
    public const string Boring = """
        currency: USD
        timezone: America/New_York
        publishers:
          - id: zeta
            name: Zeta Media
        buyers:
          - id: acme
            name: Acme Insurance
            billing: prepaid
            opening_balance: "500.00"
            caps: { calls_per_day: 200, concurrent: 10, spend_per_day: "2000.00" }
          - id: beta
            billing: credit
            credit_limit: "100"
        targets:
          - id: acme-fl
            buyer: acme
            destination: sip:sales@203.0.113.5:5060
            ring_seconds: 25
            price: { fixed: "34.00" }
            qualify: { connected_seconds: 60 }
            hours: { timezone: America/Chicago, open: [ { days: mon-fri, from: "08:00", to: "18:00" } ] }
            caps: { concurrent: 5, calls_per_day: 50, count_on: connected }
            filters: { all: [ { field: caller.state, in: [FL, TX] }, { field: tags.age, gte: 40 } ] }
          - id: beta-rtb
            buyer: beta
            destination: from_bid
            price:
              bidder:
                protocol: bidline
                url: https://bids.example.com/bid
                timeout_ms: 80
                max_bid: "60.00"
                share_caller: never
          - id: overflow
            buyer: acme
            destination: "+13055550142"
            price: { fixed: "5.00" }
        campaigns:
          - id: auto-fl
            name: Auto insurance, Florida
            routing:
              auction: { type: first_price, floor: "12.00", deadline_ms: 100, rank_by: expected_revenue }
              tiers:
                - targets: [ { id: acme-fl }, { id: beta-rtb } ]
                - targets: [ { id: overflow, weight: 70 } ]
                  by: weight
              fallback: { say: "Sorry, nobody can take your call right now." }
            publishers:
              - id: zeta
                payout: { percent_of_revenue: 80, min: "1.00" }
                qualify: { connected_seconds: 60 }
                caps: { calls_per_day: 500 }
            recording: { mode: off }
        numbers:
          - number: "+18005550100"
            campaign: auto-fl
            publisher: zeta
        trunks:
          - id: lab
            match: { addresses: [127.0.0.0/8, "::1"] }
            dial: sip:127.0.0.1:5090
            tags: { X-Sub-Id: sub_id }
        """;

    public static IReadOnlyList<AdPlatformForm> AdPlatforms { get; } =
        [.. Known.All((_, _) => throw new InvalidOperationException(), TimeProvider.System)
            .Select(platform => platform.Form)];

    public static IReadOnlyList<CarrierForm> Carriers { get; } =
        [.. NumberCarriers.All((_, _) => throw new InvalidOperationException()).Select(carrier => carrier.Form)];

    public static MarketRules Rules { get; } = new(["bidline", "ringba"], false, new byte[32])
    {
        AdPlatforms = AdPlatforms, Carriers = Carriers,
    };

    public static MarketDocument Document { get; } = MarketFile.Read(Boring, "market.yaml").Document;

    /// <summary>Every mistake of the boring market after one piece of it was replaced.</summary>
    public static IReadOnlyList<Mistake> MistakesAfter(string piece, string by)
    {
        if (!Boring.Contains(piece, StringComparison.Ordinal)) throw new ArgumentException($"no '{piece}'");
        return MistakesOf(Boring.Replace(piece, by, StringComparison.Ordinal));
    }

    public static IReadOnlyList<Mistake> MistakesOf(string text, string path = "market.yaml")
    {
        var reading = MarketFile.Read(text, path);
        return reading.Together(Market.Compile(reading.Document, Rules).Mistakes);
    }
}
