namespace Bidline.Sip.Dialogs;

/// <summary>A text that lives as long as its call.</summary>
internal readonly struct Slice(byte[]? buffer, int offset, int length)
{
    public ReadOnlySpan<byte> Span => buffer.AsSpan(offset, length);

    public bool IsEmpty => length == 0;

    public static implicit operator ReadOnlySpan<byte>(Slice slice) => slice.Span;
}

/// <summary>The texts of one call in one array that is used again by the next; what does not fit is allocated.</summary>
internal sealed class Slab
{
    private const int Size = 4096;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Size);
    private int _used;

    public Slice Keep(ReadOnlySpan<byte> text)
    {
        if (text.Length > Size - _used) return new Slice(text.ToArray(), 0, text.Length);
        text.CopyTo(_buffer.AsSpan(_used));
        var kept = new Slice(_buffer, _used, text.Length);
        _used += text.Length;
        return kept;
    }

    public void Clear() => _used = 0;
}

/// <summary>The last message of a kind, kept for repeating; its array grows to what it once needed and stays.</summary>
internal sealed class KeptMessage
{
    private byte[] _buffer = [];
    private int _length;

    public ReadOnlySpan<byte> Text => _buffer.AsSpan(0, _length);

    public bool IsEmpty => _length == 0;

    public void Keep(ReadOnlySpan<byte> text)
    {
        if (text.Length > _buffer.Length) _buffer = GC.AllocateUninitializedArray<byte>((text.Length + 255) & ~255);
        text.CopyTo(_buffer);
        _length = text.Length;
    }

    public void Clear() => _length = 0;
}
