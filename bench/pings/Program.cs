using System.Diagnostics;
using System.Globalization;
using Bidline.Bench.Pings;

// usage: LOAD RUN [SECONDS]   LOAD is the load generator's path; STUB is the port of bidders, for runs that ask some.
// Prints one line of figures.
var run = args[1];
var seconds = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 10;
var stub = Environment.GetEnvironmentVariable("STUB");
await using Asked asked = run.StartsWith("peer", StringComparison.Ordinal)
    ? await BarePeer.StartAsync(stub is null ? null : new PeerBidders(stub, run.EndsWith("open", StringComparison.Ordinal) ? 20 : 0))
    : await Exchange.StartAsync(run, stub);
var rate = run switch
{
    "refused-paced" => "15000", "asked-20-open" or "peer-asked-20-open" => "200", "candidates" => "500", _ => "",
};
// A ping's code is compiled for good only after ten to twenty seconds of full load.
var warm = double.Parse(Environment.GetEnvironmentVariable("WARM") ?? "25", CultureInfo.InvariantCulture);
await LoadAsync(warm);
using var stalls = Environment.GetEnvironmentVariable("WORST") is null ? null : new Stalls();
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
