using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;

namespace Bidline.Bench.Pings;

/// <summary>
/// Says when the collector stopped everybody and for how long, and in the end what was allocated, by type. Its clock is that
/// of the load generator, which says (WORST=MS) when pings were slow: side by side they tell whether it was the collector.
/// </summary>
internal sealed class Stalls : EventListener
{
    private const EventKeywords Collector = (EventKeywords)1;
    private const int TypesShown = 40;

    private readonly ConcurrentDictionary<string, int> _types = new();
    private double _stopped;

    public override void Dispose()
    {
        base.Dispose();
        var all = _types.Values.Sum();
        foreach (var (type, count) in _types.OrderByDescending(it => it.Value).Take(TypesShown))
            Console.Error.WriteLine($"allocated {100.0 * count / all:0.0} % {type}");
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(eventSource, EventLevel.Verbose, Collector);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        var ago = (TimeProvider.System.GetUtcNow().UtcDateTime - eventData.TimeStamp).TotalMilliseconds;
        var at = (Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency) - ago;
        switch (eventData.EventName)
        {
            case "GCAllocationTick_V4": _types.AddOrUpdate((string)eventData.Payload![5]!, 1, (_, count) => count + 1); break;
            case "GCSuspendEEBegin_V1": _stopped = at; break;
            case "GCRestartEEEnd_V1": Console.Error.WriteLine($"{at:0.0} collector stopped all for {at - _stopped:0.0} ms"); break;
        }
    }
}
