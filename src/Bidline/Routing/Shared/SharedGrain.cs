using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Bidline.Routing.Shared;

/// <summary>
/// The keeper of one shared cap. It works as a buyer's keeper does (<see cref="BuyerGrain"/>): decides in memory, writes
/// with everybody's group commit, answers when it is durable, and stops when its fence is gone.
/// </summary>
[Reentrant]
internal sealed partial class SharedGrain(
    Store store, BookShelf shelf, StandingBoard board, BuyerKeepingSettings settings, TimeProvider clock,
    ILogger<SharedGrain> log) : Grain, ISharedGrain
{
    private readonly CapsTexts _caps = new();
    private SharedBook _book = null!;
    private FencedCommits _commits = null!;
    private SharedStatements _writing = null!;
    private long _seq;

    private static ReserveOutcome.Refused Over => new(Reason.Of("call.reservation_used"));

    private SharedParty Party => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var fence = new Fence(Party.Key, Ids.New(clock).ToString("N"));
        _writing = new SharedStatements(Party, fence);
        _commits = new FencedCommits(store, fence, Stop);
        await store.Commits.CommitAsync(fence.TakeOver(clock.GetUtcNow()));
        (_book, var epoch) = await SharedReading.ReadAsync(store, Party, fence.Token, cancellationToken);
        _seq = epoch << 32;
        Tell();
        this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(settings.SweepEvery, settings.SweepEvery)
        {
            Interleave = true,
            KeepAlive = true,
        });
    }

    public Task WakeAsync()
    {
        Tell();
        return Task.CompletedTask;
    }

    public async Task<ReserveOutcome> ReserveAsync(SharedOrder order)
    {
        _commits.RequireKept();
        var hold = _book.Find(order.Hold);
        if (hold is null)
        {
            var now = clock.GetUtcNow();
            if (_book.Refusal(order.Claim, now) is { } reason) return new ReserveOutcome.Refused(reason);
            var claim = order.Claim;
            hold = _book.Take(order.Hold, claim.Amount, claim.Caps.CountOn, now, now + order.ExpiresAfter);
            hold.Reserved = WriteReserveAsync(order, hold, now);
            Tell();
        }

        return await hold.Reserved && hold.Ending is null
            ? new ReserveOutcome.Held()
            : Over;
    }

    public async Task ConnectedAsync(HoldId hold)
    {
        _commits.RequireKept();
        if (_book.Find(hold) is not { IsConnected: false } open || !await open.Reserved) return;
        open.IsConnected = true;
        await _commits.CommitAsync(_writing.Connected(hold, clock.GetUtcNow()));
    }

    public async Task<ReserveOutcome> RenewAsync(SharedRenewal renewal)
    {
        _commits.RequireKept();
        if (_book.Find(renewal.Hold) is not { } hold || !await hold.Reserved || hold.Ending is not null) return Over;
        var more = renewal.Claim.Amount - hold.Amount;
        if (!more.IsPositive) return new ReserveOutcome.Held();
        if (_book.RenewalRefusal(renewal.Claim, more, clock.GetUtcNow()) is { } reason)
            return new ReserveOutcome.Refused(reason);
        _book.Raise(hold, more);
        await _commits.CommitAsync(_writing.Renew(hold.Id, more));
        Tell();
        return hold.Ending is null ? new ReserveOutcome.Held() : Over;
    }

    public async Task ConvertAsync(SharedConversion conversion)
    {
        _commits.RequireKept();
        // A slot that is just ending is counted by what its row says then.
        if (_book.Find(conversion.Hold)?.Ending is { } ending) await ending;
        if (await SharedPast.ReadAsync(store, Party, conversion.Hold) is not { } past) return;
        var more = past.Beyond(conversion.Total);
        if (!more.IsPositive || !await _commits.CommitAsync(_writing.Convert(conversion, ++_seq))) return;
        past.Count(_book, more);
        Tell();
    }

    public async Task EndAsync(SharedEnd end)
    {
        _commits.RequireKept();
        if (_book.Find(end.Hold) is not { } hold)
        {
            await _commits.CommitAsync(_writing.Bury(end, clock.GetUtcNow(), ++_seq));
            return;
        }

        if (!await hold.Reserved) return;
        hold.IsConnected |= end.Connected;
        hold.Ending ??= WriteEndAsync(hold, end);
        await hold.Ending;
    }

    private async Task<bool> WriteReserveAsync(SharedOrder order, SharedHold hold, DateTimeOffset now)
    {
        if (await _commits.CommitAsync(_writing.Reserve(order, hold, now, ++_seq, _caps))) return true;
        _book.Undo(hold);
        Tell();
        return false;
    }

    private async Task WriteEndAsync(SharedHold hold, SharedEnd end)
    {
        await _commits.CommitAsync(_writing.End(hold, end, clock.GetUtcNow(), ++_seq));
        _book.End(hold, end.Used, end.Reason.Code == "pay.qualified");
        Tell();
    }

    private async Task SweepAsync(CancellationToken cancel)
    {
        if (_commits.IsLost) return;
        var now = clock.GetUtcNow();
        foreach (var hold in _book.Open.Where(hold => hold.ExpiresAt <= now && hold.Ending is null).ToArray())
        {
            Log.Expired(log, hold.Id, Party);
            await EndAsync(new SharedEnd(
                hold.Id, false, Money.Zero(hold.Amount.Currency), Reason.Of("rejected.expired")));
        }

        Tell();
    }

    /// <summary>Only groups have a forecast: a campaign and a publisher are looked at when a call is let in.</summary>
    private void Tell()
    {
        if (Party.Group is not { } group || !shelf.Current.Groups.TryGetValue(group, out var known)) return;
        var (caps, now) = (known.Caps, clock.GetUtcNow());
        board.Tell(group, new CapStanding(_book.Use.Live, [.. caps.Limits.Select(
            limit => _book.Use.Of(limit.Period, caps.TimeZone, shelf.Current.Currency, now))]));
    }

    private void Stop()
    {
        Log.Lost(log, Party);
        DeactivateOnIdle();
    }

    private static partial class Log
    {
        [LoggerMessage(1221, LogLevel.Warning, "Slot {Hold} of {Party} was forgotten and has expired")]
        public static partial void Expired(ILogger logger, HoldId hold, SharedParty party);

        [LoggerMessage(1222, LogLevel.Warning, "The keeper of {Party} stops; the next one reads the store anew")]
        public static partial void Lost(ILogger logger, SharedParty party);
    }
}
