using System.Net.Http.Json;
using System.Text.Json;
using Bidline.Console.Parts;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

/// <summary>
/// Everything that the trace knows of an auction, on the page of a call that really had it: shadows, a buyer's own rules,
/// expected revenue, a confirmation, a floor by rule, margins, and an early close.
/// </summary>
public sealed class CallAuctionTests(Suite suite, CallAuctionTests.RichMarket rich) : IClassFixture<CallAuctionTests.RichMarket>
{
    [Fact]
    public async Task A_shadow_is_asked_marked_and_counted_by_nothing_else()
    {
        await using var screen = await OpenAsync(await SoldAsync());

        var row = screen.Page.Locator("tr.candidate[data-target=shadow-desk]");
        (await row.Locator(".in-shadow").InnerTextAsync()).ShouldBe("shadow");
        (await row.InnerTextAsync()).ShouldContain(" would have won against ");
        (await row.InnerTextAsync()).ShouldContain("$55.00");
        (await screen.TextAsync(".candidates")).ShouldContain("in shadow: asked, cannot win");
        (await screen.TextAsync(".bottom-line")).ShouldEndWith("; 1 in shadow beside them");
        (await screen.Page.Locator(".tl-candidate", new() { HasText = "Shadow desk" }).Locator(".tl-word").InnerTextAsync())
            .ShouldBe("shadow: would have won");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task The_row_that_decided_a_bid_by_rules_says_when_it_holds_and_what_it_did()
    {
        await using var screen = await OpenAsync(await SoldAsync());

        var steps = screen.Page.Locator("tr.candidate[data-target=rules-desk] .rule-steps li");
        await Expect(steps).ToHaveCountAsync(2);
        (await steps.First.InnerTextAsync()).ShouldBe("known-state when caller.state is known: added $20.00 → $21.50");
        var decided = screen.Page.Locator("tr.candidate[data-target=rules-desk] .decided");
        (await decided.GetAttributeAsync("data-rule")).ShouldBe("double");
        (await decided.InnerTextAsync()).ShouldEndWith("double when always: multiplied $21.50 → $43.00");
    }

    [Fact]
    public async Task What_a_bid_was_expected_to_bring_is_shown_with_its_probabilities_and_samples()
    {
        var call = await SoldAsync();
        var expected = Candidate(call, "confirm-desk").GetProperty("expected");
        await using var screen = await OpenAsync(call);

        var told = await screen.TextAsync("tr.candidate[data-target=confirm-desk] .expected");
        told.ShouldContain($"${expected.GetProperty("amount").GetString()} expected: $50.00 × ");
        told.ShouldContain(" % answered × ");
        told.ShouldContain("dials to the buyer");
        told.ShouldContain($"qualified means {expected.GetProperty("qualify_seconds")} s");
        (await screen.TextAsync(".candidates-terms")).ShouldContain("ranked by expected revenue");
    }

    [Fact]
    public async Task A_cold_start_says_that_it_fell_back_to_price()
    {
        var call = await rich.FindAsync(call => Text(call, "campaign") == "home" && call.GetProperty("auctions").GetArrayLength() > 0);
        await using var screen = await OpenAsync(call);

        var cold = call.GetProperty("auctions")[0].GetProperty("cold_start").GetProperty("text").GetString()!;
        (await screen.TextAsync(".candidates-terms")).ShouldContain(cold);
        (await screen.Page.Locator(".expected").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_confirmation_is_a_step_of_its_own_before_the_dial()
    {
        var call = await SoldAsync();
        var took = call.GetProperty("attempts")[0].GetProperty("confirmation").GetProperty("took_ms").GetDouble();
        await using var screen = await OpenAsync(call);

        var step = screen.Page.Locator(".tl-confirm");
        (await step.Locator(".tl-name").InnerTextAsync()).ShouldBe("confirm Confirm desk");
        (await step.Locator(".tl-word").InnerTextAsync()).ShouldBe("confirmed");
        (await step.Locator(".tl-told").TextContentAsync())!.ShouldContain("asked to confirm its bid at ");
        took.ShouldBeGreaterThan(0);
        (await step.Locator(".tl-took").InnerTextAsync()).ShouldEndWith(" ms");
        var order = await screen.Page.Locator(".tl-row").EvaluateAllAsync<string[]>("rows => rows.map(row => row.classList[1])");
        Array.IndexOf(order, "tl-confirm").ShouldBe(Array.IndexOf(order, "tl-dial") - 1);
    }

    [Fact]
    public async Task The_floor_names_its_rule_the_margin_is_told_and_the_early_close_says_why()
    {
        var call = await SoldAsync();
        await using var screen = await OpenAsync(call);

        var terms = await screen.TextAsync(".candidates-terms");
        terms.ShouldContain("floor $15.00 by rule “every-day”");
        terms.ShouldContain(", nobody pending could win");
        (await screen.TextAsync("tr.candidate[data-target=slow-desk] .code")).ShouldBe("lost.not_awaited");
        (await screen.Page.Locator(".tl-auction .tl-told").TextContentAsync())!.ShouldContain("nobody pending could win");
        (await screen.TextAsync("tr[data-money=margin]")).ShouldContain("$10.00");
        (await screen.TextAsync(".arithmetic")).ShouldContain("margin (20 %)");
    }

    [Theory]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    public async Task All_of_it_fits_small_and_large_screens(int width, ColorScheme scheme)
    {
        await using var screen = await OpenAsync(await SoldAsync(), width, scheme);

        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
        if (Environment.GetEnvironmentVariable("BIDLINE_KEEP_PICTURES") is { } directory)
            await screen.Page.ScreenshotAsync(new() { Path = Path.Combine(directory, $"call-{width}.png"), FullPage = true });
    }

    private Task<JsonElement> SoldAsync() => rich.FindAsync(call => Text(call, "publisher") == "zeta"
        && Text(call, "campaign") == "auto" && Text(call, "outcome") == "connected" && Text(call, "money_state") == "booked"
        && call.GetProperty("attempts")[0].TryGetProperty("confirmation", out var it) && it.GetProperty("confirmed").GetBoolean());

    private Task<Screen> OpenAsync(JsonElement call, int width = 1280, ColorScheme scheme = ColorScheme.Light) => suite.OpenAsync(
        $"/calls/{Text(call, "id")}", width, 800, scheme, rich.Market.Server.Http);

    private static JsonElement Candidate(JsonElement call, string target) => call.GetProperty("auctions")[0]
        .GetProperty("candidates").EnumerateArray().Single(row => Text(row, "target") == target);

    private static string? Text(JsonElement it, string name) =>
        it.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The simulated world's callers and phones, with other buyers in the campaign that most of them call.</summary>
    public sealed class RichMarket : IAsyncLifetime
    {
        private AnsweringBidder _confirming = null!;
        private AnsweringBidder _shadow = null!;
        private AnsweringBidder _slow = null!;

        public Market Market { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Market = await Market.OpenAsync(new WorldSettings(1, 24, 8));
            var phone = (await Market.GetAsync("/v1/targets/steady")).GetProperty("destination").GetString()!;
            _confirming = await AnsweringBidder.StartAsync();
            _confirming.Body = "{\"bid\":\"50.00\",\"to\":\"" + phone + "\",\"ok\":true}";
            // Slower than the shadow, so that this is known when it is decided.
            _confirming.Thinks = TimeSpan.FromMilliseconds(60);
            _shadow = await AnsweringBidder.StartAsync();
            _shadow.Body = """{"bid":"55.00"}""";
            _slow = await AnsweringBidder.StartAsync();
            (_slow.Body, _slow.Thinks) = ("""{"bid":"9.00"}""", TimeSpan.FromMilliseconds(400));
            await OfferAsync(phone);
            Learn();
            await Market.RingAsync();
        }

        /// <summary>The first call, as the API explains it, that is so.</summary>
        public async Task<JsonElement> FindAsync(Func<JsonElement, bool> wanted)
        {
            foreach (var call in await Market.CallsAsync())
            {
                var whole = await Market.GetAsync($"/v1/calls/{call.GetProperty("id").GetString()}?expand=trace");
                if (wanted(whole)) return whole;
            }

            throw new InvalidOperationException("The market has no such call.");
        }

        public async ValueTask DisposeAsync()
        {
            await Market.DisposeAsync();
            foreach (var bidder in new[] { _confirming, _shadow, _slow }) await bidder.DisposeAsync();
        }

        private async Task OfferAsync(string phone)
        {
            await TargetAsync("confirm-desk", "Confirm desk", "from_bid", new
            {
                bidder = new
                {
                    protocol = "template", url = $"{_confirming.Address}ask", max_bid = "50.00", timeout_ms = 400,
                    answer = new { bid = "bid", destination = "to" },
                    confirm = new { url = $"{_confirming.Address}confirm", answer = new { accept = new { at = "ok", @is = "true" } } },
                },
            });
            await TargetAsync("shadow-desk", "Shadow desk", phone, new
            {
                bidder = new { protocol = "bidline", url = $"{_shadow.Address}bid", shadow = true, timeout_ms = 400 },
            });
            await TargetAsync("slow-desk", "Slow desk", phone, new
            {
                bidder = new { protocol = "bidline", url = $"{_slow.Address}bid", max_bid = "45.00", timeout_ms = 900 },
            });
            await TargetAsync("rules-desk", "Rules desk", phone, new
            {
                rules = new
                {
                    @base = "20.00",
                    table = new object[]
                    {
                        new { id = "known-state", field = "caller.state", op = "exists", action = "add", amount = "1.50" },
                        new { id = "double", op = "always", action = "multiply", amount = "2" },
                    },
                },
            });
            var ids = new[] { "confirm-desk", "shadow-desk", "slow-desk", "rules-desk" };
            await PatchAsync("/v1/campaigns/auto", new
            {
                routing = new
                {
                    auction = new
                    {
                        type = "first_price", floor = "12.00", deadline_ms = 1000, rank_by = "expected_revenue",
                        floors = new object[] { new { id = "every-day", when = new { field = "call.hour", gte = 0 }, floor = "15.00" } },
                        margin = new { min_percent = 10 },
                    },
                    tiers = new object[] { new { targets = ids.Select(id => new { id }).ToArray() } },
                },
            });
            await PatchAsync("/v1/campaigns/home", new { routing = new { auction = new { rank_by = "expected_revenue" } } });
        }

        /// <summary>What 200 earlier calls of the campaign would have taught: nine of ten answered, most of them long enough.</summary>
        private void Learn()
        {
            var now = TimeProvider.System.GetUtcNow();
            Market.Server.Services.GetRequiredService<OddsBoard>().Learn(
            [
                .. Enumerable.Range(0, 200).Select(i => new PastDial(
                    new CampaignId("auto"), new PublisherId("zeta"), new BuyerId("steady"),
                    i % 10 == 0 ? null : TimeSpan.FromSeconds(1 + (i % 30)), IsCut: false, now.AddMinutes(-i))),
            ]);
        }

        private Task TargetAsync(string id, string name, string destination, object price) => SendAsync(
            HttpMethod.Put, $"/v1/targets/{id}",
            new { name, buyer = "steady", destination, price, ring_seconds = 4, qualify = new { connected_seconds = 3 } });

        private Task PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, body);

        private async Task SendAsync(HttpMethod method, string path, object body)
        {
            using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
            using var answer = await Market.Api.SendAsync(request);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{path}: {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
