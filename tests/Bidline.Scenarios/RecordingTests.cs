using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Bidline.Primitives;
using Bidline.Scenarios.Parts;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace Bidline.Scenarios;

/// <summary>
/// A call by sipp in which each side plays a tone of its own, recorded by the real program: what comes out of the link is
/// that sound, each tone in its channel. And what a killed server, and a full disk, leave of it.
/// </summary>
public sealed class RecordingTests : IAsyncLifetime
{
    private const string Caller = "+13055550142";
    private const double CallersHertz = 440;
    private const double TargetsHertz = 1_000;
    private const int HeadBytes = 58;
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly string _directory = Repository.FreshDirectory();
    private ChildProgram? _phone;
    private int _port;

    public ValueTask InitializeAsync()
    {
        File.WriteAllBytes(Path.Combine(_directory, "caller.ulaw"), Tone(CallersHertz));
        File.WriteAllBytes(Path.Combine(_directory, "phone.ulaw"), Tone(TargetsHertz));
        (_phone, _port) = Sipp.Phone("speaks", 0, _directory);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _phone?.Dispose();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Each_side_is_heard_in_its_own_channel()
    {
        await using var server = await ServerAsync("recording: { mode: beep }");

        await CallAsync(server, seconds: 3);
        var recording = await RecordingAsync(server);
        var sound = await SoundAsync(server, recording);

        recording.TryGetProperty("cut", out _).ShouldBeFalse();
        recording.GetProperty("seconds").GetDouble().ShouldBeInRange(2.5, 4.5);
        sound.Length.ShouldBe(recording.GetProperty("bytes").GetInt32());
        Hertz(sound, channel: 0).ShouldBe(CallersHertz, 15);
        Hertz(sound, channel: 1).ShouldBe(TargetsHertz, 15);
    }

    [Fact]
    public async Task Nothing_is_written_where_recording_is_off()
    {
        await using var server = await ServerAsync("recording: { mode: off }");

        await CallAsync(server, seconds: 1);

        (await RecordingsAsync(server)).ShouldBeEmpty();
        Directory.Exists(Path.Combine(_directory, "recordings")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_killed_server_loses_at_most_a_second_of_it()
    {
        await using var server = await ServerAsync("recording: { mode: announce, keep_days: 1 }");
        using var caller = Sipp.Call(Act(30), server.Sip, _directory);
        var talking = TimeSpan.FromSeconds(4);
        await LiveAsync(server);
        await Task.Delay(talking, Stop);

        await server.KillAndRestartAsync(Stop);
        var recording = await RecordingAsync(server);

        recording.GetProperty("cut").GetString().ShouldBe("crash");
        recording.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(talking.TotalSeconds - 1);
        Hertz(await SoundAsync(server, recording), channel: 0).ShouldBe(CallersHertz, 15);
    }

    /// <summary>F17: a disk of 48 kB, on which 16 kB a second fit for 3 s.</summary>
    [Fact]
    public async Task A_full_disk_ends_the_recording_and_never_the_call()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_directory, "recordings")).FullName;
        using var mount = ChildProgram.Start("mount", ["-t", "tmpfs", "-o", "size=48k", "tmpfs", folder]);
        if (await mount.EndAsync(TimeSpan.FromSeconds(10), Stop) != 0) Assert.Skip("Only root can mount a small disk.");
        try
        {
            await using var server = await ServerAsync("recording: { mode: beep }");
            await CallAsync(server, seconds: 6);
            var recording = await RecordingAsync(server);
            var call = await CallOfAsync(server);

            recording.GetProperty("cut").GetString().ShouldBe("disk");
            call.GetProperty("talk_ms").GetDouble().ShouldBeGreaterThan(5_500);
            call.GetProperty("outcome").GetString().ShouldBe("connected");
            await server.StopAsync(Stop);
        }
        finally
        {
            using var unmount = ChildProgram.Start("umount", [folder]);
            await unmount.EndAsync(TimeSpan.FromSeconds(10), Stop);
        }
    }

