using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Sip;
using Microsoft.Extensions.Logging.Abstractions;

// A SIP edge with the smallest engine there can be: every call is dialled to one destination.
// usage: Bidline.Bench.Sip LISTEN DESTINATION [DECISION_MS]
var listen = IPEndPoint.Parse(args[0]);
var destination = args[1];
var decision = TimeSpan.FromMilliseconds(args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0);
var trunk = new Trunk(
    new TrunkId("bench"), [IPNetwork.Parse("127.0.0.0/8")], null, FrozenDictionary<string, string>.Empty, null, null,
    5000, 20000);
var shelf = new BookShelf();
shelf.Swap(CampaignBook.Empty with { Trunks = new[] { trunk }.ToFrozenDictionary(t => t.Id) });
var settings = new SipEdgeSettings(listen, 20000, 39999)
{
    Addresses = new AddressPolicy(allowPrivate: true),
    CallsPerSecond = 5000, CallsPerSecondPerSource = 5000, MessagesPerSecondPerSource = 100_000, Concurrent = 20000,
};
await using var edge = new SipEdge(
    settings, shelf, (call, control) => { _ = ServeAsync(call, control); }, TimeProvider.System,
    NullLoggerFactory.Instance);
await edge.StartAsync(CancellationToken.None);
Console.WriteLine($"ready sip={edge.BoundEndPoint}");
var quit = new TaskCompletionSource();
using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Quit);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Quit);
await quit.Task;
foreach (var counter in typeof(SipEdgeCounters).GetProperties())
    Console.WriteLine($"{counter.Name}={counter.GetValue(edge.Counters)}");
Console.WriteLine(
    $"gc={GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)} "
    + $"pause_ms={GC.GetTotalPauseDuration().TotalMilliseconds:F0} rss_mb={Environment.WorkingSet >> 20}");

void Quit(PosixSignalContext signal)
{
    signal.Cancel = true;
    quit.TrySetResult();
}

async Task ServeAsync(InboundCall call, ICallControl control)
{
    if (decision > TimeSpan.Zero) await Task.Delay(decision);
    var order = new DialOrder(destination, call.Caller, TimeSpan.FromSeconds(20), TimeSpan.FromHours(1));
    switch (await control.DialAsync(order, static () => { }, control.CallerGone))
    {
        case DialOutcome.Answered answered:
            await answered.Conversation.Ended;
            break;
        case DialOutcome.Failed failed:
            control.Refuse(failed.SipStatus is 486 ? 486 : 480, failed.Reason.Code);
            break;
        default:
            break;
    }
}
