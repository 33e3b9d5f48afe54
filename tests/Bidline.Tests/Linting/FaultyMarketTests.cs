using System.Text.RegularExpressions;
using Bidline.Campaigns;
using Bidline.Linting;
using Bidline.Tests.Campaigns;
using Bidline.Tests.Tidy;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Linting;

/// <summary>examples/faulty-market.yaml has every fault that the linter knows, each named beside it.</summary>
public sealed partial class FaultyMarketTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 14, 0, 0, TimeSpan.Zero);

    private static string Text { get; } = File.ReadAllText(Path.Combine(SourceTree.Root, "examples/faulty-market.yaml"));

    [Fact]
    public void The_faulty_market_can_be_applied_all_the_same()
    {
        var reading = MarketFile.Read(Text, "faulty-market.yaml");

        reading.Mistakes.ShouldBeEmpty();
        Market.Compile(reading.Document, Markets.Rules).Mistakes.ShouldBeEmpty();
    }

    [Fact]
    public void It_shows_every_finding_of_the_linter_with_a_fix()
    {
        var advice = Advise();

        advice.Select(found => found.Code).Distinct().Order().ShouldBe(EveryCode());
        advice.ShouldAllBe(found => found.Fix.Length > 10 && found.Detail.EndsWith('.') && found.Path.StartsWith('/'));
    }

    [Fact]
    public void Every_fault_is_named_where_it_is_planted()
    {
        var named = Text.Split('\n').Where(line => line.Contains('#'))
            .SelectMany(line => Code().Matches(line[line.IndexOf('#')..]).Select(match => match.Value));

        named.Intersect(EveryCode()).Distinct().Order().ShouldBe(EveryCode());
    }

    private static IReadOnlyList<Advice> Advise() => MarketLinter.Advise(
        Market.Compile(MarketFile.Read(Text, "faulty-market.yaml").Document, Markets.Rules).Book!, Monday);

    /// <summary>The codes that stand in the sources of the lints: a new lint without a planted fault is noticed.</summary>
    private static IEnumerable<string> EveryCode() => SourceTree.CSharp("src/Bidline/Linting/Lints")
        .SelectMany(path => Advised().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value))
        .Distinct().Order();

    [GeneratedRegex(@"Advice\.(?:Warning|Note)\(\s*""([a-z_]+)""")]
    private static partial Regex Advised();

    [GeneratedRegex("[a-z]+(?:_[a-z]+)+|loop")]
    private static partial Regex Code();
}