    /// <summary>Of one person with a recorded call that was paid for, killed at each step and asked for again.</summary>
    [Fact]
    public async Task An_erasure_that_was_killed_is_finished_when_it_is_asked_for_again()
    {
        var order = Path.Combine(_directory, "fail-point");
        await using var server = await ServerAsync("recording: { mode: beep }", order);

        foreach (var point in FailPoint.OfErasure)
        {
            using var caller = Sipp.Call(Act(3), server.Sip, _directory);
            await LiveAsync(server);
            await AppendAsync(server);
            (await caller.EndAsync(TimeSpan.FromSeconds(40), Stop)).ShouldBe(0, caller.Said);
            await UntilAsync(async () => Files().Count == 1 && (await ListAsync(server, "v1/calls"))
                .TrueForAll(call => call.TryGetProperty("revenue", out _)));
            var revenue = await RevenueAsync(server);
            (await KnownAsync(server)).ShouldBe(1, point);
            Appends().ShouldBe(1, point);
            await File.WriteAllTextAsync(order, $"{point} 1", Stop);
            await Should.ThrowAsync<HttpRequestException>(EraseAsync(server));
            await File.WriteAllTextAsync(order, "", Stop);
            (await server.TryRestartAsync(Stop)).ShouldBeTrue(point);

            var certificate = await EraseAsync(server);

            certificate.TryGetProperty("ended_at", out _).ShouldBeTrue(point);
            certificate.GetProperty("erased").GetProperty("left").GetInt32().ShouldBe(0, point);
            Files().ShouldBeEmpty(point);
            Appends().ShouldBe(0, point);
            (await KnownAsync(server)).ShouldBe(0, point);
            (await ListAsync(server, "v1/erasures"))[1].TryGetProperty("ended_at", out _).ShouldBeFalse(point);
            (await RevenueAsync(server)).ShouldBe(revenue, point);
        }

        await server.StopAsync(Stop);
        var (code, said) = await server.CheckAsync(Stop);
        code.ShouldBe(0, said);
    }

