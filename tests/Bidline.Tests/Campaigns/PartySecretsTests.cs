using Bidline.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class PartySecretsTests
{
    private const string Told = """
        publishers:
          - id: zeta
            tracker: { url: "https://t.example.com/pb?cid={{tags.click_id}}&security_token=tiger&p={{payout}}" }
            ads:
              - platform: meta
                share_caller: hashed
                settings: { dataset_id: "4711", access_token: lion }
        buyers:
          - id: beta
            billing: credit
            credit_limit: "100"
            wallet: { low: "5", notify: "https://crm.example.com/wallet?api_key=puma&who=beta" }
        """;

    [Fact]
    public async Task What_is_exported_has_no_secret_and_keeps_them_when_it_is_applied_again()
    {
        await using var kept = await OpenAsync();
        var exported = kept.Keeper.Export();

        var again = await kept.ApplyAsync(exported);

        foreach (var secret in (string[])["tiger", "lion", "puma"]) exported.ShouldNotContain(secret);
        exported.ShouldContain("security_token=(unchanged)&p={{payout}}");
        exported.ShouldContain("4711");
        again.ShouldBeOfType<ApplyResult.Applied>().Changes.ShouldBeEmpty();
        Secrets(kept).ShouldBe(("tiger", "lion", "puma"));
    }

    [Fact]
    public async Task A_secret_that_changes_is_told_and_not_shown()
    {
        await using var kept = await OpenAsync();

        var changes = (await kept.ApplyAsync(Told.Replace("tiger", "jaguar").Replace("lion", "lynx")))
            .ShouldBeOfType<ApplyResult.Applied>().Changes;

        changes.Count.ShouldBe(2);
        var text = string.Join('\n', changes.Select(change => $"{change.Line} {change.Before} {change.After}"));
        foreach (var secret in (string[])["tiger", "jaguar", "lion", "lynx"]) text.ShouldNotContain(secret);
        text.ShouldContain("(new secret)");
    }

    [Theory]
    [InlineData("https://t.example.com/", "https://evil.example.com/", "tiger", "/publishers/0/tracker/url")]
    [InlineData("https://crm.example.com/", "https://evil.example.com/", "puma", "/buyers/0/wallet/notify")]
    [InlineData("dataset_id: \"4711\"", "dataset_id: \"4711\", api_url: \"https://evil.example.com\"", "lion", "/publishers/0/ads/0/settings/access_token")]
    public async Task A_secret_stays_only_where_its_host_stays(string was, string now, string secret, string path)
    {
        await using var kept = await OpenAsync();

        var refused = (await kept.ApplyAsync(Told.Replace(secret, "(unchanged)").Replace(was, now)))
            .ShouldBeOfType<ApplyResult.Refused>();

        refused.Mistakes.Select(mistake => (mistake.Path, mistake.Code)).ShouldBe([(path, "secret")]);
    }

    private static async Task<KeptMarket> OpenAsync()
    {
        var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring);
        (await kept.ApplyAsync(Told)).ShouldBeOfType<ApplyResult.Applied>();
        return kept;
    }

    private static (string?, string?, string?) Secrets(KeptMarket kept)
    {
        var (zeta, beta) = (kept.Keeper.Current.Publishers.First(it => it.Id == "zeta"), kept.Keeper.Current.Buyers.First(it => it.Id == "beta"));
        return (Between(zeta.Tracker!.Url, "token="), zeta.Ads![0].Settings!["access_token"], Between(beta.Wallet!.Notify!, "key="));
    }

    private static string Between(string url, string from)
    {
        var start = url.IndexOf(from, StringComparison.Ordinal) + from.Length;
        return url[start..url.IndexOf('&', start)];
    }
}
