using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Calls;

/// <summary>A list's filter and cursor, as conditions on rows.</summary>
internal static class CallQueriesFilter
{
    private const int FragmentMin = 4;

    public static IQueryable<CallRow> Of(Db db, CallListQuery query) => Apply(
        query.Within is { } within ? db.Set<CallRow>().FromSqlRaw(within.Text, [.. within.Values]) : db.Set<CallRow>(), query);

    private static IQueryable<CallRow> Apply(IQueryable<CallRow> calls, CallListQuery query)
    {
        var all = calls;
        calls = InTime(query.Tests ? calls : calls.Where(call => !call.Test), query);
        calls = OfParties(calls, query);
        if (query.SameCallerAs?.ToString() is { } same)
        {
            var callers = all.Where(call => call.Id == same).Select(call => call.Caller);
            calls = calls.Where(call => call.Id != same && call.Caller != null && callers.Contains(call.Caller));
        }

        if (query.Outcome is { } outcome)
        {
            var spelt = CallLogRow.Spell(outcome);
            calls = calls.Where(call => call.Outcome == spelt);
        }

        if (query.Reason is { } reason) calls = calls.Where(call => call.Reason == reason);
        if (query.State is { } state) calls = calls.Where(call => call.State == state);
        if (query.Live is { } live) calls = calls.Where(call => (call.EndedAt == null) == live);
        return query.Text is { Length: > 0 } text ? WithText(calls, text.Trim()) : calls;
    }

    /// <summary>
    /// Keyset paging: a page begins after the last row of the one before, however many came in meanwhile.
    /// </summary>
    public static IQueryable<CallRow> After(IQueryable<CallRow> calls, string? cursor)
    {
        if (cursor is null) return calls;
        var (at, id) = ReadCursor(cursor);
        return Older(calls, at, id);
    }

    /// <summary>What stands after this call in a list that begins with the newest.</summary>
    public static IQueryable<CallRow> Older(IQueryable<CallRow> calls, long at, string id) =>
        calls.Where(call => call.ReceivedAt < at || (call.ReceivedAt == at && string.Compare(call.Id, id) < 0));

    public static IQueryable<CallRow> Newer(IQueryable<CallRow> calls, long at, string id) =>
        calls.Where(call => call.ReceivedAt > at || (call.ReceivedAt == at && string.Compare(call.Id, id) > 0));

    public static string CursorAt(CallRow row) => Base64Url.EncodeToString(
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{row.ReceivedAt}.{row.Id}")));

    private static IQueryable<CallRow> InTime(IQueryable<CallRow> calls, CallListQuery query)
    {
        if (query.From is { } first)
        {
            var from = UnixMicros.Of(first);
            calls = calls.Where(call => call.ReceivedAt >= from);
        }

        if (query.To is not { } end) return calls;
        var to = UnixMicros.Of(end);
        return calls.Where(call => call.ReceivedAt < to);
    }

    private static IQueryable<CallRow> OfParties(IQueryable<CallRow> calls, CallListQuery query)
    {
        if (query.Campaign?.Value is { } campaign) calls = calls.Where(call => call.Campaign == campaign);
        if (query.Publisher?.Value is { } publisher) calls = calls.Where(call => call.Publisher == publisher);
        if (query.Buyer?.Value is { } buyer) calls = calls.Where(call => call.Buyer == buyer);
        if (query.Target?.Value is { } target) calls = calls.Where(call => call.Target == target);
        return calls;
    }

    private static IQueryable<CallRow> WithText(IQueryable<CallRow> calls, string text)
    {
        if (CallId.TryParse(text, out var parsed))
        {
            var id = parsed.ToString();
            return calls.Where(call => call.Id == id);
        }

        var isNumber = text.All(letter => char.IsAsciiDigit(letter) || " -().+".Contains(letter));
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return isNumber && digits.Length >= FragmentMin
            ? calls.Where(call => call.Caller!.Contains(digits) || call.Dialled!.Contains(digits))
            : calls.Where(call => false);
    }

    private static (long At, string Id) ReadCursor(string cursor)
    {
        var bytes = new byte[cursor.Length];
        var isBase64 = Base64Url.TryDecodeFromChars(cursor, bytes, out var length);
        var parts = isBase64 ? Encoding.ASCII.GetString(bytes, 0, length).Split('.', 2) : [];
        return parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var at)
            && CallId.TryParse(parts[1], out var id)
                ? (at, id.ToString())
                : throw new FormatException("That is not a cursor.");
    }
}
