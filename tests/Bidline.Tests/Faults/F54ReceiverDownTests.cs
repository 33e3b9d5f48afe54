using System.Globalization;
using Bidline.Storage;
using Bidline.Tests.Postbacks;
using Bidline.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Faults;

/// <summary>
/// F54: a receiver is down for three days, slow, fails, answers without end, redirects inside. BIDLINE_POSTBACKS=100000
/// for the row's whole count; what notices cost a call is measured by bench/notices.
/// </summary>
public sealed class F54ReceiverDownTests
{
    private static readonly string[] Bad = ["slow", "failing", "endless", "redirecting"];

    private int _slow;

    private static int Count { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("BIDLINE_POSTBACKS"), CultureInfo.InvariantCulture, out var count) ? count : 400;

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task F54_loses_nothing_while_a_receiver_is_down_for_three_days(StoreKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync(kind);
        host.Places["target:acme"] = receiver.Url;
        receiver.Status = 503;
        await host.QueueAsync(Count);
        for (var hour = 0; hour < 72; hour++) await host.PassAsync(TimeSpan.FromHours(1));
        receiver.All.ShouldAllBe(one => one.IsSignedWith(SendingHost.Secret));
        receiver.All.Clear();
        receiver.Status = 204;

        for (var hour = 0; hour < 48; hour++) await host.PassAsync(TimeSpan.FromHours(1));

        var taken = receiver.All.Select(one => one.Data.GetProperty("key").GetString()).Distinct().Count();
        (Count - taken).ShouldBe(0);
        receiver.All.ShouldAllBe(one => one.IsSignedWith(SendingHost.Secret));
        (await host.Outbox.DeadAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    [Fact]
    public async Task F54_bad_receivers_hold_up_no_good_one_reach_nothing_inside_and_end_as_dead_letters()
    {
        await using var canary = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var good = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync();
        receiver.Answers = (one, context) => BehaveAsync(one.Line, context, canary.Url);
        foreach (var bad in Bad)
        {
            host.Places[$"target:{bad}"] = new Uri(receiver.Url, $"/{bad}");
            await host.QueueAsync(bad, $"target:{bad}");
        }

        host.Places["target:good"] = good.Url;
        await host.QueueAsync(50, "target:good");
        var sweep = await host.Sender.SweepAsync(CancellationToken.None);
        for (var waits = 0; good.All.Count < 50 && waits < 100; waits++)
            await Task.Delay(20, TestContext.Current.CancellationToken);

        good.All.Count.ShouldBe(50);
        sweep.IsCompleted.ShouldBeFalse("the slow one was still being waited for");
        await sweep;
        for (var hour = 0; hour < 100; hour++) await host.PassAsync(TimeSpan.FromHours(1));
        var ended = (await host.AllAsync()).Where(one => one.Destination != "target:good").ToArray();
        ended.Where(one => one.Destination != "target:endless").ShouldAllBe(one => one.State == "dead" && one.Attempts == 10);
        // Its status was 200 before it began to pour: that is delivered, and the rest is not read.
        ended.Single(one => one.Destination == "target:endless").State.ShouldBe("delivered");
        canary.All.ShouldBeEmpty();
    }

    private async Task BehaveAsync(string line, HttpContext context, Uri canary)
    {
        switch (line)
        {
            // Once, so that the test takes two seconds and not ten times two.
            case "POST /slow" when Interlocked.Increment(ref _slow) == 1:
                await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
                break;
            case "POST /slow":
            case "POST /failing":
                context.Response.StatusCode = 500;
                break;
            case "POST /redirecting":
                context.Response.Redirect(canary.AbsoluteUri);
                break;
            default:
                var chunk = new byte[1 << 20];
                for (var i = 0; i < 10_000 && !context.RequestAborted.IsCancellationRequested; i++)
                    await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
                break;
        }
    }
}
