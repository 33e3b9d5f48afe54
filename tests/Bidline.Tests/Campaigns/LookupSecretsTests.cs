using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class LookupSecretsTests
{
    private static readonly LookupEntry Crm = new()
    {
        Id = "crm",
        Url = "https://crm.example/v1?api_key=tiger&zip={{caller.zip}}",
        Headers = new Dictionary<string, string> { ["X-Api-Key"] = "lion", ["Accept-Language"] = "en" },
        Body = """{"token":"jaguar","number":"{{caller.number}}"}""",
        Facts = new Dictionary<string, string> { ["owner"] = "owner" },
    };

    private static readonly string[] Secrets = ["tiger", "lion", "jaguar"];

    [Fact]
    public void Its_secrets_are_not_shown_and_stay_where_they_are_written_back()
    {
        var document = MarketDocument.Empty with { Lookups = [Crm] };

        var shown = MarketWriter.WithoutSecrets(document);
        var text = MarketWriter.Write(shown);

        foreach (var secret in Secrets) text.ShouldNotContain(secret);
        text.ShouldContain("api_key=(unchanged)");
        text.ShouldContain("Accept-Language: en");
        var kept = MarketMerge.KeepSecrets(MarketFile.Read(text, "m.yaml").Document, document).Lookups.Single();
        (kept.Url, kept.Body, kept.Headers!["X-Api-Key"]).ShouldBe((Crm.Url, Crm.Body, "lion"));
    }

    [Fact]
    public void A_secret_does_not_follow_to_another_host()
    {
        var led = LookupSecrets.Hide(Crm) with { Url = "https://evil.example/v1?api_key=(unchanged)" };

        LookupSecrets.Keep(led, Crm).Headers!["X-Api-Key"].ShouldBe("(unchanged)");
    }

    [Fact]
    public void A_change_of_a_secret_is_told_but_not_how()
    {
        var other = Crm with { Url = Crm.Url!.Replace("tiger", "leopard") };

        var changes = MarketDiff.Between(
            MarketDocument.Empty with { Lookups = [Crm] }, MarketDocument.Empty with { Lookups = [other] });

        var line = changes.ShouldHaveSingleItem().Line;
        line.ShouldContain("(new secret)");
        foreach (var secret in Secrets.Append("leopard")) line.ShouldNotContain(secret);
    }
}