    /// <summary>What somebody else tells of a call while it goes on.</summary>
    private static async Task AppendAsync(ServerProgram server)
    {
        var call = (await ListAsync(server, "v1/calls"))[0].GetProperty("id").GetString();
        using var told = new StringContent(
            JsonSerializer.Serialize(new { call, tags = new { home = Caller } }), Encoding.UTF8, "application/json");
        using var answer = await server.Api.PostAsync("v1/appends", told, Stop);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Stop));
    }

    private long Appends()
    {
        using var store = new SqliteConnection($"Data Source={Path.Combine(_directory, "bidline.db")};Pooling=false");
        store.Open();
        using var count = store.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM appends";
        return (long)count.ExecuteScalar()!;
    }

    /// <summary>Calls that still know their caller.</summary>
    private static async Task<int> KnownAsync(ServerProgram server) => (await ListAsync(server, "v1/calls?reveal=true"))
        .Count(call => call.ToString().Contains(Caller[2..], StringComparison.Ordinal));

    private List<string> Files()
    {
        var folder = Path.Combine(_directory, "recordings");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.wav", SearchOption.AllDirectories)] : [];
    }

    private static async Task<JsonElement> EraseAsync(ServerProgram server)
    {
        using var asked = new StringContent(
            JsonSerializer.Serialize(new { caller = Caller, why = "asked by e-mail" }), Encoding.UTF8, "application/json");
        using var answer = await server.Api.PostAsync("v1/erasures", asked, Stop);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Stop));
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        return body.RootElement.Clone();
    }

    private static async Task<string> RevenueAsync(ServerProgram server) =>
        string.Join(' ', (await ListAsync(server, "v1/calls")).Select(call => call.GetProperty("revenue").GetString()));

    private async Task<ServerProgram> ServerAsync(string recording, string? failPoint = null)
    {
        var market = Path.Combine(_directory, "market.yaml");
        await File.WriteAllTextAsync(market, $$"""
            currency: USD
            publishers: [ { id: zeta } ]
            buyers: [ { id: acme, billing: prepaid, opening_balance: "1000.00" } ]
            targets:
              - { id: alpha, buyer: acme, destination: "sip:phone@127.0.0.1:{{_port}}", price: { fixed: "25.00" }, qualify: { connected_seconds: 1 } }
            campaigns:
              - id: sales
                {{recording}}
                routing: { tiers: [ { targets: [ { id: alpha } ] } ] }
                publishers: [ { id: zeta, payout: { fixed: "20.00" }, qualify: { connected_seconds: 1 } } ]
            numbers: [ { number: "+18005550100", campaign: sales, publisher: zeta } ]
            trunks: [ { id: lab, match: { addresses: ["127.0.0.0/8"] } } ]
            """, Stop);
        var environment = failPoint is null
            ? new Dictionary<string, string>()
            : new Dictionary<string, string> { [FailPoint.Variable] = failPoint };
        return await ServerProgram.StartAsync(new ServerSettings(_directory, market, null) { Environment = environment }, Stop);
    }

    private async Task CallAsync(ServerProgram server, double seconds)
    {
        using var caller = Sipp.Call(Act(seconds), server.Sip, _directory);
        (await caller.EndAsync(TimeSpan.FromSeconds(40), Stop)).ShouldBe(0, caller.Said);
    }

    private static CallerAct Act(double seconds) => new() { Caller = "speaks", Number = RecordingTests.Caller, Seconds = seconds, Dials = "+18005550100" };

    private static async Task LiveAsync(ServerProgram server) =>
        await UntilAsync(async () => (await CallsAsync(server)).FirstOrDefault() is { ValueKind: JsonValueKind.Object } call
            && call.GetProperty("phase").GetString() == "connected");

    private static async Task<JsonElement> CallOfAsync(ServerProgram server) => (await CallsAsync(server)).Single();

    private static async Task<JsonElement> RecordingAsync(ServerProgram server)
    {
        await UntilAsync(async () => (await RecordingsAsync(server)).Count == 1);
        return (await RecordingsAsync(server))[0];
    }

    private static async Task<List<JsonElement>> CallsAsync(ServerProgram server) => await ListAsync(server, "v1/calls");

    private static async Task<List<JsonElement>> RecordingsAsync(ServerProgram server) =>
        await ListAsync(server, $"v1/calls/{(await CallOfAsync(server)).GetProperty("id").GetString()}/recordings");

    private static async Task<List<JsonElement>> ListAsync(ServerProgram server, string path)
    {
        using var answer = JsonDocument.Parse(await server.Api.GetStringAsync(path, Stop));
        return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(row => row.Clone())];
    }

    private static async Task<byte[]> SoundAsync(ServerProgram server, JsonElement recording)
    {
        using var answer = await server.Api.PostAsync($"v1/calls/{recording.GetProperty("call").GetString()}/recordings/1/links", null, Stop);
        using var link = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        using var player = new HttpClient();
        return await player.GetByteArrayAsync(link.RootElement.GetProperty("url").GetString(), Stop);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await holds()) return;
            await Task.Delay(100, Stop);
        }

        throw new TimeoutException("It did not come to that within 20 s.");
    }

    /// <summary>A second of a tone in mu-law; ends where it begins, so that it can go on.</summary>
    private static byte[] Tone(double hertz) =>
        [.. Enumerable.Range(0, 8_000).Select(i => MuLaw((short)(12_000 * Math.Sin(2 * Math.PI * hertz * i / 8_000))))];

    private static byte MuLaw(short sample)
    {
        var magnitude = Math.Abs((int)sample) + 0x84;
        var exponent = int.Log2(magnitude) - 7;
        return (byte)~((sample < 0 ? 0x80 : 0) | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0F));
    }

    /// <summary>By how often the middle second of a channel passes zero; its top bit is the sign.</summary>
    private static double Hertz(byte[] file, int channel)
    {
        var samples = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(HeadBytes - 4)) / 2;
        samples.ShouldBeGreaterThan(12_000);
        var from = (samples / 2) - 4_000;
        var passes = Enumerable.Range(from, 7_999)
            .Count(i => (Sample(file, i, channel) ^ Sample(file, i + 1, channel)) >= 0x80);
        return passes / 2.0;
    }

    private static int Sample(byte[] file, int at, int channel) => file[HeadBytes + (2 * at) + channel];
}
