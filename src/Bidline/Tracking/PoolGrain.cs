using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Bidline.Tracking;

/// <summary>
/// The keeper of one pool. It decides in memory and answers when it is durable; a number is taken by changing its row,
/// which the store allows once, so that also two keepers never lend one number twice.
/// </summary>
[Reentrant]
internal sealed partial class PoolGrain(Store store, BookShelf shelf, TimeProvider clock, ILogger<PoolGrain> log)
    : Grain, IPoolGrain
{
    /// <summary>However often a page shows life, its lease is written down once in this time at most.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>No visit has a number for longer, whatever its page says.</summary>
    private static readonly TimeSpan LeaseMax = TimeSpan.FromHours(24);

    private readonly PoolBook _book = new();
    private ReadyNumbers _ready = null!;
    private NumberPool? _pool;
    private Task _adopting = Task.CompletedTask;

    private PoolId Id => new(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _ready = new ReadyNumbers(store, _book, Id, clock);
        return AdoptAsync();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            await _ready.GiveBackAsync();
        }
        catch (StoreException)
        {
            // What is kept for this keeper is free again when its time is over.
        }
    }

    public async Task<Lease> LeaseAsync(LeaseOrder order)
    {
        await AdoptAsync();
        if (_pool is not { } pool) return None(order.Fresh, Reason.Of("visit.unknown_pool", ("pool", Id.Value)));
        if (Present(order, pool) is { } present) return await ProlongAsync(present, pool, order.Fresh);
        var earlier = await EarlierAsync(order);
        // While that was read, another page of the visitor may have got a number.
        if (Present(order, pool) is { } other) return await ProlongAsync(other, pool, order.Fresh);
        return await LendAsync(order, pool, VisitOf(order, pool, earlier));
    }

    public async Task<Lease> RenewAsync(LifeSign sign)
    {
        await AdoptAsync();
        var now = clock.GetUtcNow();
        if (_pool is not { } pool || _book.Find(sign.Visit) is not { } number || !number.IsHeld(now) || !await number.Stored)
            return None(sign.Visit, Reason.Of("visit.over"));
        if (sign.IsActive) number.ActiveAt = now;
        await RetagAsync(number, sign);
        return await ProlongAsync(number, pool, sign.Visit);
    }

    public async Task ReleaseAsync(VisitId visit)
    {
        var now = clock.GetUtcNow();
        if (_book.Find(visit) is not { } number || !number.IsHeld(now) || !await number.Stored) return;
        var until = number.Until;
        (number.Until, var held) = (now, number.Visit!);
        var unit = PoolStatements.Until(number, held);
        // Nobody gets it before it is written down: a restart would take it from them.
        number.Until = until;
        await store.Commits.CommitAsync(unit);
        if (number.Visit == held) _book.Free(number, now);
    }

    public async Task<Holder?> HolderAsync(PhoneNumber number)
    {
        await AdoptAsync();
        return _book.Find(number) is { Visit: { } visit } found ? new Holder(visit, found.Since, found.Until) : null;
    }

    public async Task<PoolUse> UseAsync()
    {
        await AdoptAsync();
        var now = clock.GetUtcNow();
        return new PoolUse(_book.Numbers.Count, _book.Held(now), [.. _book.Numbers
            .Where(number => number.Since != default)
            .Select(number => new HeldNumber(number.Number, number.Visit?.Id, number.Since, number.Until))]);
    }

    /// <summary>The pool as the market has it now; numbers that came to it are read before anything is lent.</summary>
    private Task AdoptAsync()
    {
        if (!_adopting.IsCompleted) return _adopting;
        var pool = shelf.Current.Pools.GetValueOrDefault(Id);
        return ReferenceEquals(pool, _pool) && _adopting.IsCompletedSuccessfully
            ? Task.CompletedTask
            : _adopting = ReadAsync(pool);
    }

    private async Task ReadAsync(NumberPool? pool)
    {
        PhoneNumber[] fresh = [.. (pool?.Numbers ?? []).Where(number => _book.Find(number) is null)];
        var read = fresh.Length == 0 ? [] : await PoolReading.NumbersAsync(
            store, fresh, pool!.Hold + Slack, clock.GetUtcNow(), default);
        _book.Keep((pool?.Numbers ?? []).ToHashSet());
        foreach (var number in read) _book.Add(number);
        _pool = pool;
    }

    /// <summary>What the visitor has already, where this is the same visit still.</summary>
    private PooledNumber? Present(LeaseOrder order, NumberPool pool)
    {
        var now = clock.GetUtcNow();
        if (_book.HeldBy(order.Visitor, now) is not { Visit: { } visit } held) return null;
        if (!visit.GoesOn(order.Facts, now - held.SeenAt, pool.Idle)) return null;
        held.ActiveAt = now;
        return held;
    }

    private async Task<IReadOnlyList<Touch>> EarlierAsync(LeaseOrder order)
    {
        if (!order.IsKnown) return [];
        return _book.LastOf(order.Visitor)?.Remembered() ?? await PoolReading.EarlierAsync(store, order.Visitor, default);
    }

    private Visit VisitOf(LeaseOrder order, NumberPool pool, IReadOnlyList<Touch> earlier) => new(
        order.Fresh, order.Visitor, pool.Id, pool.Campaign, pool.Publisher, clock.GetUtcNow(),
        order.Facts.LandingPage, order.Facts.Referrer, order.Facts.Device, order.Facts.Tags, earlier)
    {
        Place = order.Facts.Place,
    };

    private async Task<Lease> LendAsync(LeaseOrder order, NumberPool pool, Visit visit)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            var number = _book.HeldBy(order.Visitor, now)
                ?? _book.Choose(pool, order.Visitor, order.Facts.Area, order.Address, now);
            if (number is null) return Unlent(visit, pool, now);
            var ready = _ready.Use(number, now + pool.Hold);
            var until = ready ?? now + pool.Hold + Slack;
            _book.Lend(number, visit, order.Address, now, until);
            number.Stored = WriteAsync(number, visit, until);
            _ready.Replenish(pool);
            // The row of a ready number says already what makes it safe to show.
            if (ready is not null || await number.Stored) return new Lease(number.Number, visit.Id, until, null);
        }
    }

    private async Task<bool> WriteAsync(PooledNumber number, Visit visit, DateTimeOffset until)
    {
        var isOurs = false;
        try
        {
            isOurs = await store.Commits.CommitAsync(PoolStatements.Lend(number, visit, _ready.Keeper));
            // Another keeper lent it, and who has it is not known here.
            if (!isOurs) Log.Elsewhere(log, number.Number, Id);
            return isOurs;
        }
        finally
        {
            // It is left alone for as long as whoever has it may have it.
            if (!isOurs && number.Visit?.Id == visit.Id) _book.Doubt(number, until);
        }
    }

    private Lease Unlent(Visit visit, NumberPool pool, DateTimeOffset now)
    {
        var why = _book.IsFull(now)
            ? Reason.Of("visit.pool_empty", ("numbers", Text(pool.Numbers.Count)))
            : Reason.Of("visit.address_full", ("limit", Text(pool.NumbersPerAddress)));
        _ = NoteAsync(PoolStatements.Unlent(visit, why));
        return None(visit.Id, why);
    }

    /// <summary>For what is only looked into: nobody waits for it, and in trouble it is left out.</summary>
    private async Task NoteAsync(CommitUnit unit)
    {
        try
        {
            await store.Commits.CommitAsync(unit);
        }
        catch (StoreException e)
        {
            Log.NotNoted(log, Id, e);
        }
    }

    /// <summary>The same number for another hold time, for as long as somebody is there.</summary>
    /// <param name="asked">Which visit the page believes to be; its own is answered.</param>
    private async Task<Lease> ProlongAsync(PooledNumber number, NumberPool pool, VisitId asked)
    {
        if (!await number.Stored || number.Visit is not { } visit) return None(asked, Reason.Of("visit.over"));
        var now = clock.GetUtcNow();
        if (now - number.ActiveAt > pool.Idle) return new Lease(number.Number, visit.Id, number.Until, null);
        number.SeenAt = now;
        var enough = now + pool.Hold;
        if (number.Until < enough && now - number.Since < LeaseMax)
        {
            number.Until = enough + Slack;
            if (!await store.Commits.CommitAsync(PoolStatements.Until(number, visit)))
            {
                _book.Doubt(number, number.Until);
                return None(asked, Reason.Of("visit.over"));
            }
        }

        return new Lease(number.Number, visit.Id, number.Until, null);
    }

    private async Task RetagAsync(PooledNumber number, LifeSign sign)
    {
        if (number.Visit is not { } visit || sign.Tags is not { Count: > 0 }) return;
        var tags = new Dictionary<string, string>(visit.Tags, StringComparer.Ordinal);
        foreach (var (name, value) in VisitReading.OfPage(sign.Tags))
        {
            tags.Remove(name);
            VisitReading.Add(tags, name, value);
        }

        number.Visit = visit with { Tags = tags };
        await store.Commits.CommitAsync(PoolStatements.Retag(number.Visit));
    }

    private static Lease None(VisitId visit, Reason why) => new(null, visit, null, why);

    private static string Text(int count) => count.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(1410, LogLevel.Warning, "{Number} of pool {Pool} was lent elsewhere; it is left alone")]
        public static partial void Elsewhere(ILogger logger, PhoneNumber number, PoolId pool);

        [LoggerMessage(1412, LogLevel.Warning, "A visit to pool {Pool} without a number was not written down")]
        public static partial void NotNoted(ILogger logger, PoolId pool, Exception exception);
    }
}
