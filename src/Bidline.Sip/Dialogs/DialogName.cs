using System.Buffers.Text;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Dialogs;

/// <summary>
/// The form of every tag, branch and Call-ID that we make: call, part and a seal of the call, in hexadecimal. What comes
/// back tells its call without a table of texts, and nobody can make one up.
/// </summary>
internal readonly record struct DialogName(long Call, int Part)
{
    /// <summary>RFC 3261 8.1.1.7: begins every branch.</summary>
    public static ReadOnlySpan<byte> Cookie => "z9hG4bK"u8;

    public static void Write(ref SipWriter writer, SipCall call, int part)
    {
        writer.AddHex((ulong)call.Id);
        writer.Add("."u8);
        writer.AddHex((ulong)part);
        writer.Add("."u8);
        writer.AddHex(call.Seal);
    }

    /// <summary>False for text that we did not make.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, SipHash seals, out DialogName name)
    {
        name = default;
        if (!TryHex(ref text, '.', out var call) || !TryHex(ref text, '.', out var part)) return false;
        if (!Utf8Parser.TryParse(text, out ulong seal, out var used, 'x') || used != text.Length) return false;
        if (part > int.MaxValue || seals.Of(call) != seal) return false;
        name = new DialogName((long)call, (int)part);
        return true;
    }

    private static bool TryHex(ref ReadOnlySpan<byte> text, char end, out ulong number)
    {
        number = 0;
        var length = text.IndexOf((byte)end);
        if (length <= 0 || !Utf8Parser.TryParse(text[..length], out number, out var used, 'x') || used != length)
            return false;
        text = text[(length + 1)..];
        return true;
    }
}
