using Bidline.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class MarketFileTests
{
    [Fact]
    public void A_market_of_every_section_is_read_and_compiled()
    {
        var reading = MarketFile.Read(Markets.Boring, "market.yaml");

        reading.Mistakes.ShouldBeEmpty();
        reading.Document.Buyers[0].OpeningBalance!.Value.Text.ShouldBe("500.00");
        Market.Compile(reading.Document, Markets.Rules).Mistakes.ShouldBeEmpty();
    }

    [Fact]
    public void Every_mistake_is_found_at_once_with_its_line()
    {
        const string text = """
            publishers:
              - id: Zeta
                nmae: Zeta Media
            buyers:
              - id: acme
                billing: prepayed
                opening_balance: "1.2345678"
            targets:
              - id: acme-fl
                buyer: acmee
                destination: sip:a@203.0.113.5
                price: { fixed: "-1.00" }
            """;

        var mistakes = Markets.MistakesOf(text);

        mistakes.Select(mistake => (mistake.Line, mistake.Path, mistake.Code)).ShouldBe(
        [
            (2, "/publishers/0/id", "id_form"),
            (3, "/publishers/0/nmae", "unknown_key"),
            (6, "/buyers/0/billing", "unknown_value"),
            (7, "/buyers/0/opening_balance", "money"),
            (10, "/targets/0/buyer", "unknown_reference"),
            (12, "/targets/0/price/fixed", "money_negative"),
        ]);
        mistakes[1].Describe("market.yaml").ShouldBe(
            "market.yaml:3:5 /publishers/0/nmae: \"nmae\" is not a key here. (did you mean \"name\"?)");
        mistakes[4].Hint.ShouldBe("did you mean \"acme\"?");
    }

    [Theory]
    [InlineData("ring_seconds: 25", "ring_seconds: soon", "/targets/0/ring_seconds", "wrong_type")]
    [InlineData("ring_seconds: 25", "ring_seconds: \"25\"", "/targets/0/ring_seconds", "wrong_type")]
    [InlineData("buyer: beta", "byer: beta", "/targets/1/buyer", "missing")]
    [InlineData("price: { fixed: \"34.00\" }", "price: [1]", "/targets/0/price", "wrong_type")]
    [InlineData("recording: { mode: off }", "recording: { mode: consent_key }", "/campaigns/0/recording/mode", "unknown_value")]
    [InlineData("price: { fixed: \"5.00\" }", "price: { rules: [] }", "/targets/2/price/rules", "wrong_type")]
    [InlineData("currency: USD", "pools: [ { id: a } ]", "/pools/0/numbers", "missing")]
    [InlineData("currency: USD", "currency: USD\ncurrency: USD", "/currency", "duplicate_key")]
    [InlineData("id: zeta\n    name", "id: &z zeta\n    name", "/publishers/0/id", "yaml_feature")]
    public void A_value_of_the_wrong_shape_is_named(string piece, string by, string path, string code)
    {
        var mistakes = Markets.MistakesAfter(piece, by);

        mistakes.ShouldContain(mistake => mistake.Path == path && mistake.Code == code && mistake.Line > 0);
    }

    [Theory]
    [InlineData("buyers:\n  - id: [acme")]
    [InlineData("targets:\n      - caps: { calls_per_day: 3,\n  calls_per_week: 9 }")]
    public void Text_that_is_no_yaml_says_where(string text)
    {
        var mistake = MarketFile.Read(text, "market.yaml").Mistakes.ShouldHaveSingleItem();

        mistake.Code.ShouldBe("syntax");
        mistake.Line.ShouldNotBeNull();
    }

    [Fact]
    public void An_alias_bomb_is_refused_without_growing()
    {
        var text = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 20).Select(n =>
            $"{(char)('a' + n)}: &{(char)('a' + n)} [{string.Join(',', Enumerable.Repeat($"*{(char)('a' + n - 1)}", 9))}]\n"));

        MarketFile.Read(text, "market.yaml").Mistakes.ShouldContain(mistake => mistake.Code == "yaml_feature");
    }

    [Theory]
    [InlineData("yaml", "[")]
    [InlineData("yaml", "- ")]
    [InlineData("json", "[")]
    [InlineData("yaml", "{a: ")]
    public void Endless_nesting_is_refused(string kind, string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 100_000));

        MarketFile.Read(text, $"market.{kind}").Mistakes.ShouldHaveSingleItem().Code.ShouldBe("syntax");
    }

    [Fact]
    public void Over_sixteen_megabytes_is_refused()
    {
        var text = new string('#', (16 * 1024 * 1024) + 1);

        MarketFile.Read(text, "market.yaml").Mistakes.ShouldHaveSingleItem().Code.ShouldBe("too_large");
    }

    [Fact]
    public void Json_reads_like_yaml_with_lines_and_columns()
    {
        const string text = "{\n  \"buyers\": [\n    { \"id\": \"é\", \"nam\": \"A\" }\n  ]\n}";

        var mistakes = Markets.MistakesOf(text, "market.json");

        mistakes.Select(mistake => (mistake.Line, mistake.Column, mistake.Code))
            .ShouldBe([(3, 13, "id_form"), (3, 18, "unknown_key")]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet")]
    [InlineData("{}")]
    [InlineData("buyers:")]
    public void An_empty_file_is_an_empty_market(string text)
    {
        var reading = MarketFile.Read(text, "market.yaml");

        reading.Mistakes.ShouldBeEmpty();
        reading.Document.Buyers.ShouldBeEmpty();
    }
}
