using Bidline.Auctions;
using Bidline.Primitives;
using DuckDB.NET.Data;

namespace Bidline.Storage;

/// <summary>
/// Every candidate of every auction, for counting. Rows are written in batches about once a second; at most that much
/// is lost when the process is killed (what was won is in the call's own log). Adding never waits: rows that do not
/// fit are dropped and counted. Safe on any thread.
/// </summary>
public sealed class BidStore : IAsyncDisposable
{
    public const int BatchMax = 1_000;

    /// <summary>Candidates that may wait: several seconds of a very busy exchange, some 20 MB.</summary>
    public const int WaitingMax = 50_000;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly BidFile _file;
    private readonly LowThread _writer = new("bids");
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _stopped = new();
    private readonly WaitingRows<BidRow> _rows = new(WaitingMax);
    private readonly WaitingRows<LateBidRow> _late = new(WaitingMax);
    private readonly SemaphoreSlim _batchReady = new(0, 1);
    private readonly Task _flushing;
    private long _dropped;

    private BidStore(BidFile file, string? damage, TimeProvider clock)
    {
        _file = file;
        _clock = clock;
        Damage = damage;
        _flushing = Task.Run(FlushOnAsync);
    }

    /// <summary>
    /// What had to be moved aside when the store was opened, as one sentence; null when all was well.
    /// </summary>
    public string? Damage { get; }

    /// <summary>Why the last batch was not written; null when it was.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Rows lost because the queue was full or a batch could not be written.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>One row for every candidate of a finished auction. Never waits.</summary>
    /// <param name="state">The caller's, "FL"; null when unknown.</param>
    public void Add(AuctionRecord auction, CampaignId campaign, PublisherId publisher, string? state, bool test)
    {
        foreach (var candidate in auction.Candidates)
        {
            var row = new BidRow(
                auction.StartedAt, auction.Id, auction.Call, campaign, publisher, state,
                candidate.Shadow ? BidRow.Shadow : auction.Trigger, test,
                candidate.Target, candidate.Buyer, candidate.Tier, candidate.Stage, candidate.Reason.Code,
                candidate.Rank, candidate.Bid, candidate.Effective, auction.Floor, auction.Deadline.TotalMilliseconds,
                candidate.SentMs, candidate.DoneMs);
            if (!_rows.TryAdd(row)) Interlocked.Increment(ref _dropped);
        }

        if (_rows.Count >= BatchMax) Wake();
    }

    /// <summary>An answer that came after the auction had closed. Never waits.</summary>
    public void AddLate(AuctionId auction, TargetId target, BuyerId buyer, bool test, LateAnswer answer)
    {
        if (!_late.TryAdd(new LateBidRow(_clock.GetUtcNow(), auction, target, buyer, test, answer)))
            Interlocked.Increment(ref _dropped);
    }

    /// <summary>
    /// The candidates of one auction, those that wait to be written included; empty when it is unknown.
    /// </summary>
    public Task<IReadOnlyList<BidRow>> OfAuctionAsync(AuctionId auction, CancellationToken cancel) =>
        AskAsync<IReadOnlyList<BidRow>>(() => BidQueries.OfAuction(_file, auction), cancel);

    /// <summary>
    /// Each buyer's bidding in auctions that began in [from, to), most asked first; tests and shadows are left out.
    /// </summary>
    /// <param name="campaign">Null means all.</param>
    public Task<IReadOnlyList<BuyerBidding>> ByBuyerAsync(
        DateTimeOffset from, DateTimeOffset to, CampaignId? campaign, CancellationToken cancel) =>
        AskAsync<IReadOnlyList<BuyerBidding>>(() => BidQueries.ByBuyer(_file, from, to, campaign), cancel);

    /// <summary>Answers a question to the rows, row by row; those that wait to be written are among them.</summary>
    internal Task ReadAsync(SqlText question, Action<System.Data.Common.DbDataReader> row, CancellationToken cancel)
    {
        var sql = question.Named(i => $"${i + 1}");
        return AskAsync(
            () => _file.Query(
                sql,
                reader =>
                {
                    cancel.ThrowIfCancellationRequested();
                    row(reader);
                    return true;
                },
                [.. question.Values]).Count,
            cancel);
    }

    /// <summary>Writes what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _flushing;
        await FlushAsync(CancellationToken.None);
        _writer.Dispose();
        _file.Dispose();
        _stopped.Dispose();
        _writing.Dispose();
        _batchReady.Dispose();
    }

    internal static BidStore Open(string path, TimeProvider clock)
    {
        var (file, damage) = BidFile.Open(path, clock);
        return new BidStore(file, damage, clock);
    }

    // DuckDB works on the thread that calls it. An operator waits for the answer: that thread is an ordinary one.
    private async Task<T> AskAsync<T>(Func<T> query, CancellationToken cancel)
    {
        await FlushAsync(cancel);
        return await Task.Run(query, cancel);
    }

    private void Wake()
    {
        try
        {
            if (_batchReady.CurrentCount == 0) _batchReady.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another auction woke the writer at the same moment.
        }
    }

    private async Task FlushOnAsync()
    {
        try
        {
            while (true)
            {
                await _batchReady.WaitAsync(Every, _stopped.Token);
                await FlushAsync(_stopped.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: what waits is written by the one who stopped us.
        }
    }

    private async Task FlushAsync(CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            var (rows, late) = (_rows.Count, _late.Count);
            if (rows + late > 0) await _writer.RunAsync(() => Write(rows, late));
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Write(int rows, int late)
    {
        var taken = 0;
        try
        {
            _file.Append(Counted(_rows.Drain(rows)));
            taken = 0;
            _file.Append(Counted(_late.Drain(late)));
            Trouble = null;
        }
        catch (DuckDBException e)
        {
            Interlocked.Add(ref _dropped, taken);
            Trouble = $"A batch of bids was not written: {e.Message.Split('\n')[0]}";
        }

        IEnumerable<T> Counted<T>(IEnumerable<T> all)
        {
            foreach (var one in all)
            {
                taken++;
                yield return one;
            }
        }
    }
}
