using System.Net;
using System.Net.Http.Headers;
using Bidline.Accounts;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Recordings;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class RecordingRoutesTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_lets_a_player_fetch_the_sound_in_parts_without_a_key()
    {
        await using var server = await ApiServer.StartAsync();
        using var ann = await server.ClientAsync(Role.Operator);
        using var player = await server.ClientAsync(null);
        var name = await MakeAsync(server);

        var listed = (await ann.SendAsync("GET", $"/v1/calls/{name.Call}/recordings")).Json.GetProperty("data")[0];
        var link = (await ann.SendAsync("POST", $"/v1/calls/{name.Call}/recordings/1/links", "{}")).Json;
        using var request = new HttpRequestMessage(HttpMethod.Get, link.GetProperty("url").GetString());
        request.Headers.Range = new RangeHeaderValue(2, 4);
        using var part = await player.SendAsync(request, Stop);

        listed.GetProperty("seconds").GetDouble().ShouldBe(61);
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        part.Content.Headers.ContentType!.MediaType.ShouldBe("audio/wav");
        (await part.Content.ReadAsStringAsync(Stop)).ShouldBe("und");
        part.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task A_link_that_was_changed_opens_nothing_and_tells_nothing()
    {
        await using var server = await ApiServer.StartAsync();
        using var ann = await server.ClientAsync(Role.Operator);
        using var player = await server.ClientAsync(null);
        var (name, other) = (await MakeAsync(server), await MakeAsync(server));
        var link = (await ann.SendAsync("POST", $"/v1/calls/{name.Call}/recordings/1/links", "{}")).Json
            .GetProperty("url").GetString()!;

        foreach (var forged in (string[])
            [
                link.Replace(name.Call.ToString(), other.Call.ToString()), link.Replace("until=1", "until=2"), link[..^1] + "g",
                link.Split('?')[0], link.Replace("recordings/1/", "recordings/99999999999/"), link.Replace("recordings/1/", "recordings/-1/"),
            ])
        {
            (await player.GetAsync(forged, Stop)).StatusCode.ShouldBe(HttpStatusCode.NotFound, forged);
        }
    }

    [Fact]
    public async Task A_deleted_recording_is_still_known_and_cannot_be_heard()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = await server.ClientAsync();
        var name = await MakeAsync(server);
        var link = (await admin.SendAsync("POST", $"/v1/calls/{name.Call}/recordings/1/links", "{}")).Json.GetProperty("url").GetString();

        (await admin.SendAsync("DELETE", $"/v1/calls/{name.Call}/recordings/1")).Status.ShouldBe(204);

        (await admin.SendAsync("GET", $"/v1/calls/{name.Call}/recordings")).Json.GetProperty("data")[0]
            .TryGetProperty("deleted_at", out _).ShouldBeTrue();
        (await admin.GetAsync(link, Stop)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await admin.SendAsync("POST", $"/v1/calls/{name.Call}/recordings/1/links", "{}")).Status.ShouldBe(404);
        (await admin.SendAsync("DELETE", $"/v1/calls/{name.Call}/recordings/1")).Status.ShouldBe(404);
    }

    private static async Task<RecordingName> MakeAsync(ApiServer server)
    {
        var shelf = server.Services.GetRequiredService<RecordingShelf>();
        var name = new RecordingName(new DateOnly(2026, 11, 27), CallId.New(TimeProvider.System), 1);
        var path = Path.Combine(shelf.Directory, name.Relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "sound", Stop);
        await shelf.KeepAsync(new FinishedRecording(name, 5, TimeSpan.FromSeconds(61), new string('a', 64), [1, 2, 255]));
        return name;
    }
}
