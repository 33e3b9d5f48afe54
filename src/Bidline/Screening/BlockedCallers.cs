using System.Collections.Concurrent;
using System.Globalization;
using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Screening;

/// <summary>
/// Who is blocked: durable in the store, with who did it and why; looked up in memory on every call. Safe on any thread.
/// </summary>
public sealed class BlockedCallers(Store store, Audit audit, TimeProvider clock)
{
    /// <summary>More would be a market of its own; an import that would pass it is refused.</summary>
    public const int EntriesMax = 1_000_000;

    /// <summary>Of an import, so many in one commit: the store has calls to write meanwhile.</summary>
    private const int AtOnce = 500;

    private const string Upsert =
        "INSERT INTO blocked_callers (id, caller, why, blocked_at, blocked_by, expires_at, call_id) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6) ON CONFLICT (caller) DO UPDATE SET "
        + "why = @p2, blocked_at = @p3, blocked_by = @p4, expires_at = @p5, call_id = @p6";

    private readonly ConcurrentDictionary<string, BlockedCaller> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BlockedCaller> _prefixes = new(StringComparer.Ordinal);

    private volatile bool _hasPrefixes;

    public int Count => _numbers.Count + _prefixes.Count;

    /// <summary>Before the first call.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        await foreach (var row in db.Set<BlockedCallerRow>().AsNoTracking().AsAsyncEnumerable().WithCancellation(cancel))
            if (Read(row) is { } blocked)
                Put(blocked);
    }

    /// <summary>The entry that blocks this caller now; null when none does. Who withholds the number is on no list.</summary>
    public BlockedCaller? Find(PhoneNumber caller)
    {
        if (!caller.IsSet) return null;
        var number = caller.E164;
        if (_numbers.TryGetValue(number, out var own) && IsInForce(own)) return own;
        // Asking an empty dictionary whether it is empty holds up everybody who uses it.
        if (!_hasPrefixes) return null;
        for (var length = number.Length; length > CallerPattern.DigitsMin; length--)
            if (_prefixes.TryGetValue(number[..length], out var many) && IsInForce(many))
                return many;
        return null;
    }

    /// <summary>Why a call of this caller is not sold; null when it may be.</summary>
    public Reason? Refusal(PhoneNumber caller)
    {
        if (Find(caller) is not { } blocked) return null;
        var values = new Dictionary<string, string> { ["entry"] = blocked.Caller.ToString(), ["why"] = blocked.Why };
        if (blocked.Until is { } until)
            values["until"] = until.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return new Reason("call.blocked_list", values);
    }

    /// <summary>In force as soon as it is durable. One that is blocked already gets the new reason and end.</summary>
    public async Task<BlockedCaller> BlockAsync(BlockOrder order, Author author)
    {
        await BlockAsync([order], author);
        return Entry(order.Caller)!;
    }

    /// <summary>All of them, in parts: when the store fails between, saying it again does the rest.</summary>
    public async Task BlockAsync(IReadOnlyList<BlockOrder> orders, Author author)
    {
        foreach (var some in orders.DistinctBy(order => order.Caller.Text).Chunk(AtOnce))
        {
            var entries = Array.ConvertAll(some, order => Made(order, author));
            await store.Commits.CommitAsync(new CommitUnit(
                null, [.. entries.SelectMany(entry => (Statement[])[Insert(entry), Noted(entry, author)])]));
            foreach (var entry in entries) Put(entry);
        }
    }

    /// <summary>False when there is no such entry.</summary>
    public async Task<bool> UnblockAsync(string id, Author author)
    {
        if (All().FirstOrDefault(entry => entry.Id == id) is not { } blocked) return false;
        var delete = new Statement("DELETE FROM blocked_callers WHERE id = @p0", id);
        var line = audit.Line(author, new AuditEntry("removed", $"blocked caller {id}", $"unblocked {blocked.Caller}"));
        var removed = await store.Commits.CommitAsync(new CommitUnit(delete, [line]));
        SetOf(blocked.Caller).TryRemove(blocked.Caller.Beginning, out _);
        return removed;
    }

    /// <summary>Newest first; those that have expired are left out.</summary>
    /// <param name="text">Digits of the number, or words of the reason; null for all.</param>
    /// <param name="after">The last id of the page before; null for the first page.</param>
    public IReadOnlyList<BlockedCaller> List(string? text, string? after, int limit) =>
    [
        .. All().Where(entry => IsInForce(entry) && Matches(entry, text))
            .Where(entry => after is null || string.CompareOrdinal(entry.Id, after) < 0)
            .OrderByDescending(entry => entry.Id, StringComparer.Ordinal)
            .Take(limit),
    ];

    private static bool Matches(BlockedCaller entry, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return true;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return entry.Why.Contains(text.Trim(), StringComparison.OrdinalIgnoreCase)
            || (digits.Length >= 2 && entry.Caller.Text.Contains(digits, StringComparison.Ordinal));
    }

    private static Statement Insert(BlockedCaller entry) => new(
        Upsert, entry.Id, entry.Caller.Text, entry.Why, UnixMicros.Of(entry.BlockedAt), entry.BlockedBy,
        UnixMicros.Of(entry.Until), entry.Call?.ToString());

    private Statement Noted(BlockedCaller entry, Author author)
    {
        var until = entry.Until is { } end
            ? $"until {end.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC"
            : "for ever";
        return audit.Line(author, new AuditEntry(
            "added", $"blocked caller {entry.Id}", $"blocked {entry.Caller} {until}: {entry.Why}"));
    }

    private BlockedCaller Made(BlockOrder order, Author author) => new(
        Entry(order.Caller)?.Id ?? $"blk_{Ids.New(clock):N}", order.Caller, order.Why, clock.GetUtcNow(), author.Name,
        order.Until, order.Call);

    private BlockedCaller? Entry(CallerPattern caller) => SetOf(caller).GetValueOrDefault(caller.Beginning);

    private void Put(BlockedCaller entry)
    {
        SetOf(entry.Caller)[entry.Caller.Beginning] = entry;
        _hasPrefixes |= entry.Caller.IsPrefix;
    }

    private ConcurrentDictionary<string, BlockedCaller> SetOf(CallerPattern caller) =>
        caller.IsPrefix ? _prefixes : _numbers;

    private IEnumerable<BlockedCaller> All() => _numbers.Values.Concat(_prefixes.Values);

    private bool IsInForce(BlockedCaller entry) => entry.Until is not { } until || until > clock.GetUtcNow();

    private static BlockedCaller? Read(BlockedCallerRow row) => CallerPattern.Read(row.Caller) is { } caller
        ? new BlockedCaller(
            row.Id, caller, row.Why, UnixMicros.At(row.BlockedAt), row.BlockedBy, UnixMicros.At(row.ExpiresAt),
            CallId.TryParse(row.CallId, out var call) ? call : null)
        : null;
}
