using Bidline.Calls;
using Bidline.Console.Parts;
using Bidline.Primitives;
using Bidline.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Console;

/// <summary>A call page that is open while the call lives.</summary>
public sealed class CallLiveTests(Suite suite)
{
    /// <summary>trace.md 3.14: complete a second after the hang-up.</summary>
    private const double CompleteMs = 1_000;

    // Remembers when each word of the headline was first on the screen.
    private const string Watch = """
        () => {
          window.seen = {};
          const look = () => {
            const words = [...document.querySelectorAll('.call-verdict h1, .call-verdict .call-flag')];
            for (const word of words) window.seen[word.innerText.trim()] ??= Date.now();
          };
          look();
          new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
        }
        """;

    [Fact]
    public async Task A_live_page_follows_its_call_and_is_complete_soon_after_the_hang_up()
    {
        await using var market = await Market.OpenAsync(new WorldSettings(5, 60, 2));
        await using var life = market.Live();
        var (id, opened) = await OpenLiveAsync(market);
        await using var screen = opened;
        var before = await screen.TextAsync(".tl-talk .tl-told");
        await screen.Page.EvaluateAsync(Watch);

        await screen.Page.WaitForFunctionAsync("was => document.querySelector('.tl-talk .tl-told')?.textContent !== was", before);
        await screen.Page.Locator(".call-flag", new() { HasTextRegex = new("Qualified|Not qualified") }).WaitForAsync();

        var log = await market.Server.Services.GetRequiredService<CallLog>().ReadAsync(id, CancellationToken.None);
        var ended = log.Single(entry => entry.Event is CallEvent.Ended).At;
        var settled = log.Single(entry => entry.Event is CallEvent.Settled).At;
        var seen = await screen.Page.EvaluateAsync<Dictionary<string, double>>("window.seen");
        Late("Connected", ended).ShouldBeInRange(0, CompleteMs);
        Late(seen.ContainsKey("Qualified") ? "Qualified" : "Not qualified", settled).ShouldBeInRange(0, CompleteMs);
        (await screen.Page.Locator(".call-live").CountAsync()).ShouldBe(0);
        screen.ShouldHaveNoComplaints();

        double Late(string word, DateTimeOffset happened)
        {
            var late = seen[word] - happened.ToUnixTimeMilliseconds();
            TestContext.Current.SendDiagnosticMessage($"{word}: on the screen {late} ms after it was written");
            TestContext.Current.TestOutputHelper?.WriteLine($"{word}: on the screen {late} ms after it was written");
            return late;
        }
    }

    /// <summary>The page of a call that is talking. On a slow machine a short one is over before its page is there.</summary>
    private async Task<(CallId Id, Screen Screen)> OpenLiveAsync(Market market)
    {
        var tried = new HashSet<CallId>();
        while (true)
        {
            var id = await TalkingAsync(market, tried);
            var screen = await suite.OpenAsync($"/calls/{id}", address: market.Server.Http);
            if (await screen.Page.Locator(".call-live").CountAsync() == 1) return (id, screen);
            await screen.DisposeAsync();
        }
    }

    private static async Task<CallId> TalkingAsync(Market market, HashSet<CallId> tried)
    {
        for (var i = 0; i < 600; i++)
        {
            var live = await market.GetAsync("/v1/calls?live=true");
            var talking = live.GetProperty("data").EnumerateArray()
                .Where(call => call.GetProperty("phase").GetString() == "connected")
                .Select(call => CallId.Parse(call.GetProperty("id").GetString()!));
            foreach (var id in talking)
                if (tried.Add(id)) return id;
            await Task.Delay(50);
        }

        throw new TimeoutException("Nobody was talking within half a minute.");
    }
}
