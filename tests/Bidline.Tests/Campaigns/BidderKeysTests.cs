using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

/// <summary>What a buyer bids by, is shown and is told: from the file to the book, and back to the file.</summary>
public sealed class BidderKeysTests
{
    private static readonly string Text = Markets.Boring
        .Replace("price: { fixed: \"5.00\" }", """
            price:
              rules:
                base: "20.00"
                max: "60.00"
                table:
                  - { id: florida, field: caller.state, op: equals, value: FL, action: add, amount: "5.00" }
                  - { field: caller.attestation, op: not_in, value: A|B, action: multiply, amount: "0.5" }
                  - all:
                      - { field: tags.Age, op: range, value: 40..64 }
                      - { field: tags.smoker, op: not_exists }
                    action: set
                    amount: "31.00"
                  - { op: always, action: reject }
            """.ReplaceLineEndings("\n    "))
        .Replace("share_caller: never", """
            share_caller: hashed
            fields: [state, zip, tags.Age]
            notices: { url: "https://n.example.com/x", won: true, billed: true }
            """.ReplaceLineEndings("\n        "))
        .Replace("floor: \"12.00\",", "floor: \"12.00\", reveal_minimum_to_win: true,");

    [Fact]
    public void The_book_has_the_rules_that_the_file_describes()
    {
        var table = Book(Text).Targets[new TargetId("overflow")].Price.ShouldBeOfType<TargetPrice.Rules>().Table;

        (table.Base, table.Max).ShouldBe((Money.Usd(20), Money.Usd(60)));
        table.Rules.Select(rule => rule.Id).ShouldBe(["florida", "#2", "#3", "#4"]);
        Bid("caller.state=FL tags.age=52").ShouldBeNull();
        Bidding(Text.Replace("- { op: always, action: reject }", "")).Run(BidRules.Rules.Call("caller.state=FL tags.age=52"))
            .Bid.ShouldBe(Money.Usd(31));

        Money? Bid(string call) => table.Run(BidRules.Rules.Call(call)).Bid;
    }

    [Fact]
    public void The_book_has_what_a_bidder_is_shown_and_told()
    {
        var book = Book(Text);

        var terms = book.Targets[new TargetId("beta-rtb")].Price.ShouldBeOfType<TargetPrice.Bidder>().Terms;
        terms.Fields.ShouldBe(new SharedFields(["zip", "tags.age", "state"]));
        terms.Notices.ShouldBe(new NoticeTerms(new Uri("https://n.example.com/x"), true, false, true, false));
        book.Campaigns[new CampaignId("auto-fl")].Auction.RevealMinimumToWin.ShouldBeTrue();
        Book(Markets.Boring).Targets[new TargetId("beta-rtb")].Price.ShouldBeOfType<TargetPrice.Bidder>()
            .Terms.Fields.ShouldBe(SharedFields.All);
    }

    [Theory]
    [InlineData("fields: [state, zip, tags.Age]")]
    [InlineData("fields: [none]")]
    [InlineData("fields: [tags.*]")]
    public void What_is_written_means_the_same(string fields)
    {
        var text = Text.Replace("fields: [state, zip, tags.Age]", fields);
        var document = MarketFile.Read(text, "market.yaml").Document;

        var written = MarketWriter.Write(document);
        var stored = JsonSerializer.Deserialize<MarketDocument>(
            JsonSerializer.Serialize(document, MarketJson.Compact), MarketJson.Compact)!;

        MarketDiff.Between(document, MarketFile.Read(written, "m.yaml").Document).ShouldBeEmpty();
        MarketDiff.Between(document, stored).ShouldBeEmpty();
        foreach (var again in new[] { written, MarketWriter.Write(stored) })
        {
            var terms = ((TargetPrice.Bidder)Book(again).Targets[new TargetId("beta-rtb")].Price).Terms;
            terms.ShouldBe(((TargetPrice.Bidder)Book(text).Targets[new TargetId("beta-rtb")].Price).Terms);
        }
    }

    [Fact]
    public void A_changed_row_is_told_as_that_row()
    {
        var after = MarketFile.Read(Text.Replace("amount: \"0.5\"", "amount: \"0.75\""), "m.yaml").Document;

        MarketDiff.Between(MarketFile.Read(Text, "m.yaml").Document, after).ShouldHaveSingleItem().Line
            .ShouldBe("amount of table 2 of rules of target overflow 0.5 -> 0.75");
    }

    private static Bidline.Campaigns.BidRules.BidRuleTable Bidding(string text) =>
        ((TargetPrice.Rules)Book(text).Targets[new TargetId("overflow")].Price).Table;

    private static CampaignBook Book(string text)
    {
        Markets.MistakesOf(text).ShouldBeEmpty();
        return Market.Compile(MarketFile.Read(text, "market.yaml").Document, Markets.Rules).Book!;
    }
}
