using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class BidderSecretsTests
{
    private const string Bidder = """
        targets:
          - id: beta-t
            buyer: beta
            destination: from_bid
            price:
              bidder:
                protocol: template
                url: https://a.example/x
                headers: { Authorization: Bearer tiger, X-Source: net71, X-Api-Key: "lion" }
                answer: { bid: bid }
                confirm: { url: https://a.example/win, headers: { X-Token: puma, Accept: text/plain } }
        """;

    private const string Keyed = """
        targets:
          - id: beta-t
            buyer: beta
            destination: from_bid
            price:
              bidder:
                protocol: template
                url: https://a.example/ping?api_key=tiger&campaign=7
                body: '{"password":"li\"on","pin_key":4711,"token":"{{settings.token}}","zip":"{{caller.zip}}"}'
                settings: { token: jaguar }
                answer: { bid: bid, bid_id: id }
                confirm: { url: "https://a.example/win?auth=puma", content_type: application/x-www-form-urlencoded, body: "key=lynx&id={{bid.id}}" }
                notices: { url: "https://a.example/told?token=ocelot", won: true }
        """;

    private static readonly string[] Secrets = ["tiger", "li\\\"on", "4711", "jaguar", "puma", "lynx", "ocelot"];

    [Fact]
    public async Task What_is_exported_keeps_its_secrets_when_it_is_applied_again()
    {
        await using var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring);
        (await kept.ApplyAsync(Bidder)).ShouldBeOfType<ApplyResult.Applied>();
        var exported = kept.Keeper.Export();

        var again = await kept.ApplyAsync(exported);

        exported.ShouldNotContain("tiger");
        exported.ShouldNotContain("lion");
        exported.ShouldNotContain("puma");
        exported.ShouldContain("net71");
        again.ShouldBeOfType<ApplyResult.Applied>().Changes.ShouldBeEmpty();
        Of(kept).Headers!["Authorization"].ShouldBe("Bearer tiger");
        Of(kept).Confirm!.Headers!["X-Token"].ShouldBe("puma");
    }

    [Fact]
    public async Task A_mask_without_a_secret_behind_it_is_a_mistake()
    {
        await using var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring);

        var refused = (await kept.ApplyAsync(Bidder.Replace("Bearer tiger", "(unchanged)"))).ShouldBeOfType<ApplyResult.Refused>();

        refused.Mistakes.ShouldHaveSingleItem().Code.ShouldBe("secret");
    }

    [Fact]
    public void A_change_of_a_secret_is_told_but_not_how()
    {
        var before = MarketFile.Read(Bidder, "m").Document;
        var after = MarketFile.Read(Bidder.Replace("tiger", "leopard").Replace("net71", "net72"), "m").Document;

        var lines = MarketDiff.Between(before, after).Select(change => change.Line).ToList();

        lines.Count.ShouldBe(2);
        lines.ShouldContain(line => line.Contains("(secret) -> (new secret)"));
        lines.ShouldContain(line => line.Contains("net71 -> net72"));
        string.Concat(lines).ShouldNotContain("leopard");
    }

    [Fact]
    public async Task Secrets_in_addresses_and_bodies_are_hidden_and_kept_like_those_in_headers()
    {
        await using var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring);
        (await kept.ApplyAsync(Keyed)).ShouldBeOfType<ApplyResult.Applied>();
        var exported = kept.Keeper.Export();

        var again = await kept.ApplyAsync(exported);

        foreach (var secret in Secrets) exported.ShouldNotContain(secret);
        exported.ShouldContain("https://a.example/ping?api_key=(unchanged)&campaign=7");
        exported.ShouldContain("{{settings.token}}");
        again.ShouldBeOfType<ApplyResult.Applied>().Changes.ShouldBeEmpty();
        var bidder = Of(kept);
        (bidder.Url, bidder.Body).ShouldBe((
            "https://a.example/ping?api_key=tiger&campaign=7",
            """{"password":"li\"on","pin_key":4711,"token":"{{settings.token}}","zip":"{{caller.zip}}"}"""));
        (bidder.Confirm!.Url, bidder.Confirm.Body).ShouldBe(("https://a.example/win?auth=puma", "key=lynx&id={{bid.id}}"));
        bidder.Notices!.Url.ShouldBe("https://a.example/told?token=ocelot");
    }

    [Fact]
    public void Differences_tell_of_them_but_not_how()
    {
        var before = MarketFile.Read(Keyed, "m").Document;
        var after = MarketFile.Read(Keyed.Replace("tiger", "leopard").Replace("campaign=7", "campaign=8"), "m").Document;

        var changes = MarketDiff.Between(before, after);

        changes.ShouldHaveSingleItem().Line.ShouldContain("api_key=(new secret)&campaign=8");
        var all = string.Concat(MarketDiff.Between(MarketDocument.Empty, after).Concat(changes).Select(it => $"{it.Line}{it.Before}{it.After}"));
        foreach (var secret in Secrets.Append("leopard")) all.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("https://a.example/ping", "https://b.example/ping", "/targets/0/price/bidder/url")]
    [InlineData("https://a.example/win", "https://b.example/win", "/targets/0/price/bidder/confirm/url")]
    [InlineData("https://a.example/told", "https://b.example/told", "/targets/0/price/bidder/notices/url")]
    [InlineData("https://a.example/ping", "http://a.example/ping", "/targets/0/price/bidder/url")]
    public async Task A_secret_does_not_follow_its_bidder_to_another_host(string old, string other, string place)
    {
        await using var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring);
        await kept.ApplyAsync(Keyed);
        var led = "targets:\n" + kept.Keeper.Export().Split("targets:\n")[1].Split("campaigns:\n")[0];

        var refused = (await kept.ApplyAsync(led.Replace(old, other))).ShouldBeOfType<ApplyResult.Refused>();

        refused.Mistakes.ShouldAllBe(mistake => mistake.Code == "secret");
        refused.Mistakes.Select(mistake => mistake.Path[(mistake.Path.IndexOf("/price", StringComparison.Ordinal))..])
            .ShouldContain(place[(place.IndexOf("/price", StringComparison.Ordinal))..]);
        Of(kept).Url.ShouldBe("https://a.example/ping?api_key=tiger&campaign=7");
    }

    [Theory]
    [InlineData("https://a.example/x?key=k&zip={{caller.zip}}", "https://a.example/x?key=*&zip={{caller.zip}}")]
    [InlineData("https://a.example/x?key={{settings.key}}", "https://a.example/x?key={{settings.key}}")]
    [InlineData("https://a.example/x?authToken=a&keyword=b", "https://a.example/x?authToken=*&keyword=b")]
    [InlineData("password=p&user=u", "password=*&user=u")]
    [InlineData("<ping><API_Token>t</API_Token><zip>1</zip></ping>", "<ping><API_Token>*</API_Token><zip>1</zip></ping>")]
    [InlineData("""{"cb":"https://x?key=abc","api-key" : "a?key=b", "z":1}""", """{"cb":"https://x?key=*","api-key" : "*", "z":1}""")]
    public void A_secret_of_a_text_is_known_by_the_name_before_it(string text, string hidden) =>
        SecretText.Change(text, (_, _, quote) => quote + "*" + quote).ShouldBe(hidden);

    [Fact]
    public void An_entry_without_secrets_stays_the_same_object()
    {
        var target = Markets.Document.Targets[1];

        MarketWriter.WithoutSecrets(target).ShouldBeSameAs(target);
    }

    private static BidderEntry Of(KeptMarket kept) =>
        kept.Keeper.Current.Targets.Single(target => target.Id == "beta-t").Price.Bidder!;
}
