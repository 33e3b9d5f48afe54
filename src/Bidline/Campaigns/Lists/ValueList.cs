using System.Security.Cryptography;
using System.Text;

namespace Bidline.Campaigns.Lists;

public enum ListKind
{
    /// <summary>Telephone numbers in E.164.</summary>
    Numbers,

    /// <summary>ZIP codes of five digits; four more are not looked at.</summary>
    Zips,

    /// <summary>What numbers ("+1305") or ZIP codes ("331") begin with.</summary>
    Prefixes,

    /// <summary>Any short text, without regard to case.</summary>
    Text,
}

/// <summary>
/// Up to a million values that filters ask about. Immutable and told apart by its content, so that versions of the market
/// share it; a call keeps the one of its book.
/// </summary>
public abstract class ValueList
{
    public const int ValuesMax = 1_000_000;

    private string? _hash;

    private protected ValueList()
    {
    }

    public abstract ListKind Kind { get; }

    public abstract int Count { get; }

    /// <summary>What it keeps in memory.</summary>
    public abstract long Bytes { get; }

    /// <summary>SHA-256 of kind and values: "sha256:…".</summary>
    public string Hash => _hash ??=
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes($"{Kind}\n"), .. Pack()]))}";

    /// <summary>When this content was stored first; null for one that stands in the market itself.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>False too for a text that is no value of this kind.</summary>
    public abstract bool Contains(string value);

    /// <summary>All values in the list's own order, as a person would write them.</summary>
    public abstract IEnumerable<string> Values();

    /// <summary>The same bytes for the same values, for the store.</summary>
    internal abstract byte[] Pack();

    internal static ValueList Unpack(ListKind kind, byte[] packed, DateTimeOffset storedAt) => kind switch
    {
        ListKind.Numbers => new NumberList(PackedLongs.Read(packed)) { StoredAt = storedAt },
        ListKind.Zips => new ZipList(PackedLongs.Read(packed)) { StoredAt = storedAt },
        ListKind.Prefixes => new PrefixList(PackedLongs.Read(packed)) { StoredAt = storedAt },
        _ => new TextList(Encoding.UTF8.GetString(packed).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            StoredAt = storedAt,
        },
    };
}
