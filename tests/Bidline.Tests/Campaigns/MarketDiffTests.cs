using Bidline.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class MarketDiffTests
{
    [Theory]
    [InlineData("floor: \"12.00\"", "floor: \"24\"", "floor of campaign auto-fl $12.00 -> $24.00")]
    [InlineData("percent_of_revenue: 80", "percent_of_revenue: 75", "percent of revenue of publisher zeta of campaign auto-fl 80 -> 75")]
    [InlineData("fixed: \"34.00\"", "fixed: \"35.00\"", "fixed of target acme-fl $34.00 -> $35.00")]
    [InlineData("max_bid: \"60.00\"", "max_bid: 61", "max bid of bidder of target beta-rtb $60.00 -> $61.00")]
    [InlineData("[FL, TX]", "[FL]", "in of all 1 of filters of target acme-fl [FL, TX] -> [FL]")]
    [InlineData("weight: 70", "weight: 71", "weight of target overflow of tier 2 of campaign auto-fl 70 -> 71")]
    [InlineData("name: Zeta Media", "paused: true", "name of publisher zeta Zeta Media -> none")]
    [InlineData("dial: sip:127.0.0.1:5090", "digest: { user: u, secret: hush }", "digest of trunk lab none -> {\"user\":\"u\",\"secret\":\"(new secret)\"}")]
    [InlineData("{ id: acme-fl }, { id: beta-rtb }", "{ id: beta-rtb }, { id: acme-fl }", "targets of tier 1 of campaign auto-fl [acme-fl, beta-rtb] -> [beta-rtb, acme-fl]")]
    public void A_change_reads_like_a_sentence(string piece, string by, string line)
    {
        var after = MarketFile.Read(Markets.Boring.Replace(piece, by), "market.yaml").Document;

        MarketDiff.Between(Markets.Document, after).Select(change => change.Line).ShouldContain(line);
    }

    [Fact]
    public void An_amount_written_otherwise_is_no_change()
    {
        var after = MarketFile.Read(Markets.Boring.Replace("\"34.00\"", "34"), "market.yaml").Document;

        MarketDiff.Between(Markets.Document, after).ShouldBeEmpty();
    }

    [Fact]
    public void Entries_come_and_go_whole()
    {
        var without = Markets.Document with { Numbers = [] };

        MarketDiff.Between(without, Markets.Document).ShouldHaveSingleItem().Line.ShouldBe("new number +18005550100");
        MarketDiff.Between(Markets.Document, without)[0].Kind.ShouldBe(ChangeKind.Removed);
    }

    [Fact]
    public void A_new_secret_shows_as_a_change_but_not_as_itself()
    {
        var one = MarketFile.Read("trunks: [ { id: a, digest: { user: u, secret: tiger } } ]", "m").Document;
        var two = MarketFile.Read("trunks: [ { id: a, digest: { user: u, secret: lion } } ]", "m").Document;

        var change = MarketDiff.Between(one, two).ShouldHaveSingleItem();

        change.Line.ShouldBe("secret of digest of trunk a (secret) -> (new secret)");
    }
}
