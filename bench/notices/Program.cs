using System.Diagnostics;
using System.Globalization;
using Bidline.Adapters.Postbacks;
using Bidline.Bench.Notices;
using Bidline.Calls;
using Bidline.Connecting;
using Bidline.Postbacks;
using Bidline.Postbacks.Notices;
using Bidline.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

// What telling bidders costs, and that a receiver which is down for three days loses nothing.
// usage: [count of postbacks for the last part, 100,000 unless given]
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
LivePath();
Composing();
await SendingAsync(count);

static void LivePath()
{
    // All that an auction's thread sees of notices: its event is offered to one more listener.
    var feed = new CallFeed();
    var entry = Story.Log(20)[1];
    var alone = Nanoseconds(() => feed.Publish(entry));
    using var listener = feed.Subscribe();
    var heard = Nanoseconds(() => feed.Publish(entry));
    Print($"live path: {heard - alone:0} ns for an event that one more listens to");
}

static void Composing()
{
    var (log, book) = (Story.Log(20), Story.Book(20));
    var notices = CallNotices.Of(log, Story.Settled, book).Count;
    var before = GC.GetAllocatedBytesForCurrentThread();
    var each = Nanoseconds(() => CallNotices.Of(log, Story.Settled, book), 2_000) / 1_000;
    var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (2_000 * 6);
    var nothing = Nanoseconds(() => CallNotices.Of(log, Story.Settled, Bidline.Campaigns.CampaignBook.Empty), 2_000) / 1_000;
    Print($"settled half: {each:0} us and {bytes / 1024} KB for the {notices} notices of a call with 20 bidders; "
        + $"{nothing:0.0} us where nobody wants any");
}

static async Task SendingAsync(int count)
{
    var directory = Directory.CreateTempSubdirectory("bidline-bench-").FullName;
    var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
    await using var receiver = await Receiver.StartAsync();
    await using (var store = await Store.OpenAsync(new StoreSettings(StoreKind.Sqlite, directory, null), clock, default))
    {
        var outbox = new Outbox(store, clock);
        using var client = new PostbackClient(new PostbackClientSettings(), new AddressPolicy(true), TimeProvider.System);
        var place = new PostbackPlace(receiver.Url, [WebhookSignature.NewSecret()]);
        var sender = new PostbackSender(
            outbox, (_, _) => Task.FromResult<PostbackPlace?>(place), client.SendAsync,
            (_, _, _) => throw new InvalidOperationException(), clock, NullLogger<PostbackSender>.Instance);
        await QueueAsync(outbox, receiver.Url, count);
        await DownForThreeDaysAsync(sender, clock, receiver);
        await UpAgainAsync(sender, clock, receiver, count);
        var dead = await outbox.DeadAsync(default);
        Print($"lost: {count - receiver.Taken.Count} of {count}, given up: {dead}");
    }

    Directory.Delete(directory, recursive: true);
}

static async Task QueueAsync(Outbox outbox, Uri url, int count)
{
    var body = CallNotices.Of(Story.Log(20), Story.Settled, Story.Book(20))[0].Body;
    var watch = Stopwatch.StartNew();
    for (var from = 0; from < count; from += 20)
    {
        await outbox.QueueAsync([.. Enumerable.Range(from, Math.Min(20, count - from)).Select(i =>
            outbox.Insert(new Postback($"k{i}", "target:t0", url, "bid.lost", null, body)))]);
    }

    Print($"outbox: {count / watch.Elapsed.TotalSeconds:0} queued a second, 20 a commit, one commit after the other");
    watch.Restart();
    for (var i = 0; i < 10; i++) await outbox.WaitingAsync(default);
    Print($"sweep: {watch.Elapsed.TotalMilliseconds / 10:0.0} ms over {count} that wait, once a second");
}

static async Task DownForThreeDaysAsync(PostbackSender sender, FakeTimeProvider clock, Receiver receiver)
{
    receiver.Answers(503);
    var watch = Stopwatch.StartNew();
    for (var hour = 0; hour < 72; hour++)
    {
        await await sender.SweepAsync(default);
        clock.Advance(TimeSpan.FromHours(1));
    }

    Print($"down: {receiver.Refused} refusals in 72 hours, {watch.Elapsed.TotalSeconds:0.0} s of ours");
}

static async Task UpAgainAsync(PostbackSender sender, FakeTimeProvider clock, Receiver receiver, int count)
{
    receiver.Answers(200);
    var watch = Stopwatch.StartNew();
    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
    for (var hour = 0; hour < 80 && receiver.Taken.Count < count; hour++)
    {
        await await sender.SweepAsync(default);
        clock.Advance(TimeSpan.FromHours(1));
    }

    var spent = Process.GetCurrentProcess().TotalProcessorTime - cpu;
    Print($"up again: {receiver.Taken.Count / watch.Elapsed.TotalSeconds:0} delivered a second to one receiver, "
        + $"{spent.TotalMicroseconds / receiver.Taken.Count:0} us CPU each, the receiver's own in the same process");
}

// The median of short rounds: the machine does other things too.
static double Nanoseconds(Action action, int rounds = 100_000)
{
    var times = new List<double>();
    for (var i = 0; i < 6; i++)
    {
        var watch = Stopwatch.StartNew();
        for (var n = 0; n < rounds; n++) action();
        times.Add(watch.Elapsed.TotalNanoseconds / rounds);
    }

    times.Sort();
    return times[2];
}

static void Print(string line) => Console.WriteLine(line);
