using System.Net.Http.Json;
using Bidline.Console.Parts;
using Bidline.Simulator;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

/// <summary>What a publisher's tracker was told, with a real one behind it.</summary>
public sealed class DeliveriesTests(Suite suite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivery_is_listed_with_what_it_told_is_sent_again_and_the_tracker_is_tried()
    {
        await using var tracker = await AnsweringBidder.StartAsync();
        await using var market = await Market.OpenAsync(new WorldSettings(1, 1, 1));
        var publishers = (await market.GetAsync("/v1/publishers")).GetProperty("data").EnumerateArray().ToList();
        foreach (var publisher in publishers)
            await TrackAsync(market, publisher.GetProperty("id").GetString()!, new Uri(tracker.Address, "postback"));
        await market.RingAsync();
        await using var screen = await suite.OpenAsync("/money/deliveries", address: market.Server.Http);

        await DeliveredAsync(screen, 1);
        var row = screen.Page.Locator("tr[data-delivery]").First;
        await Expect(row).ToContainTextAsync("tracker.ended");
        await Expect(row).ToContainTextAsync("HTTP 200");
        var told = tracker.Asked.Single().Path;
        told.ShouldStartWith("/postback?call=call_");
        await row.GetByText("Body").ClickAsync();
        await Expect(screen.Page.Locator(".books-body")).ToContainTextAsync("\"outcome\"");
        (await screen.Page.ContentAsync()).ShouldNotContain("+12125550100");

        await row.GetByText("Send again").ClickAsync();
        await Expect(screen.Page.Locator(".call-said")).ToHaveTextAsync("Sent once more.");
        await DeliveredAsync(screen, 2);
        tracker.Asked.Count.ShouldBe(2);
        tracker.Asked.Last().Path.ShouldBe(told);

        await screen.Page.Locator("[data-test-tracker]").First.ClickAsync();
        await Expect(screen.Page.Locator(".call-said")).ToContainTextAsync("/postback?call=call_");
        tracker.Asked.Count.ShouldBe(3);
        await Expect(screen.Page.Locator(".rail-link.active")).ToHaveTextAsync("Money");
        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    private static async Task TrackAsync(Market market, string publisher, Uri tracker)
    {
        var change = new { tracker = new { url = $"{tracker}?call={{{{call}}}}", on = new[] { "ended" } } };
        using var answer = await market.Api.PatchAsJsonAsync($"/v1/publishers/{publisher}", change, Stop);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>Notices go out by themselves, a moment after the settlement.</summary>
    private static async Task DeliveredAsync(Screen screen, int attempts)
    {
        for (var i = 0; i < 60; i++)
        {
            await screen.GoAsync("/money/deliveries");
            var row = screen.Page.Locator("tr[data-delivery][data-state=delivered]");
            if (await row.CountAsync() == 1 && await row.Locator("td.num").InnerTextAsync() == $"{attempts}") return;
            await Task.Delay(500, Stop);
        }

        throw new TimeoutException($"Nothing was delivered {attempts} times within half a minute.");
    }
}
