using Bidline.Scenarios.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Scenarios;

/// <summary>The program as ./bidline makes it, which is not the program that the other tests run.</summary>
public sealed class PublishedProgramTests : IDisposable
{
    private readonly string _directory = Repository.FreshDirectory();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task It_serves_the_pages_files_wherever_it_is_started_from()
    {
        var program = Path.Combine(_directory, "program");
        using var publish = ChildProgram.Start(
            "dotnet", ["publish", "src/Bidline.Cli", "-c", "Release", "--no-build", "-o", program, "--nologo", "-v", "quiet"]);
        (await publish.EndAsync(TimeSpan.FromMinutes(3), Cancel)).ShouldBe(0, publish.Said);
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = ChildProgram.Start(
            "dotnet",
            [
                Path.Combine(program, "Bidline.Cli.dll"), "serve", "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0",
                "--data", Path.Combine(_directory, "kept"), "--rtp", "38000-38099",
            ],
            directory: _directory, line: said => Hear(said, ready));
        var address = await ready.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        using var client = new HttpClient { BaseAddress = address };
        var page = await client.GetStringAsync("/sign-in", Cancel);
        var style = page.Split("href=\"").First(part => part.Contains("console.", StringComparison.Ordinal)).Split('"')[0];
        var sheet = await client.GetStringAsync("/" + style, Cancel);

        sheet.Length.ShouldBeGreaterThan(1_000);
        server.AskToStop();
        (await server.EndAsync(TimeSpan.FromMinutes(1), Cancel)).ShouldBe(0, server.Said);
    }

    private static void Hear(string said, TaskCompletionSource<Uri> ready)
    {
        if (!said.StartsWith("ready http=", StringComparison.Ordinal)) return;
        ready.TrySetResult(new Uri(said.Split(' ')[1]["http=".Length..]));
    }
}
