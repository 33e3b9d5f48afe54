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
    public void An_entry_without_secrets_stays_the_same_object()
    {
        var target = Markets.Document.Targets[1];

        MarketWriter.WithoutSecrets(target).ShouldBeSameAs(target);
    }

    private static BidderEntry Of(KeptMarket kept) =>
        kept.Keeper.Current.Targets.Single(target => target.Id == "beta-t").Price.Bidder!;
}
