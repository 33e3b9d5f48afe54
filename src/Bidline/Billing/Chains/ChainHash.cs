using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Bidline.Accounts;
using Bidline.Storage;

namespace Bidline.Billing.Chains;

/// <summary>
/// The hash of a link: SHA-256 over the hash before it and every field of the row, each written as its length and its
/// text, so that no two rows print alike.
/// </summary>
internal static class ChainHash
{
    public static string Of(string before, LedgerTransactionRow row, IEnumerable<LedgerEntryRow> entries)
    {
        using var hash = Begin(before, row.Id, row.Kind, row.Key, row.Memo, row.CallId, row.Reverses);
        Add(hash, row.BookedAt);
        foreach (var entry in entries.OrderBy(entry => entry.Line))
        {
            Add(hash, entry.Line);
            Add(hash, entry.Account);
            Add(hash, entry.Party);
            Add(hash, entry.Currency);
            Add(hash, entry.Amount);
            Add(hash, entry.CallId);
            Add(hash, entry.BookedAt);
        }

        return End(hash);
    }

    public static string Of(string before, AuditRow row)
    {
        using var hash = Begin(
            before, row.Id, row.Actor, row.Origin, row.RequestId, row.Action, row.Subject, row.Summary, row.Before,
            row.After);
        Add(hash, row.At);
        return End(hash);
    }

    private static IncrementalHash Begin(params ReadOnlySpan<string?> fields)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in fields) Add(hash, field);
        return hash;
    }

    private static void Add(IncrementalHash hash, string? field)
    {
        var bytes = field is null ? [] : Encoding.UTF8.GetBytes(field);
        Add(hash, field is null ? -1 : bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> text = stackalloc byte[21];
        Utf8Formatter.TryFormat(number, text, out var length);
        text[length] = (byte)':';
        hash.AppendData(text[..(length + 1)]);
    }

    private static string End(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
