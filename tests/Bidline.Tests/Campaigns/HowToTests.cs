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
    public void The_bid_rules_of_the_page_compile()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/how-to/bid-by-rules.md"));
        var example = page.Split("```yaml\n")[1].Split("```")[0];

        var mistakes = Markets.MistakesOf("buyers: [ { id: acme } ]\n" + example, "page.yaml");

        mistakes.ShouldBeEmpty(string.Join('\n', mistakes.Select(mistake => mistake.Describe("page.yaml"))));
    }
}
