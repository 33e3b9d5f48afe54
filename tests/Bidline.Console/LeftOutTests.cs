using System.Net.Http.Json;
using Bidline.Auctions.Interest;
using Bidline.Console.Parts;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

/// <summary>A real bidder that never bids on what it is pinged about, on its page in the console.</summary>
public sealed class LeftOutTests(Suite suite, TemplateBidders exchange) : IClassFixture<TemplateBidders>
{
    private const string Key = "1f1e2d3c4b5a69788796a5b4c3d2e1f0";

    [Fact]
    public async Task A_bidder_that_never_bids_is_left_out_and_one_button_has_it_asked_again()
    {
        exchange.Bidder.Body = """{"data":{"bids":[{"amount":0}]}}""";
        await PutAsync("campaigns/florida", new
        {
            routing = new { tiers = new[] { new { targets = new[] { new { id = "json-desk" } } } } },
            publishers = new[] { new { id = "zeta", payout = new { @fixed = "1.00" }, qualify = new { connected_seconds = 1 } } },
        });
        await PutAsync("endpoints/florida-pings", new
        {
            campaign = "florida", publisher = "zeta", key = Key, numbers = new[] { "+18005550191" }, pings_per_second = 10_000,
            price = new { pass_through = new { margin_percent = 20 } },
        });

        for (var sent = 0; sent < 2 * BidderInterests.AsksLeast; sent += 100)
            await Task.WhenAll(Enumerable.Range(sent, 100).Select(PingAsync));
        var asked = exchange.Bidder.Asked.Count;
        asked.ShouldBeInRange(BidderInterests.AsksLeast, 2 * BidderInterests.AsksLeast - 500);
        await using var screen = await suite.OpenAsync("/bidders/json-desk", address: exchange.Market.Server.Http);

        var card = screen.Page.Locator(".left-out");
        await Expect(card.Locator("tr[data-kind='campaign=florida']")).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Ask it about everything again" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Nothing: it has bid on calls of every kind lately");
        await Task.WhenAll(Enumerable.Range(5_000, 20).Select(PingAsync));

        exchange.Bidder.Asked.Count.ShouldBe(asked + 20);
        screen.ShouldHaveNoComplaints();
    }

    private async Task PingAsync(int caller)
    {
        using var answer = await exchange.Market.Api.PostAsJsonAsync(
            $"/rtb/v1/{Key}/offers", new { caller_id = $"+1305556{caller:D4}" });
        answer.EnsureSuccessStatusCode();
    }

    private async Task PutAsync(string path, object body)
    {
        using var answer = await exchange.Market.Api.PutAsJsonAsync($"/v1/{path}", body);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }
}
