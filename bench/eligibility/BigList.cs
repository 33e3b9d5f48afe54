using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bidline.Campaigns.Lists;

namespace Bidline.Bench.Eligibility;

/// <summary>A list of a million values (ZIP codes: every one), and texts to ask it for in no order.</summary>
internal sealed class BigList : IDisposable
{
    public const int Asked = 1_000;

    private readonly ValueList _list;
    private readonly string[] _there;
    private readonly string[] _elsewhere;

    public BigList(ListKind kind)
    {
        var count = kind == ListKind.Zips ? 50_000 : ValueList.ValuesMax;
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, count).Select(n => TextOf(kind, n, 0)))));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        _list = ListSheet.ReadAsync(stream, kind, DateTimeOffset.UnixEpoch, CancellationToken.None).GetAwaiter().GetResult().List!;
        ReadIn = watch.Elapsed;
        MegabytesHeld = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        MegabytesStored = _list.Pack().Length / 1e6;
        _there = [.. Enumerable.Range(0, Asked).Select(i => TextOf(kind, (int)(i * 7_919_777L % count), 0))];
        _elsewhere = [.. Enumerable.Range(0, Asked).Select(i => TextOf(kind, (int)(i * 7_919_777L % count), 1))];
        if (Find() != Asked || Miss() != 0) throw new InvalidOperationException($"{kind} finds what is not there, or not what is.");
    }

    public int Count => _list.Count;

    public double MegabytesSaid => _list.Bytes / 1e6;

    public double MegabytesHeld { get; }

    public double MegabytesStored { get; }

    public TimeSpan ReadIn { get; }

    public int Find() => _there.Count(_list.Contains);

    public int Miss() => _elsewhere.Count(_list.Contains);

    public void Dispose() => GC.KeepAlive(_list);

    // Spread over eight thousand million numbers, as a national register is.
    private static string TextOf(ListKind kind, int n, int next) => kind switch
    {
        ListKind.Zips => ((2 * n) + next).ToString("00000", CultureInfo.InvariantCulture),
        ListKind.Text => $"lead-{((n * 2_654_435_761L) % 1_000_000_007) + (next * 2_000_000_000L)}",
        _ => $"+1{2_000_000_000L + (n * 7_919L) + next}",
    };
}
