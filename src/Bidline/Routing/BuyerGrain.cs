using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Bidline.Routing;

/// <summary>
/// The keeper of one buyer: decides in memory, writes with everybody else's group commit, answers when it is durable.
/// While one write is under way others are decided (reentrant); what they may give back counts only once written, so
/// at no moment do memory and store together grant more than there is. When a write fails or finds another keeper's
/// fence, this one stops: the next activation reads the truth anew.
/// </summary>
[Reentrant]
internal sealed partial class BuyerGrain(
    Store store, BookShelf shelf, StandingBoard board, BuyerKeepingSettings settings, TimeProvider clock,
    ILogger<BuyerGrain> log) : Grain, IBuyerGrain
{
    private readonly CapsTexts _caps = new();
    private HoldBook _book = null!;
    private FencedCommits _commits = null!;
    private HoldStatements _writing = null!;
    private StandingTeller _teller = null!;
    private long _seq;

    private BuyerId Buyer => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var fence = new Fence(Buyer.Value, Ids.New(clock).ToString("N"));
        _writing = new HoldStatements(Buyer, fence);
        _commits = new FencedCommits(store, fence, Stop);
        await store.Commits.CommitAsync(fence.TakeOver(clock.GetUtcNow()));
        (_book, var epoch) = await HoldBookReading.ReadAsync(store, Buyer, fence.Token, cancellationToken);
        // Numbers of a later keeper are above those of an earlier one without asking for the last.
        _seq = epoch << 32;
        _teller = new StandingTeller(board, shelf, clock, Buyer, _book);
        _teller.TellAll();
        this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(settings.SweepEvery, settings.SweepEvery)
        {
            Interleave = true,
            KeepAlive = true,
        });
    }

    public Task WakeAsync()
    {
        _teller.TellAll();
        return Task.CompletedTask;
    }

    public async Task<ReserveOutcome> ReserveAsync(ReserveOrder order)
    {
        _commits.RequireKept();
        var hold = _book.Find(order.Hold);
        if (hold is null)
        {
            var now = clock.GetUtcNow();
            if (_book.Refusal(order, now) is { } reason) return new ReserveOutcome.Refused(reason);
            hold = _book.Take(order, now);
            hold.Reserved = WriteReserveAsync(order, hold, now);
            _teller.Tell(hold.Target);
        }

        return await hold.Reserved && hold.Ending is null ? new ReserveOutcome.Held() : Over;
    }

    public async Task ReleaseAsync(HoldId hold, Reason reason)
    {
        _commits.RequireKept();
        if (_book.Find(hold) is { } open) await EndAsync(open, "released", reason);
        else await _commits.CommitAsync(_writing.Bury(hold, reason, clock.GetUtcNow(), ++_seq));
    }

    public async Task<ReserveOutcome> RenewAsync(RenewOrder order)
    {
        _commits.RequireKept();
        if (await OpenAsync(order.Hold) is not { } hold) return Over;
        var more = order.Total - hold.Amount;
        if (!more.IsPositive) return new ReserveOutcome.Held();
        if (_book.RenewalRefusal(order, more, clock.GetUtcNow()) is { } reason) return new ReserveOutcome.Refused(reason);
        // Counts at once; should the write fail, this keeper stops and the next one reads the truth.
        _book.Raise(hold, more);
        await _commits.CommitAsync(_writing.Renew(hold, more));
        _teller.Tell(hold.Target);
        return hold.Ending is null ? new ReserveOutcome.Held() : Over;
    }

    public async Task ConnectedAsync(HoldId hold)
    {
        _commits.RequireKept();
        if (_book.Find(hold) is not { IsConnected: false } open || !await open.Reserved) return;
        open.IsConnected = true;
        await _commits.CommitAsync(_writing.Connected(hold, clock.GetUtcNow()));
    }

    public async Task<TransactionId?> SettleAsync(SettleOrder order)
    {
        _commits.RequireKept();
        var hold = await OpenAsync(order.Hold);
        if (!order.Sale.Revenue.IsPositive)
        {
            if (hold is null) return null;
            hold.IsConnected |= order.Connected;
            hold.IsQualified |= order.Reason.Code == "pay.qualified";
            await EndAsync(hold, "released", order.Reason);
            return null;
        }

        if (hold is null) await PostUnheldAsync(order);
        else await CaptureAsync(order, hold);
        return CallPosting.IdOf(order.Call);
    }

    public Task<PostOutcome> PostAsync(LedgerTransaction transaction) =>
        BookAsync(transaction, _writing.Post(transaction, clock.GetUtcNow()), PostOutcome.Repeated, _teller.CreditLimit);

    public Task<PostOutcome> PayBackAsync(LedgerTransaction transaction, Money owed) =>
        BookAsync(transaction, _writing.Post(transaction, clock.GetUtcNow()), PostOutcome.Repeated, -owed);

    public Task<PostOutcome> CorrectAsync(LedgerTransaction correction, int seen) =>
        BookAsync(correction, _writing.Correct(correction, seen, clock.GetUtcNow()), PostOutcome.Stale, _teller.CreditLimit);

    public Task<PostOutcome> BearAsync(LedgerTransaction writeOff, Money amount) => BookAsync(
        writeOff, _writing.Bear(writeOff, amount, clock.GetUtcNow()), PostOutcome.Stale, _teller.CreditLimit);

    private async Task<PostOutcome> BookAsync(
        LedgerTransaction transaction, CommitUnit unit, PostOutcome otherwise, Money credit)
    {
        _commits.RequireKept();
        var change = -transaction.ChangeOf(ChartOfAccounts.Prepaid(Buyer));
        if (change.IsNegative)
        {
            if (_book.Free(change.Currency) + credit < -change) return PostOutcome.NotCovered;
            _book.Book(change);
        }

        var booked = await _commits.CommitAsync(unit);
        if (booked && change.IsPositive) _book.Book(change);
        if (!booked && change.IsNegative) _book.Book(-change);
        _teller.TellBuyer();
        return booked ? PostOutcome.Booked : otherwise;
    }

    public async Task<PostOutcome> ConvertAsync(ConvertOrder order)
    {
        _commits.RequireKept();
        var revenue = order.Added.Revenue;
        var past = await PastHold.ReadAsync(store, order.Hold);
        // The credit that the call itself was granted, as far as there still is so much.
        var credit = past is null ? Money.Zero(revenue.Currency) : Money.Min(past.CreditLimit, _teller.CreditLimit);
        var covered = !revenue.IsPositive || _book.Free(revenue.Currency) + credit >= revenue;
        var account = covered ? ChartOfAccounts.Prepaid(Buyer) : ChartOfAccounts.Receivable(Buyer);
        if (covered) _book.Book(-revenue);
        var posting = CallPosting.OfConversion(
            order.Call, order.Added, order.Publisher, account, order.Id, order.Key, order.Memo);
        var booked = await _commits.CommitAsync(_writing.Convert(posting, order.Hold, revenue, clock.GetUtcNow(), ++_seq));
        if (!booked && covered) _book.Book(revenue);
        if (booked && past is not null) past.Count(_book, revenue);
        _teller.TellAll();
        return booked ? PostOutcome.Booked : PostOutcome.Repeated;
    }

    private static ReserveOutcome.Refused Over => new(Reason.Of("call.reservation_used"));

    private async Task<bool> WriteReserveAsync(ReserveOrder order, OpenHold hold, DateTimeOffset now)
    {
        FailPoint.Pass("hold.decided");
        var written = await _commits.CommitAsync(_writing.Reserve(order, hold, now, ++_seq, _caps));
        FailPoint.Pass("hold.durable");
        if (written) return true;
        // Released or settled before: a duplicate that was under way for long must not bring it back.
        _book.Undo(hold);
        _teller.Tell(hold.Target);
        return false;
    }

    /// <summary>The hold when it is open and stays so; null when it is unknown, or once its end is durable.</summary>
    private async Task<OpenHold?> OpenAsync(HoldId id)
    {
        if (_book.Find(id) is not { } hold || !await hold.Reserved) return null;
        if (hold.Ending is not { } ending) return hold;
        await ending;
        return null;
    }

    private async Task EndAsync(OpenHold hold, string state, Reason reason)
    {
        if (!await hold.Reserved) return;
        hold.Ending ??= WriteEndAsync(hold, state, reason);
        await hold.Ending;
    }

    private async Task WriteEndAsync(OpenHold hold, string state, Reason reason)
    {
        await _commits.CommitAsync(_writing.End(hold, state, reason, clock.GetUtcNow(), ++_seq));
        _book.End(hold, Money.Zero(hold.Amount.Currency));
        _teller.Tell(hold.Target);
    }

    private async Task CaptureAsync(SettleOrder order, OpenHold hold)
    {
        hold.Ending = WriteCaptureAsync(order, hold);
        await hold.Ending;
    }

    private async Task WriteCaptureAsync(SettleOrder order, OpenHold hold)
    {
        hold.IsConnected = true;
        var posting = CallPosting.Of(order.Call, order.Sale, order.Terms, ChartOfAccounts.Prepaid(Buyer))!;
        var captured = order.Sale.Revenue;
        var now = clock.GetUtcNow();
        if (await _commits.CommitAsync(_writing.Capture(hold, captured, posting, order.Reason, now, ++_seq)))
        {
            _book.End(hold, captured);
            _teller.Tell(hold.Target);
            return;
        }

        // The call was charged under another hold: this one is of no use.
        await WriteEndAsync(hold, "released", order.Reason);
    }

    /// <summary>
    /// The hold expired before its call was settled: the call is owed, by the prepayment when it still covers it.
    /// </summary>
    private async Task PostUnheldAsync(SettleOrder order)
    {
        var revenue = order.Sale.Revenue;
        var covered = _book.Free(revenue.Currency) >= revenue;
        var account = covered ? ChartOfAccounts.Prepaid(Buyer) : ChartOfAccounts.Receivable(Buyer);
        if (covered) _book.Book(-revenue);
        var posting = CallPosting.Of(order.Call, order.Sale, order.Terms, account)!;
        var booked = await _commits.CommitAsync(_writing.Post(posting, clock.GetUtcNow()));
        if (booked) Log.ChargedWithoutHold(log, order.Call, order.Hold, account);
        else if (covered) _book.Book(revenue);
        _teller.TellBuyer();
    }

    private async Task SweepAsync(CancellationToken cancel)
    {
        if (_commits.IsLost) return;
        var now = clock.GetUtcNow();
        foreach (var hold in _book.Open.Where(hold => hold.ExpiresAt <= now && hold.Ending is null).ToArray())
        {
            Log.Expired(log, hold.Id, Buyer);
            await EndAsync(hold, "expired", Reason.Of("rejected.expired"));
        }

        _teller.TellAll();
    }

    private void Stop()
    {
        Log.Lost(log, Buyer);
        DeactivateOnIdle();
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "Hold {Hold} of {Buyer} was forgotten and has expired")]
        public static partial void Expired(ILogger logger, HoldId hold, BuyerId buyer);

        [LoggerMessage(1202, LogLevel.Warning, "{Call} is charged to {Account}: its hold {Hold} was no longer open")]
        public static partial void ChargedWithoutHold(ILogger logger, CallId call, HoldId hold, Account account);

        [LoggerMessage(1203, LogLevel.Warning, "The keeper of {Buyer} stops; the next one reads the store anew")]
        public static partial void Lost(ILogger logger, BuyerId buyer);
    }
}
