using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Pings;

/// <summary>
/// What every ping asked and was answered, for looking into. An offer's row is written with its reservation; the others
/// wait for a moment, or until they are many, and are written at once; when the store is in trouble they are counted and
/// dropped: a ping must be nearly free. Safe on any thread.
/// </summary>
public sealed class PingLog : IAsyncDisposable
{
    /// <summary>Rows that may wait: some seconds of a very busy exchange.</summary>
    public const int WaitingMax = 50_000;

    /// <summary>How long a ping can be looked into.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private const int BatchMax = 500;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private const string Insert =
        "INSERT INTO pings (id, at, endpoint, publisher, campaign, dialect, caller, source_ref, test, outcome, reason, "
        + "reason_class, reason_values, currency, price_micros, reservation, auction, took_micros, tags, making) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17, @p18, "
        + "@p19)";

    private readonly Store _store;
    private readonly WaitingRows<Statement> _rows = new(WaitingMax);
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _writing;
    private long _dropped;
    private Waits _waits;

    public PingLog(Store store)
    {
        _store = store;
        _writing = Task.Run(WriteOnAsync);
    }

    /// <summary>Rows lost because the queue was full or the store was in trouble.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Never waits.</summary>
    public void Add(Ping ping, PingEndpoint endpoint, PingOutcome outcome, TimeSpan took)
    {
        if (!_rows.TryAdd(RowOf(ping, endpoint, outcome, took))) Interlocked.Increment(ref _dropped);
        if (Wakes(Waits.ForAny, Waits.ForMany) || (_rows.Count >= BatchMax && Wakes(Waits.ForMany, Waits.Not))) _wake.Release();
    }

    internal static Statement RowOf(Ping ping, PingEndpoint endpoint, PingOutcome outcome, TimeSpan took)
    {
        var offered = outcome as PingOutcome.Offered;
        var reason = (outcome as PingOutcome.Rejected)?.Reason;
        return new Statement(
            Insert,
            ping.Id.ToString(),
            UnixMicros.Of(ping.ReceivedAt),
            endpoint.Id.Value,
            endpoint.Publisher.Value,
            endpoint.Campaign.Value,
            endpoint.Dialect,
            ping.Caller.IsSet ? ping.Caller.E164 : null,
            ping.SourceRef,
            ping.IsTest,
            offered is null ? "rejected" : offered.IsCached ? "cached" : "offered",
            reason?.Code,
            reason is null ? null : ReasonClasses.NameOf(ReasonClasses.Of(reason.Code)),
            reason is { Values.Count: > 0 } ? JsonSerializer.Serialize(reason.Values, StoredJson.Options) : null,
            offered?.Reservation.Price.Currency.Code,
            offered?.Reservation.Price.Micros,
            offered is { Reservation.IsTest: false } ? offered.Reservation.Id.ToString() : null,
            outcome.Auction?.ToString(),
            took.Ticks / TimeSpan.TicksPerMicrosecond,
            JsonSerializer.Serialize(ping.Tags, StoredJson.Options),
            outcome.Price is { } making ? JsonSerializer.Serialize(making, StoredJson.Options) : null);
    }

    /// <summary>Deletes pings from before this moment, the oldest first.</summary>
    /// <returns>False when there are more, for the next round.</returns>
    public Task<bool> ForgetAsync(DateTimeOffset before, CancellationToken cancel) =>
        _store.ForgetAsync("pings", new PingId(Guid.CreateVersion7(before)).ToString(), cancel);

    /// <summary>Writes what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped.IsCancellationRequested) return;
        await _stopped.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        while (await WriteAsync().ConfigureAwait(false))
        {
        }
    }

    private async Task WriteOnAsync()
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(_stopped.Token).ConfigureAwait(false);
                // Rows that wait are carried along by every collection: no longer than until they are worth a write.
                await _wake.WaitAsync(Every, _stopped.Token).ConfigureAwait(false);
                Interlocked.Exchange(ref _waits, Waits.ForAny);
                while (await WriteAsync().ConfigureAwait(false))
                {
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: what waits is written by the one who stopped us.
        }
    }

    private async Task<bool> WriteAsync()
    {
        List<Statement> rows = [.. _rows.Drain(BatchMax)];
        if (rows.Count == 0) return false;
        try
        {
            await _store.Commits.CommitAsync(new CommitUnit(null, rows)).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            Interlocked.Add(ref _dropped, rows.Count);
        }

        return true;
    }

    // Of all who find the writer waiting for what they bring, one wakes it.
    private bool Wakes(Waits when, Waits then) => Interlocked.CompareExchange(ref _waits, then, when) == when;

    /// <summary>What the writer waits for.</summary>
    private enum Waits
    {
        ForAny,
        ForMany,
        Not,
    }
}
