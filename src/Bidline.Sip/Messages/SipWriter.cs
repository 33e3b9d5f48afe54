using System.Buffers.Text;

namespace Bidline.Sip.Messages;

/// <summary>
/// Writes a message into a given room. It never throws: what does not fit sets <see cref="Overflowed"/>, and such a
/// message is not sent.
/// </summary>
internal ref struct SipWriter(Span<byte> room)
{
    private readonly Span<byte> _room = room;

    public int Length { get; private set; }

    public bool Overflowed { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _room[..Length];

    public void Add(scoped ReadOnlySpan<byte> text)
    {
        if (text.Length > _room.Length - Length)
        {
            Overflowed = true;
            return;
        }

        text.CopyTo(_room[Length..]);
        Length += text.Length;
    }

    /// <summary>ASCII only: anything else, and every control character, becomes '?', so no line can be broken into.</summary>
    public void AddText(ReadOnlySpan<char> text)
    {
        if (text.Length > _room.Length - Length)
        {
            Overflowed = true;
            return;
        }

        foreach (var c in text) _room[Length++] = c is >= ' ' and < (char)127 ? (byte)c : (byte)'?';
    }

    public void Add(long number)
    {
        if (Utf8Formatter.TryFormat(number, _room[Length..], out var written)) Length += written;
        else Overflowed = true;
    }

    public void AddHex(ulong number)
    {
        if (Utf8Formatter.TryFormat(number, _room[Length..], out var written, 'x')) Length += written;
        else Overflowed = true;
    }

    public void Line() => Add("\r\n"u8);

    public void Header(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Add(name);
        Add(": "u8);
        Add(value);
        Line();
    }

    public void Header(scoped ReadOnlySpan<byte> name, long value)
    {
        Add(name);
        Add(": "u8);
        Add(value);
        Line();
    }

    /// <summary>Content headers, the empty line, and the body; no Content-Type for an empty body.</summary>
    public void Body(scoped ReadOnlySpan<byte> contentType, scoped ReadOnlySpan<byte> body)
    {
        if (body.Length > 0) Header("Content-Type"u8, contentType);
        Header("Content-Length"u8, body.Length);
        Line();
        Add(body);
    }
}
