using Bidline.Adapters.Buyers;
using Bidline.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class DialectAddressTests
{
    [Theory]
    [InlineData("https://acme.trackdrive.com/api/v1/inbound_webhooks/ping/auto?traffic_source_id=3055", null)]
    [InlineData("https://acme.trackdrive.com/api/v1/inbound_webhooks/post/auto?traffic_source_id=3055", "dialect_url")]
    [InlineData("https://acme.trackdrive.com/api/v1/inbound_webhooks?next=/ping/", "dialect_url")]
    [InlineData("not a url", "url")]
    public void A_dialect_that_posts_to_the_pings_address_needs_one_that_has_the_ping_in_it(string url, string? code)
    {
        var mistakes = Compile(url, new MarketRules(Protocols, true, new byte[32]) { Addresses = BuyerProtocols.Addresses }).Mistakes;

        mistakes.Select(mistake => mistake.Code).ShouldBe(code is null ? [] : [code]);
        if (code != "dialect_url") return;
        (mistakes[0].Path, mistakes[0].Hint).ShouldBe((
            "/targets/1/price/bidder/url", "give the ping's: https://{name}.trackdrive.com/api/v1/inbound_webhooks/ping/{offer}"));
        mistakes[0].Detail.ShouldBe("The address of a trackdrive bidder has \"/ping/\" in it.");
    }

    [Fact]
    public void Other_dialects_may_live_at_any_address() => Compile(
        "https://bids.example.com/x", new MarketRules(Protocols, true, new byte[32]) { Addresses = BuyerProtocols.Addresses }, "ringba")
        .Mistakes.ShouldBeEmpty();

    private static string[] Protocols => [.. BuyerProtocols.All.Select(protocol => protocol.Name)];

    private static MarketCompilation Compile(string url, MarketRules rules, string protocol = "trackdrive")
    {
        var document = Markets.Document;
        var target = document.Targets[1];
        var bidder = target.Price.Bidder! with { Protocol = protocol, Url = url };
        return Market.Compile(
            document with { Targets = [document.Targets[0], target with { Price = target.Price with { Bidder = bidder } }, .. document.Targets.Skip(2)] },
            rules);
    }
}
