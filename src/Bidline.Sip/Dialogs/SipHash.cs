using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Bidline.Sip.Dialogs;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein) under a key of this process: for tables that strangers' text is looked up in, and
/// for tags and branches that only we can make.
/// </summary>
internal sealed class SipHash(ulong k0, ulong k1)
{
    public static SipHash WithFreshKey()
    {
        Span<byte> key = stackalloc byte[16];
        RandomNumberGenerator.Fill(key);
        return new SipHash(BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));
    }

    public ulong Of(ulong number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        return Of(bytes);
    }

    /// <summary>Several texts one after the other: each is hashed under a key that the last one changed.</summary>
    public ulong Of(ReadOnlySpan<byte> text, ulong chain = 0)
    {
        var v0 = k0 ^ chain ^ 0x736f6d6570736575;
        var v1 = k1 ^ 0x646f72616e646f6d;
        var v2 = k0 ^ chain ^ 0x6c7967656e657261;
        var v3 = k1 ^ 0x7465646279746573;
        var tail = (ulong)text.Length << 56;
        for (; text.Length >= 8; text = text[8..])
            Mix(ref v0, ref v1, ref v2, ref v3, BinaryPrimitives.ReadUInt64LittleEndian(text));
        for (var i = 0; i < text.Length; i++) tail |= (ulong)text[i] << (8 * i);
        Mix(ref v0, ref v1, ref v2, ref v3, tail);
        v2 ^= 0xFF;
        for (var i = 0; i < 4; i++) Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Mix(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3, ulong word)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
