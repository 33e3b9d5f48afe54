using System.Text.Json;
using Bidline.Console.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Console;

/// <summary>What was recorded of a call, on its page, in a real browser.</summary>
public sealed class SoundTests(Suite suite)
{
    // What a browser makes of the file: its channels, and the pitch of each by how often it passes zero.
    private const string Decode = """
        async () => {
          const player = document.querySelector('.sound audio');
          const file = await (await fetch(player.src)).arrayBuffer();
          const sound = await new OfflineAudioContext(2, 8000, 8000).decodeAudioData(file);
          const hertz = channel => {
            const wave = sound.getChannelData(channel), rate = sound.sampleRate;
            const from = Math.floor(wave.length / 2) - rate / 4, to = from + rate / 2;
            let passes = 0;
            for (let i = from; i < to; i++) if (wave[i] < 0 !== wave[i + 1] < 0) passes++;
            return passes;
          };
          return { channels: sound.numberOfChannels, seconds: sound.duration, caller: hertz(0), target: hertz(1) };
        }
        """;

    [Fact]
    public async Task A_recording_is_drawn_listened_to_and_has_each_side_in_its_own_channel()
    {
        var call = await RecordedAsync();
        await using var screen = await suite.OpenAsync($"/calls/{call}");

        (await screen.Page.Locator(".sound-shape path").CountAsync()).ShouldBe(2);
        (await screen.TextAsync(".sound details summary")).ShouldContain("nobody has listened");
        await screen.Page.Locator(".sound button").ClickAsync();
        await screen.Page.Locator(".sound audio").WaitForAsync();
        var heard = await screen.Page.EvaluateAsync<JsonElement>(Decode);
        await screen.Page.WaitForFunctionAsync("document.querySelector('.sound audio').duration > 0.5");

        heard.GetProperty("channels").GetInt32().ShouldBe(2);
        heard.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(1);
        var (caller, target) = (heard.GetProperty("caller").GetInt32(), heard.GetProperty("target").GetInt32());
        caller.ShouldBeGreaterThan(100);
        target.ShouldBeGreaterThan(100);
        Math.Abs(caller - target).ShouldBeGreaterThan(20, "both channels sound alike");
        (await screen.TextAsync(".sound details summary")).ShouldContain("1 entry");
        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    private async Task<string> RecordedAsync()
    {
        var market = await suite.MarketAsync();
        var stop = TestContext.Current.CancellationToken;
        var calls = await ListAsync(market, "v1/calls?outcome=connected&campaign=auto&limit=200");
        foreach (var call in calls.Where(call => call.GetProperty("talk_ms").GetDouble() > 2_000))
        {
            var id = call.GetProperty("id").GetString()!;
            if ((await ListAsync(market, $"v1/calls/{id}/recordings")).Count > 0) return id;
        }

        throw new InvalidOperationException("No call of the campaign was recorded.");

        async Task<List<JsonElement>> ListAsync(Market at, string path)
        {
            using var answer = JsonDocument.Parse(await at.Api.GetStringAsync(path, stop));
            return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(row => row.Clone())];
        }
    }
}
