using System.Text;
using Bidline.Adapters.Lookups;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Tests.Adapters.Buyers;
using Bidline.Tests.Campaigns;
using Bidline.Tests.Enrichment;
using Bidline.Tests.Postbacks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Lookups;

/// <summary>Look-ups as a market describes them, over the real client, towards real servers of every kind.</summary>
public sealed class LookupTests
{
    private const string Answer = """{"carrier":{"type":"Wireless"},"address":{"zip":"33130","state":"fl"},"owner":true,"score":7.50,"list":[1]}""";

    private const string Facts = "{ line_type: carrier.type, zip: address.zip, state: address.state, owner: owner, score: score, list: list, none: no.such }";

    [Fact]
    public async Task What_the_answer_says_is_known_of_the_caller_with_its_age_and_cost()
    {
        await using var crm = await Receiver.StartAsync();
        crm.Answers = (_, context) => context.Response.WriteAsync(Answer);
        using var lookups = new Lookups(("""
            { id: crm, url: "URL/of/{{caller.digits}}?zip={{tags.zip|none}}&q={{tags.q|}}", headers: { Authorization: Bearer tiger },
                  cost: "0.004", needs: [caller.number], timeout_ms: 2000, facts: 
            """ + Facts + " }").Replace("URL", Root(crm), StringComparison.Ordinal));

        var said = await lookups.AskAsync(Some.Question() with { Tags = Some.Tags(("q", "a&b=../c\r\nX: 1")) });

        said.Facts.Select(fact => $"{fact.Field}={fact.Value}").ShouldBe(["line_type=mobile", "zip=33130", "state=FL", "owner=true", "score=7.50"]);
        (said.Cost, said.Trouble).ShouldBe((Money.Usd(0.004m), null));
        said.AsOf.ShouldNotBeNull();
        var got = crm.All.ShouldHaveSingleItem();
        got.Line.ShouldBe("GET /of/13055550142?zip=none&q=a%26b%3D..%2Fc%0D%0AX%3A%201");
        got.Headers["authorization"].ShouldBe("Bearer tiger");
    }

    [Fact]
    public async Task An_answer_is_used_again_for_its_time_and_costs_nothing_then()
    {
        await using var crm = await Receiver.StartAsync();
        crm.Answers = (_, context) => context.Response.WriteAsync("""{"owner":"yes"}""");
        using var lookups = new Lookups(Crm($"{Root(crm)}/a", "cost: 1, cache_minutes: 60"));

        var first = await lookups.AskAsync();
        var again = await lookups.AskAsync();
        var other = await lookups.AskAsync(Some.Question(PhoneNumber.Parse("+13055550143")));
        lookups.Clock.Advance(TimeSpan.FromMinutes(61));
        var later = await lookups.AskAsync();

        new[] { first, again, other, later }.Select(said => said.Cost).ShouldBe([Money.Usd(1), null, Money.Usd(1), Money.Usd(1)]);
        again.AsOf.ShouldBe(first.AsOf);
        again.Facts.ShouldBe(first.Facts);
        crm.All.Count.ShouldBe(3);
        var use = lookups.Use("crm");
        (use.Asked, use.Cached, use.Failed, use.IsLeftAlone).ShouldBe((3, 1, 0, false));
        use.Cost.ShouldBe(Money.Usd(3));
    }

