using System.Text;
using System.Text.Json;
using Bidline.Adapters.Lookups;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Tests.Campaigns;
using Bidline.Tests.Enrichment;
using Bidline.Tests.Postbacks;
using Bidline.Tests.Tidy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Lookups.Consent;

/// <summary>
/// Checks of consent over the real client towards a real server. What it answers (the JSON beside this file) was made from the
/// services' documentation: nothing of it was ever sent to, or came from, the services themselves.
/// </summary>
public sealed class ConsentLookupTests
{
    private const string Cert = "https://cert.trustedform.com/eb9fc4dd9bed9ad451a5648946cf4bf09b5bb947";
    private const string Token = "0c2aeb1b-0b5d-4a3c-9f0e-3f1b6c0f0a11";

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var source in (string[])["trustedform", "jornaya"])
            foreach (var one in All(source))
                data.Add(source, one.GetProperty("name").GetString()!);
        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Each_documented_answer_is_a_verdict_or_trouble(string source, string name)
    {
        var one = All(source).Single(it => it.GetProperty("name").GetString() == name);
        await using var server = await Receiver.StartAsync();
        server.Answers = (_, context) =>
        {
            context.Response.StatusCode = one.GetProperty("status").GetInt32();
            return context.Response.WriteAsync(one.GetProperty("body").GetRawText());
        };
        using var checks = new Checks(Entry(source, server));

        var said = await checks.AskAsync(Asked(source));

        said.Facts.ToDictionary(fact => fact.Field, fact => fact.Value).ShouldBe(
            one.TryGetProperty("facts", out var facts)
                ? facts.EnumerateObject().ToDictionary(it => it.Name, it => it.Value.GetString()!)
                : [],
            ignoreOrder: true);
        said.Trouble?.Code.ShouldBe(one.TryGetProperty("trouble", out var trouble) ? trouble.GetString() : null);
        (said.Trouble is null).ShouldBe(!one.TryGetProperty("trouble", out _));
        said.Cost.ShouldBe(Money.Usd(0.05m));
    }

    [Fact]
    public async Task TrustedForm_is_asked_by_the_certificate_with_the_callers_number_and_our_key()
    {
        await using var server = await Receiver.StartAsync();
        server.Answers = (_, context) => context.Response.WriteAsync("""{"outcome":"success"}""");
        using var checks = new Checks(Entry("trustedform", server));

        var first = await checks.AskAsync(Asked("trustedform"));
        var again = await checks.AskAsync(Asked("trustedform"));

        var got = server.All.ShouldHaveSingleItem();
        got.Line.ShouldBe("POST /eb9fc4dd9bed9ad451a5648946cf4bf09b5bb947");
        got.Headers["authorization"].ShouldBe($"Basic {Convert.ToBase64String("API:tiger"u8)}");
        (got.Headers["api-version"], got.Headers["accept"], got.Headers["content-type"])
            .ShouldBe(("4.0", "application/json", "application/json"));
        Encoding.UTF8.GetString(got.Body).ShouldBe(
            """{"match_lead":{"phone":"3055550142"},"insights":{"properties":["age_seconds","created_at","page_url"]}}""");
        (first.Cost, again.Cost, again.AsOf).ShouldBe((Money.Usd(0.05m), null, first.AsOf));
    }

    [Fact]
    public async Task Jornaya_is_asked_by_the_token_and_the_account()
    {
        await using var server = await Receiver.StartAsync();
        server.Answers = (_, context) => context.Response.WriteAsync("""{"authenticate":{"authentic":"1"}}""");
        using var checks = new Checks(Entry("jornaya", server));

        (await checks.AskAsync(Asked("jornaya"))).Facts.ShouldBe([new Fact("consent.jornaya", "verified")]);

        server.All.ShouldHaveSingleItem().Line.ShouldBe($"GET /?lac=tiger&id={Token.ToUpperInvariant()}");
    }

    [Theory]
    [InlineData("trustedform", "https://evil.example/steal-the-key", "malformed")]
    [InlineData("trustedform", "../admin", "malformed")]
    [InlineData("trustedform", "https://cert.trustedform.com/", "malformed")]
    [InlineData("jornaya", "12", "malformed")]
    [InlineData("jornaya", "", null)]
    [InlineData("trustedform", null, null)]
    public async Task Nobody_is_asked_without_an_id_or_for_what_has_not_the_form_of_one(string source, string? came, string? verdict)
    {
        await using var server = await Receiver.StartAsync();
        using var checks = new Checks(Entry(source, server));
        var tags = came is null ? Some.Tags() : Some.Tags((source == "jornaya" ? "leadid" : "xxtrustedformcerturl", came));

        var said = await checks.AskAsync(Some.Question() with { Tags = tags });

        said.Facts.Select(fact => fact.Value).ShouldBe(verdict is null ? [] : [verdict]);
        (said.Cost, said.Trouble).ShouldBe((null, null));
        server.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_verdict_that_came_with_the_call_is_not_believed()
    {
        await using var server = await Receiver.StartAsync();
        server.Answers = (_, context) => context.Response.WriteAsync("""{"outcome":"failure","match_lead":{"result":{"success":false}}}""");
        using var checks = new Checks(Entry("trustedform", server));
        var enricher = new Enricher([], TimeProvider.System, NullLogger<Enricher>.Instance) { Lookups = checks.For };
        var forged = Some.Tags(("consent.trustedform", "verified"), ("consent.jornaya", "verified"), ("trustedform_cert_url", Cert));

        var profile = await enricher.EnrichAsync(Some.Question(), forged, null, TestContext.Current.CancellationToken);

        profile.Tags["consent.trustedform"].ShouldBe("mismatch");
        profile.Tags.ShouldNotContainKey("consent.jornaya");
        profile.Sources.ShouldNotBeNull().ShouldHaveSingleItem().Cost.ShouldBe(Money.Usd(0.05m));
    }

    [Theory]
    [InlineData("{ id: c, checks: trustedform }", "missing")]
    [InlineData("{ id: c, checks: trustedform, settings: { key: k, keys: k } }", "unknown_key")]
    [InlineData("{ id: c, checks: trustedform, settings: { key: k, insights: yes please } }", "unknown_value")]
    [InlineData("{ id: c, checks: jornaya, settings: { account: a }, facts: { x: x } }", "lookup_form")]
    [InlineData("{ id: c, facts: { x: x } }", "missing")]
    [InlineData("{ id: c, url: \"https://a.example/{{caller.digits}}\", facts: { x: x }, settings: { key: k } }", "lookup_form")]
    public void What_a_check_lacks_is_told(string entry, string code) =>
        Markets.MistakesOf($"{Markets.Boring}\nlookups: [ {entry} ]").Select(mistake => mistake.Code).ShouldContain(code);

    [Fact]
    public void Keys_are_hidden_where_a_market_is_shown_and_stay_when_it_comes_back()
    {
        var text = $"{Markets.Boring}\nlookups: [ {{ id: c, checks: trustedform, settings: {{ key: tiger, insights: on }} }} ]";
        var document = MarketFile.Read(text, "m.yaml").Document;

        var shown = MarketWriter.WithoutSecrets(document.Lookups[0]);

        shown.Settings!["key"].ShouldNotContain("tiger");
        shown.Settings["insights"].ShouldBe("on");
        MarketMerge.KeepSecrets(document with { Lookups = [shown] }, document).Lookups[0].Settings!["key"].ShouldBe("tiger");
    }

    private static CallerQuestion Asked(string source) => Some.Question() with
    {
        Tags = source == "trustedform" ? Some.Tags(("trustedform_cert_url", Cert)) : Some.Tags(("leadid", Token)),
    };

    private static string Entry(string source, Receiver server)
    {
        var root = server.Url.GetLeftPart(UriPartial.Authority);
        var settings = source == "trustedform" ? "key: tiger, insights: on" : "account: tiger";
        return $$"""{ id: consent, checks: {{source}}, url: "{{root}}/", settings: { {{settings}} }, cost: "0.05", timeout_ms: 2000 }""";
    }

    private static List<JsonElement> All(string source) =>
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(
            SourceTree.Root, $"tests/Bidline.Tests/Adapters/Lookups/Consent/{source}.json"))).RootElement.EnumerateArray()];

    private sealed class Checks : IDisposable
    {
        private readonly LookupClient _client = new(new AddressPolicy(allowPrivate: true), new FakeTimeProvider(Given.Monday9Am));
        private readonly LookupSources _sources;
        private readonly CampaignBook _book;

        public Checks(string entry)
        {
            _sources = new LookupSources(_client);
            var reading = MarketFile.Read($"{Markets.Boring}\nlookups: [ {entry} ]\n", "m.yaml");
            var compiled = Market.Compile(reading.Document, Markets.Rules with { AllowPrivate = true });
            reading.Together(compiled.Mistakes).ShouldBeEmpty();
            _book = compiled.Book!;
        }

        public IReadOnlyList<IEnrichmentSource> For(CallerQuestion question) => _sources.For(_book, question);

        public Task<SourceAnswer> AskAsync(CallerQuestion question) =>
            For(question).Single().LookUpAsync(question, CancellationToken.None).AsTask();

        public void Dispose() => _client.Dispose();
    }
}
