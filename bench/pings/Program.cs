using System.Diagnostics;
using System.Globalization;
using Bidline.Bench.Pings;

// usage: LOAD RUN [SECONDS]   LOAD is the load generator's path; STUB is the port of bidders, for runs that ask some.
// Prints one line of figures.
var run = args[1];
var seconds = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 10;
await using Asked asked = run.StartsWith("peer", StringComparison.Ordinal)
    ? await BarePeer.StartAsync()
    : await Exchange.StartAsync(run, Environment.GetEnvironmentVariable("STUB"));
var rate = run switch { "refused-paced" => "15000", "asked-20-open" => "200", "candidates" => "500", _ => "" };
// A ping's code is compiled for good only after ten to twenty seconds of full load.
var warm = double.Parse(Environment.GetEnvironmentVariable("WARM") ?? "25", CultureInfo.InvariantCulture);
await LoadAsync(warm);
using var gcs = Environment.GetEnvironmentVariable("WORST") is null ? null : new Gcs();
var (processor, writes) = (Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes());
var (paused, collections) = (GC.GetTotalPauseDuration(), Enumerable.Range(0, 3).Select(GC.CollectionCount).ToArray());
await using var reader = run == "candidates" ? new ConsoleReader(asked.Port) : null;
var figures = await LoadAsync(seconds);
processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
var pings = long.Parse(figures[0], CultureInfo.InvariantCulture);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{pings / double.Parse(figures[1], CultureInfo.InvariantCulture):0} pings/s, {processor.TotalMicroseconds / pings:0.0} us CPU, "
    + $"p50 {figures[2]} us, p99 {figures[3]} us, {(GC.GetTotalAllocatedBytes() - writes) / pings} B allocated; "
    + $"{figures[4]} offered, {figures[5]} rejected, {figures[6]} other; "
    + $"collections {string.Join('/', Enumerable.Range(0, 3).Select(i => GC.CollectionCount(i) - collections[i]))}, "
    + $"paused {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:0} ms in all"));
if (reader is not null) Console.WriteLine(await reader.SayAsync());

async Task<string[]> LoadAsync(double span)
{
    // So many at once as make both processors busy, and no more: what waits in a queue is no delay of ours.
    string[] arguments =
    [
        asked.Port.ToString(CultureInfo.InvariantCulture), rate.Length > 0 ? "256" : "32", span.ToString(CultureInfo.InvariantCulture),
        run.EndsWith("cached", StringComparison.Ordinal) ? "100" : "100000000", asked.Path, .. rate.Length > 0 ? [rate] : Array.Empty<string>(),
    ];
    using var load = Process.Start(new ProcessStartInfo(args[0], arguments) { RedirectStandardOutput = true })!;
    var said = await load.StandardOutput.ReadToEndAsync();
    await load.WaitForExitAsync();
    return load.ExitCode == 0 ? said.Trim().Split(' ') : throw new InvalidOperationException("the load generator failed");
}

sealed class Gcs : System.Diagnostics.Tracing.EventListener
{
    private double _suspend;
    protected override void OnEventSourceCreated(System.Diagnostics.Tracing.EventSource source)
    {
        if (source.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(source, System.Diagnostics.Tracing.EventLevel.Verbose, (System.Diagnostics.Tracing.EventKeywords)1);
    }

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _types = new();

    public override void Dispose()
    {
        base.Dispose();
        var all = _types.Values.Sum();
        foreach (var (type, n) in _types.OrderByDescending(it => it.Value).Take(60)) Console.Error.WriteLine($"alloc {100.0 * n / all:F1} % {type}");
    }

    protected override void OnEventWritten(System.Diagnostics.Tracing.EventWrittenEventArgs e)
    {
        if (e.EventName!.StartsWith("GCAllocationTick")) { _types.AddOrUpdate((string)e.Payload![5]!, 1, (_, n) => n + 1); return; }
        var now = (TimeProvider.System.GetUtcNow().UtcDateTime - e.TimeStamp).TotalMilliseconds;
        var at = (Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1000.0)) - now;
        if (e.EventName!.StartsWith("GCSuspendEEBegin")) _suspend = at;
        if (e.EventName.StartsWith("GCRestartEEEnd")) Console.Error.WriteLine($"{at:F1} gc stopped for {at - _suspend:F1}");
        if (e.EventName.StartsWith("GCHeapStats")) Console.Error.WriteLine($"{at:F1} gc heap {string.Join(' ', e.PayloadNames!.Zip(e.Payload!).Where(p => p.First.Contains("Promoted") || p.First.Contains("GenerationSize") || p.First.Contains("Pinned") || p.First.Contains("Handle")).Select(p => p.First.Replace("Generation","").Replace("Total","") + "=" + Convert.ToInt64(p.Second) / (p.First.Contains("Size") ? 1024 : 1)))}");
        if (e.EventName.StartsWith("GCStart")) Console.Error.WriteLine($"{at:F1} gc start gen {e.Payload![1]} reason {e.Payload[2]} type {e.Payload[3]}");
    }
}