    [Fact]
    public async Task The_same_question_at_once_is_one_request_and_one_cost()
    {
        await using var crm = await Receiver.StartAsync();
        crm.Answers = async (_, context) =>
        {
            await Task.Delay(200);
            await context.Response.WriteAsync("""{"owner":"yes"}""");
        };
        using var lookups = new Lookups(Crm($"{Root(crm)}/a", "cost: 1, timeout_ms: 2000"));

        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => lookups.AskAsync()));

        all.ShouldAllBe(said => said.Facts.Count == 1);
        all.Count(said => said.Cost is not null).ShouldBe(1);
        crm.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_slow_source_is_late_for_its_call_and_known_to_the_next()
    {
        await using var crm = await Receiver.StartAsync();
        crm.Answers = async (_, context) =>
        {
            await Task.Delay(400);
            await context.Response.WriteAsync("""{"owner":"yes"}""");
        };
        using var lookups = new Lookups(Crm($"{Root(crm)}/a", "cost: 1, timeout_ms: 100"), TimeProvider.System);

        var late = await lookups.AskAsync();
        await Until.HoldsAsync(async () => (await lookups.AskAsync()).Facts.Count == 1);

        (late.Trouble!.Code, late.Trouble.Values["ms"], late.Cost).ShouldBe(("lookup.late", "100", Money.Usd(1)));
        crm.All.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "lookup.http")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "lookup.http")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "lookup.invalid")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"owner\":1", "lookup.invalid")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{\"owner\":1,\"owner\":\"2\"} ", "lookup.invalid")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"owner\":\"\\ud800\"}   ", "lookup.invalid")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"owner\":", "lookup.unreachable")]
    [InlineData("garbage\r\n\r\n", "lookup.unreachable")]
    [InlineData("", "lookup.unreachable")]
    public async Task What_cannot_be_read_is_trouble_with_a_reason_and_never_more(string bytes, string code)
    {
        await using var bad = new HostileBidder(async (stream, stop) =>
        {
            await HostileBidder.SendAsync(stream, bytes, stop);
            stream.Close();
        });
        using var lookups = new Lookups(Crm(bad.Url, "timeout_ms: 2000"));

        var said = await lookups.AskAsync();

        said.Trouble.ShouldNotBeNull().Code.ShouldBe(code);
        said.Facts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_huge_answer_is_given_up_at_its_limit()
    {
        await using var huge = new HostileBidder(async (stream, stop) =>
        {
            await HostileBidder.SendAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n{\"owner\":\"", stop);
            var chunk = Encoding.ASCII.GetBytes(new string('a', 65536));
            while (true) await stream.WriteAsync(chunk, stop);
        });
        using var lookups = new Lookups(Crm(huge.Url, "timeout_ms: 2000"));

        (await lookups.AskAsync()).Trouble!.Code.ShouldBe("lookup.too_large");
    }

    [Fact]
    public async Task A_source_that_knows_nothing_says_so()
    {
        await using var crm = await Receiver.StartAsync();
        crm.Answers = (_, context) =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        using var lookups = new Lookups(Crm($"{Root(crm)}/a", "cost: 1"));

        var said = await lookups.AskAsync();

        (said.Trouble, said.Facts.Count, said.Cost).ShouldBe((null, 0, Money.Usd(1)));
        (await lookups.AskAsync()).Cost.ShouldBeNull();
    }

    [Fact]
    public async Task A_dead_source_is_left_alone_after_five_failures_and_tried_again()
    {
        await using var crm = await Receiver.StartAsync();
        var isDown = true;
        crm.Answers = (_, context) =>
        {
            context.Response.StatusCode = isDown ? 503 : 200;
            return context.Response.WriteAsync("{}");
        };
        using var lookups = new Lookups(Crm($"{Root(crm)}/a", "cache_minutes: 0, timeout_ms: 2000"));
        var codes = new List<string?>();
        for (var i = 0; i < 7; i++) codes.Add((await lookups.AskAsync()).Trouble?.Code);
        lookups.Clock.Advance(TimeSpan.FromSeconds(2.1));
        codes.Add((await lookups.AskAsync()).Trouble?.Code);
        lookups.Clock.Advance(TimeSpan.FromSeconds(2.1)); // the pause has doubled
        codes.Add((await lookups.AskAsync()).Trouble?.Code);
        isDown = false;
        lookups.Clock.Advance(TimeSpan.FromSeconds(2));
        codes.Add((await lookups.AskAsync()).Trouble?.Code);
        codes.Add((await lookups.AskAsync()).Trouble?.Code);

        codes.ShouldBe([
            .. Enumerable.Repeat("lookup.http", 5), "lookup.circuit_open", "lookup.circuit_open", "lookup.http", "lookup.circuit_open",
            null, null,
        ]);
    }

    [Fact]
    public async Task An_address_inside_is_not_connected_to_though_a_name_leads_there()
    {
        await using var inside = await Receiver.StartAsync();
        var url = Root(inside).Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        using var lookups = new Lookups(Crm($"{url}/a", "timeout_ms: 2000"), addresses: new AddressPolicy(allowPrivate: false));

        var said = await lookups.AskAsync();

        said.Trouble!.Values["why"].ShouldStartWith("the address is not allowed");
        inside.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_asked_for_its_campaigns_and_where_its_needs_are_known_and_for_pings_only_if_it_says_so()
    {
        await using var crm = await Receiver.StartAsync();
        crm.Answers = (_, context) => context.Response.WriteAsync("{}");
        using var lookups = new Lookups("""
            { id: a, url: "URL/a/{{tags.email}}", facts: { x: x }, campaigns: [auto-fl] }
              - { id: b, url: "URL/b/{{caller.number}}", facts: { x: x }, pings: true }
              - { id: c, url: "URL/c", facts: { x: x }, paused: true }
            """.Replace("URL", Root(crm), StringComparison.Ordinal));
        var question = Some.Question();

        lookups.For(question).ShouldBe(["lookup:a", "lookup:b"]);
        lookups.For(question with { IsPing = true }).ShouldBe(["lookup:b"]);
        lookups.For(question with { Campaign = new CampaignId("home") }).ShouldBe(["lookup:b"]);
        await lookups.AskAsync(question);
        crm.All.ShouldBeEmpty();
        await lookups.AskAsync(question with { Tags = Some.Tags(("email", "a@b.example")) });
        crm.All.Single().Line.ShouldBe("GET /a/a@b.example");
    }

    private static string Root(Receiver receiver) => receiver.Url.GetLeftPart(UriPartial.Authority);

    private static string Crm(string url, string more) =>
        $$$"""{ id: crm, url: "{{{url}}}/{{caller.digits}}", facts: { owner: owner }, {{{more}}} }""";

    private sealed class Lookups : IDisposable
    {
        private readonly LookupClient _client;
        private readonly LookupSources _sources;
        private readonly CampaignBook _book;

        /// <param name="yaml">Entries of the section, the first without its dash.</param>
        public Lookups(string yaml, TimeProvider? clock = null, AddressPolicy? addresses = null)
        {
            Clock = new FakeTimeProvider(Given.Monday9Am);
            _client = new LookupClient(addresses ?? new AddressPolicy(allowPrivate: true), clock ?? Clock);
            _sources = new LookupSources(_client);
            var text = $"{Markets.Boring}\nlookups:\n  - {yaml.Trim().ReplaceLineEndings("\n")}\n";
            var reading = MarketFile.Read(text, "m.yaml");
            var compiled = Market.Compile(reading.Document, Markets.Rules with { AllowPrivate = true });
            reading.Together(compiled.Mistakes).ShouldBeEmpty();
            _book = compiled.Book!;
        }

        public FakeTimeProvider Clock { get; }

        public IEnumerable<string> For(CallerQuestion question) => _sources.For(_book, question).Select(source => source.Name);

        public LookupUse Use(string id) => _client.UseOf(new LookupId(id));

        public Task<SourceAnswer> AskAsync(CallerQuestion? question = null)
        {
            var asked = question ?? Some.Question();
            return _sources.For(_book, asked)[0].LookUpAsync(asked, CancellationToken.None).AsTask();
        }

        public void Dispose() => _client.Dispose();
    }
}
