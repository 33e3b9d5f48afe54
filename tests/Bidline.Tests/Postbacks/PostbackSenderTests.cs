using System.Diagnostics;
using Bidline.Postbacks;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Postbacks;

public sealed class PostbackSenderTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_is_queued_is_sent_signed_and_logged(StoreKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync(kind);
        host.Places["target:acme"] = receiver.Url;
        await host.QueueAsync("call/auction/acme/won");
        await host.QueueAsync("call/auction/acme/won");

        await host.SweepAsync();
        await host.SweepAsync();

        var received = receiver.All.ShouldHaveSingleItem();
        received.Line.ShouldBe("POST /notices");
        received.IsSignedWith(SendingHost.Secret).ShouldBeTrue();
        (received.Headers["content-type"], received.Headers["content-length"]).ShouldBe(
            ("application/json", $"{received.Body.Length}"));
        var sent = (await host.AllAsync()).ShouldHaveSingleItem();
        (sent.Id.ToString(), sent.State, sent.Attempts, sent.LastStatus, sent.NextAt).ShouldBe((received.Id, "delivered", 1, 200, null));
        (await host.AttemptsAsync(sent.Id)).ShouldHaveSingleItem().Status.ShouldBe(200);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_failing_receiver_is_tried_ten_times_over_three_days_and_then_it_is_a_dead_letter(StoreKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync(kind);
        host.Places["target:acme"] = receiver.Url;
        receiver.Status = 500;
        await host.QueueAsync("k");
        var begun = host.Clock.GetUtcNow();

        await host.SweepAsync();
        for (var tries = 0; (await host.AllAsync())[0] is { NextAt: { } next } && tries < 100; tries++)
            await host.PassAsync(next - host.Clock.GetUtcNow() > TimeSpan.Zero ? next - host.Clock.GetUtcNow() : TimeSpan.FromMinutes(2));

        var dead = (await host.AllAsync())[0];
        (dead.State, dead.Attempts, dead.LastError).ShouldBe(("dead", 10, "HTTP 500"));
        var attempts = await host.AttemptsAsync(dead.Id);
        attempts.Select(attempt => attempt.Number).ShouldBe(Enumerable.Range(1, 10));
        (attempts[^1].At - begun).ShouldBeInRange(TimeSpan.FromDays(3), TimeSpan.FromDays(3.6));
        receiver.All.Select(one => one.Id).Distinct().ShouldHaveSingleItem();
        receiver.All.Count.ShouldBe(10);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Nothing_is_lost_while_a_receiver_is_down_for_three_days(StoreKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync(kind);
        host.Places["target:acme"] = receiver.Url;
        receiver.Status = 503;
        await host.QueueAsync(200);
        for (var hour = 0; hour < 72; hour++) await host.PassAsync(TimeSpan.FromHours(1));
        receiver.All.Clear();
        receiver.Status = 204;

        for (var hour = 0; hour < 26; hour++) await host.PassAsync(TimeSpan.FromHours(1));

        receiver.All.Select(one => one.Data.GetProperty("key").GetString()).Distinct().Count().ShouldBe(200);
        (await host.AllAsync()).ShouldAllBe(one => one.State == "delivered");
    }

    [Fact]
    public async Task A_410_ends_it_until_it_is_resumed_or_the_address_is_another()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync();
        host.Places["target:acme"] = receiver.Url;
        await host.QueueAsync(3);
        receiver.Status = 410;
        await host.SweepAsync();
        await host.QueueAsync("later");

        (await host.AllAsync()).Count.ShouldBe(3);
        (await host.AllAsync()).ShouldAllBe(one => one.State == "dead");
        (await host.Log.StopOfAsync("target:acme", CancellationToken.None))!.Value.Url.ShouldBe(receiver.Url);

        receiver.Status = 200;
        host.Places["target:acme"] = new Uri(receiver.Url, "/moved");
        await host.QueueAsync("elsewhere");
        await host.PassAsync(TimeSpan.FromMinutes(5));
        receiver.All.ShouldContain(one => one.Line == "POST /moved");

        await host.Outbox.ResumeAsync("target:acme", new Statement("SELECT 1"));
        await host.PassAsync(TimeSpan.FromMinutes(5));
        (await host.AllAsync()).ShouldAllBe(one => one.State == "delivered");
    }

    [Fact]
    public async Task A_receiver_that_asks_for_time_gets_it()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync();
        host.Places["target:acme"] = receiver.Url;
        await host.QueueAsync("k");
        receiver.Answers = (_, context) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "600";
            return Task.CompletedTask;
        };

        await host.SweepAsync();
        await host.QueueAsync("another");
        await host.PassAsync(TimeSpan.FromSeconds(599));

        receiver.All.ShouldHaveSingleItem();
        receiver.Status = 200;
        await host.PassAsync(TimeSpan.FromSeconds(2));
        receiver.All.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("redirect", "HTTP 302")]
    [InlineData("silent", "timed out")]
    [InlineData("endless", null)]
    [InlineData("headers", "the answer's headers are too long")]
    public async Task Whatever_a_receiver_does_is_one_attempt_in_bounded_time(string behaviour, string? error)
    {
        await using var canary = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync();
        host.Places["target:acme"] = receiver.Url;
        receiver.Answers = (_, context) => BehaveAsync(behaviour, context, canary.Url);
        await host.QueueAsync("k");
        var watch = Stopwatch.StartNew();

        await host.SweepAsync();

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
        (await host.AllAsync()).ShouldHaveSingleItem().LastError.ShouldBe(error);
        canary.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    public async Task Without_leave_no_inside_address_is_connected(string form)
    {
        await using var canary = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync(allowPrivate: false);
        host.Places["target:acme"] = new Uri(string.Format(null, form, canary.Url.Port));
        await host.QueueAsync("k");

        await host.SweepAsync();

        var refused = (await host.AllAsync())[0];
        (refused.Attempts, refused.LastStatus).ShouldBe((1, null));
        refused.LastError.ShouldBeOneOf(form.Contains("0.0.0.0")
            ? ["no connection"]
            : ["the address is not allowed: loopback", "the address is not allowed: link_local"]);
        canary.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_slow_receiver_delays_nobody_elses()
    {
        await using var slow = await Receiver.StartAsync();
        await using var quick = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync();
        (host.Places["target:slow"], host.Places["target:quick"]) = (slow.Url, quick.Url);
        slow.Answers = (_, context) => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
        await host.QueueAsync(40, "target:slow");
        await host.QueueAsync(40, "target:quick");
        var watch = Stopwatch.StartNew();

        var running = await host.Sender.SweepAsync(CancellationToken.None);
        while (quick.All.Count < 40 && watch.ElapsedMilliseconds < 10_000) await Task.Delay(10, TestContext.Current.CancellationToken);

        quick.All.Count.ShouldBe(40);
        running.IsCompleted.ShouldBeFalse();
        slow.All.Count.ShouldBeLessThanOrEqualTo(8);
        await running;
    }

    [Fact]
    public async Task What_a_killed_sender_had_claimed_is_sent_by_another_once_the_claim_is_over()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync();
        host.Places["target:acme"] = receiver.Url;
        await host.QueueAsync(3);
        var (_, claimed) = await host.Outbox.ClaimAsync("target:acme", 32, CancellationToken.None);

        await host.SweepAsync();
        receiver.All.ShouldBeEmpty();
        await host.PassAsync(Outbox.ClaimedFor + TimeSpan.FromSeconds(1));

        (claimed.Count, receiver.All.Count).ShouldBe((3, 3));
    }

    [Fact]
    public async Task Two_servers_on_one_database_share_the_work_and_send_nothing_twice()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync(StoreKind.Postgres);
        host.Places["target:a"] = host.Places["target:b"] = receiver.Url;
        await host.QueueAsync(150, "target:a");
        await host.QueueAsync(150, "target:b");
        var directory = Directory.CreateTempSubdirectory("bidline-test-").FullName;
        await using var beside = await Store.OpenAsync(
            host.Test.Settings with { DataDirectory = directory }, host.Clock, CancellationToken.None);
        var other = host.SenderOver(new Outbox(beside, host.Clock));

        await Task.WhenAll(
            Task.Run(async () => await await other.SweepAsync(CancellationToken.None), TestContext.Current.CancellationToken),
            Task.Run(host.SweepAsync, TestContext.Current.CancellationToken));

        receiver.All.Count.ShouldBe(300);
        receiver.All.Select(one => one.Id).Distinct().Count().ShouldBe(300);
        other.Counts.Delivered.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_destination_that_nobody_knows_any_more_gets_nothing()
    {
        await using var host = await SendingHost.StartAsync();
        await host.QueueAsync("k", "target:gone");

        await host.SweepAsync();

        var dead = (await host.AllAsync())[0];
        (dead.State, dead.LastError).ShouldBe(("dead", "no longer wanted by the market"));
    }

    [Fact]
    public async Task A_dead_letter_can_be_sent_again()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync();
        await host.QueueAsync("k");
        await host.SweepAsync();
        host.Places["target:acme"] = receiver.Url;

        (await host.Outbox.ResendAsync((await host.AllAsync())[0].Id, new Statement("SELECT 1"))).ShouldBeTrue();
        await host.SweepAsync();

        receiver.All.ShouldHaveSingleItem();
        (await host.Outbox.ResendAsync(PostbackId.New(host.Clock), new Statement("SELECT 1"))).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_delivered_is_forgotten_after_a_week_and_the_dead_after_a_month()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync();
        await host.QueueAsync("lost", "target:gone");
        host.Places["target:acme"] = receiver.Url;
        await host.QueueAsync(700);
        await host.SweepAsync();

        await host.PassAsync(TimeSpan.FromDays(6.9));
        (await host.AllAsync()).Count.ShouldBe(701);
        await host.PassAsync(TimeSpan.FromDays(0.2));
        (await host.AllAsync()).ShouldHaveSingleItem().State.ShouldBe("dead");
        await host.PassAsync(TimeSpan.FromDays(24));
        (await host.AllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stopping_gives_back_what_was_not_sent()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SendingHost.StartAsync();
        host.Places["target:acme"] = receiver.Url;
        using var stop = new CancellationTokenSource();
        receiver.Answers = (_, context) => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
        await host.QueueAsync(20);

        var running = await host.Sender.SweepAsync(stop.Token);
        while (receiver.All.IsEmpty) await Task.Delay(10, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await running;
        receiver.Status = 200;
        receiver.All.Clear();
        await host.SweepAsync();

        receiver.All.Count.ShouldBe(20);
    }

    private static async Task BehaveAsync(string behaviour, HttpContext context, Uri canary)
    {
        switch (behaviour)
        {
            case "redirect":
                context.Response.Redirect(canary.AbsoluteUri);
                break;
            case "silent":
                await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
                break;
            case "headers":
                context.Response.Headers["X-Long"] = new string('x', 20_000);
                break;
            default:
                var chunk = new byte[1 << 20];
                for (var i = 0; i < 10_000 && !context.RequestAborted.IsCancellationRequested; i++)
                    await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
                break;
        }
    }
}
