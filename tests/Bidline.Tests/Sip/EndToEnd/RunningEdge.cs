using System.Collections.Frozen;
using System.Net;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Sip;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidline.Tests.Sip.EndToEnd;

/// <summary>A real edge on free loopback ports, with an engine of a few lines behind it.</summary>
internal sealed class RunningEdge : IAsyncDisposable
{
    private static int _started;

    private RunningEdge(SipEdge edge, BookShelf shelf) => (Edge, Shelf) = (edge, shelf);

    public SipEdge Edge { get; }

    public BookShelf Shelf { get; }

    public IPEndPoint At => Edge.BoundEndPoint;

    public Heard<InboundCall> Calls { get; } = new();

    public Heard<DialOutcome> Outcomes { get; } = new();

    public Heard<ConversationEnd> Ends { get; } = new();

    /// <param name="engine">What is done with each call; null dials nobody and refuses with 480.</param>
    public static async Task<RunningEdge> StartAsync(
        Func<RunningEdge, ICallControl, Task>? engine = null,
        Func<SipEdgeSettings, SipEdgeSettings>? change = null,
        Trunk? trunk = null,
        string listen = "127.0.0.1:0",
        TimeProvider? clock = null)
    {
        var first = 21000 + (Interlocked.Increment(ref _started) * 400 % 30000);
        var settings = new SipEdgeSettings(IPEndPoint.Parse(listen), first, first + 399)
        {
            WarmUpCalls = 2, Addresses = new AddressPolicy(allowPrivate: true),
        };
        var shelf = new BookShelf();
        shelf.Swap(Book(trunk ?? Trunk()));
        RunningEdge? running = null;
        var edge = new SipEdge(
            change is null ? settings : change(settings),
            shelf,
            (call, control) =>
            {
                running!.Calls.Add(call);
                _ = engine is null ? RefuseAsync(control) : engine(running, control);
            },
            clock ?? TimeProvider.System,
            NullLoggerFactory.Instance);
        running = new RunningEdge(edge, shelf);
        await edge.StartAsync(CancellationToken.None);
        return running;
    }

    public static Trunk Trunk(int callsPerSecond = 100, int concurrent = 100, params (string Header, string Tag)[] tags) => new(
        new TrunkId("lab"),
        [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")],
        null,
        tags.ToFrozenDictionary(t => t.Header, t => t.Tag),
        null,
        null,
        callsPerSecond,
        concurrent);

    public static CampaignBook Book(Trunk trunk) =>
        CampaignBook.Empty with { Trunks = new[] { trunk }.ToFrozenDictionary(t => t.Id) };

    /// <summary>An engine that dials these one after the other until one answers.</summary>
    public static Func<RunningEdge, ICallControl, Task> Dialling(params DialOrder[] orders) => async (edge, control) =>
    {
        foreach (var order in orders)
        {
            var outcome = await control.DialAsync(order, static () => { }, CancellationToken.None);
            edge.Outcomes.Add(outcome);
            if (outcome is DialOutcome.CallerGone) return;
            if (outcome is not DialOutcome.Answered answered) continue;
            edge.Ends.Add(await answered.Conversation.Ended);
            return;
        }

        control.Refuse(480, "Temporarily Unavailable");
    };

    public static DialOrder To(IPEndPoint phone, string parameters = "") => new(
        $"sip:desk@{phone}{parameters}",
        PhoneNumber.Parse("+13055550101"),
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(5));

    public ValueTask DisposeAsync() => Edge.DisposeAsync();

    private static Task RefuseAsync(ICallControl control)
    {
        control.Refuse(480, "Temporarily Unavailable");
        return Task.CompletedTask;
    }
}
