using System.Text;

namespace Bidline.Campaigns.Lists;

/// <summary>
/// Texts in lower case as one run of bytes, found by their sorted hashes: twelve bytes each besides their own letters.
/// </summary>
internal sealed class TextList : ValueList
{
    public const int LengthMax = 100;

    private readonly ulong[] _hashes;
    private readonly int[] _starts;
    private readonly byte[] _letters;

    /// <param name="texts">As <see cref="KeyOf"/> gives them; some may be there twice.</param>
    public TextList(IEnumerable<string> texts)
    {
        var encoded = texts.Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)
            .Select(bytes => (Hash: HashOf(bytes), Bytes: bytes))
            .OrderBy(pair => pair.Hash)
            .ThenBy(pair => pair.Bytes, Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other)))
            .ToArray();
        _hashes = Array.ConvertAll(encoded, pair => pair.Hash);
        _starts = new int[encoded.Length + 1];
        for (var i = 0; i < encoded.Length; i++) _starts[i + 1] = _starts[i] + encoded[i].Bytes.Length;
        _letters = new byte[_starts[^1]];
        for (var i = 0; i < encoded.Length; i++) encoded[i].Bytes.CopyTo(_letters, _starts[i]);
    }

    public override ListKind Kind => ListKind.Text;

    public override int Count => _hashes.Length;

    public override long Bytes =>
        (sizeof(ulong) * (long)_hashes.Length) + (sizeof(int) * (long)_starts.Length) + _letters.Length;

    public override bool Contains(string value)
    {
        if (KeyOf(value) is not { } key) return false;
        Span<byte> bytes = stackalloc byte[LengthMax * 3];
        bytes = bytes[..Encoding.UTF8.GetBytes(key, bytes)];
        var hash = HashOf(bytes);
        var at = Array.BinarySearch(_hashes, hash);
        if (at < 0) return false;
        while (at > 0 && _hashes[at - 1] == hash) at--;
        for (; at < _hashes.Length && _hashes[at] == hash; at++)
            if (_letters.AsSpan(_starts[at].._starts[at + 1]).SequenceEqual(bytes))
                return true;
        return false;
    }

    public override IEnumerable<string> Values() => Enumerable.Range(0, Count)
        .Select(i => Encoding.UTF8.GetString(_letters.AsSpan(_starts[i].._starts[i + 1])));

    internal override byte[] Pack() => Encoding.UTF8.GetBytes(string.Join('\n', Values()));

    /// <summary>Trimmed and in lower case; null for nothing and for what is too long or has control characters.</summary>
    internal static string? KeyOf(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length is 0 or > LengthMax || trimmed.Any(c => char.IsControl(c) || c == '\uFFFD')
            ? null
            : trimmed.ToLowerInvariant();
    }

    // FNV-1a: only spread is asked of it, equal hashes are compared letter by letter.
    private static ulong HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var one in bytes) hash = (hash ^ one) * 1099511628211UL;
        return hash ^ (hash >> 29);
    }
}
