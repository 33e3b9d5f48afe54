using Bidline.Tests.Tidy;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

/// <summary>What the how-to pages show as a market is one.</summary>
public sealed class HowToTests
{
    [Fact]
    public void The_routing_plan_of_the_page_compiles()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/how-to/plan-the-route.md"));
        var example = page.Split("```yaml\n")[1].Split("```")[0];

        var mistakes = Markets.MistakesOf("buyers: [ { id: acme } ]\n" + example, "page.yaml");

        mistakes.ShouldBeEmpty(string.Join('\n', mistakes.Select(mistake => mistake.Describe("page.yaml"))));
    }

    [Fact]
    public void The_market_of_the_page_on_screening_compiles()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/how-to/screen-callers.md"));

        var mistakes = Markets.MistakesOf(page.Split("```yaml\n")[1].Split("```")[0], "page.yaml");

        mistakes.ShouldBeEmpty(string.Join('\n', mistakes.Select(mistake => mistake.Describe("page.yaml"))));
    }

    [Fact]
    public void The_pool_of_the_page_compiles()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/how-to/put-numbers-on-a-page.md"));

        var mistakes = Markets.MistakesOf($"{Markets.Boring}\n{page.Split("```yaml\n")[1].Split("```")[0]}", "page.yaml");

        mistakes.ShouldBeEmpty(string.Join('\n', mistakes.Select(mistake => mistake.Describe("page.yaml"))));
    }

    [Fact]
    public void The_bid_rules_of_the_page_compile()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/how-to/bid-by-rules.md"));
        var example = page.Split("```yaml\n")[1].Split("```")[0];

        var mistakes = Markets.MistakesOf("buyers: [ { id: acme } ]\n" + example, "page.yaml");

        mistakes.ShouldBeEmpty(string.Join('\n', mistakes.Select(mistake => mistake.Describe("page.yaml"))));
    }

    [Fact]
    public void The_prices_of_the_page_on_pings_compile()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/how-to/price-pings.md"));
        var example = page.Split("```yaml\n")[1].Split("```")[0].Replace(
            "  - id: auto-fl\n", """
              - id: auto-fl
                routing: { tiers: [ { targets: [ { id: acme-fl } ] } ] }
                publishers: [ { id: zeta, payout: { fixed: "1" } }, { id: omega, payout: { fixed: "1" } } ]

            """, StringComparison.Ordinal);

        var mistakes = Markets.MistakesOf(
            """
            publishers: [ { id: zeta }, { id: omega } ]
            buyers: [ { id: acme } ]
            targets: [ { id: acme-fl, buyer: acme, destination: "sip:a@203.0.113.5", price: { fixed: "34.00" } } ]
            lists: [ { id: callers-we-know, kind: numbers, values: ["+13055550100"] } ]

            """ + example, "page.yaml");

        mistakes.ShouldBeEmpty(string.Join('\n', mistakes.Select(mistake => mistake.Describe("page.yaml"))));
    }

    /// <summary>Each further example is put where the first one has the same key.</summary>
    [Fact]
    public void The_hours_of_the_page_compile()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/how-to/say-who-may-take-a-call.md"));
        var examples = page.Split("```yaml\n").Skip(1).Select(part => part.Split("```")[0]).ToList();
        var target = examples[0];
        var bare = target[..target.IndexOf("    hours:", StringComparison.Ordinal)];

        foreach (var example in examples.Select(each => each.StartsWith("    ", StringComparison.Ordinal) ? bare + each : each))
        {
            var mistakes = Markets.MistakesOf((example.Contains("buyers:") ? "" : "publishers: [ { id: zeta } ]\nbuyers: [ { id: acme } ]\n") + example, "page.yaml");
            mistakes.ShouldBeEmpty(string.Join('\n', mistakes.Select(mistake => mistake.Describe("page.yaml"))));
        }
    }
}
