using System.Text.RegularExpressions;
using Bidline.Adapters.Buyers;
using Bidline.Campaigns;
using Bidline.Campaigns.Templates;
using Bidline.Tests.Tidy;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Protocol;

/// <summary>What the pages about dialects show can be applied, and they name everything that there is.</summary>
public sealed partial class DialectPagesTests
{
    private const string Dialects = "docs/protocol/buyer-dialects.md";
    private const string HowTo = "docs/how-to/connect-a-bidder.md";

    private static readonly MarketRules Rules =
        new([.. BuyerProtocols.All.Select(one => one.Name)], false, new byte[32]) { Partners = BuyerPartners.All };

    [Theory]
    [InlineData(Dialects, 3)]
    [InlineData(HowTo, 3)]
    public void Every_example_can_be_applied(string page, int count)
    {
        var examples = Example().Matches(Read(page)).Select(match => match.Groups[1].Value).ToList();

        examples.Count.ShouldBe(count);
        foreach (var example in examples)
        {
            var market = "buyers: [ { id: b } ]\ntargets:\n  - id: t\n    buyer: b\n    destination: from_bid\n    price:\n"
                + string.Concat(example.Split('\n').Select(line => $"      {line}\n"));
            MistakesIn(market).ShouldBeEmpty(example);
        }
    }

    [Fact]
    public void The_example_market_can_be_applied() => MistakesIn(Read("examples/dialects.yaml")).ShouldBeEmpty();

    [Fact]
    public void Every_dialect_and_every_field_is_on_its_page()
    {
        BuyerProtocols.All.Where(one => !Read(Dialects).Contains($"| `{one.Name}` |")).ShouldBeEmpty();
        TemplateField.Known.Where(field => !Read(HowTo).Contains($"`{field}`")).ShouldBeEmpty();
    }

    private static IEnumerable<string> MistakesIn(string market)
    {
        var reading = MarketFile.Read(market, "page.yaml");
        return reading.Together(Market.Compile(reading.Document, Rules).Mistakes).Select(mistake => mistake.Describe("page"));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(SourceTree.Root, path));

    [GeneratedRegex("```yaml\n(bidder:.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
