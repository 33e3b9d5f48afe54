using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;

namespace Bidline.Storage;

/// <summary>
/// A long document as short text: <see cref="StoredJson"/>, compressed, in Base64. What twenty bidders said of a ping is
/// 12,800 characters, and 1,900 so; to write, to keep and to copy them costs more than the 12 us of compressing.
/// Plain JSON, as earlier versions wrote it, is read too.
/// </summary>
internal static class PackedJson
{
    private const string Mark = "br:";

    // Level 1 of Brotli: higher ones take twice the time for a tenth of the length. A window of 64 KB covers any of them.
    private const int Quality = 1;
    private const int WindowBits = 16;

    // Brotli makes of what cannot be compressed a little more than it was.
    private const int Slack = 1024;

    /// <summary>Of an unpacked document: beyond anything the program writes, and little enough for any machine.</summary>
    private const int UnpackedMax = 64 * 1024 * 1024;

    /// <summary>A buffer that one long document made longer than this is not kept for the next.</summary>
    private const int KeptMax = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _json;

    public static string Write<T>(T value)
    {
        var json = _json ??= new ArrayBufferWriter<byte>();
        try
        {
            using (var writer = new Utf8JsonWriter(json)) JsonSerializer.Serialize(writer, value, StoredJson.Options);
            return Pack(json.WrittenSpan);
        }
        finally
        {
            json.ResetWrittenCount();
            if (json.Capacity > KeptMax) _json = null;
        }
    }

    /// <summary>Null for "null". Throws <see cref="JsonException"/> for what is neither packed nor plain JSON.</summary>
    public static T? Read<T>(string text) => text.StartsWith(Mark, StringComparison.Ordinal)
        ? JsonSerializer.Deserialize<T>(Unpack(text[Mark.Length..]).Span, StoredJson.Options)
        : JsonSerializer.Deserialize<T>(text, StoredJson.Options);

    private static string Pack(ReadOnlySpan<byte> json)
    {
        var packed = ArrayPool<byte>.Shared.Rent(json.Length + Slack);
        try
        {
            return BrotliEncoder.TryCompress(json, packed, out var length, Quality, WindowBits)
                ? Marked(packed.AsSpan(0, length))
                : throw new InvalidOperationException($"{json.Length} bytes were not compressed into {packed.Length}.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    private static string Marked(ReadOnlySpan<byte> packed) => string.Create(
        Mark.Length + Base64.GetMaxEncodedToUtf8Length(packed.Length), packed, static (text, packed) =>
        {
            Mark.CopyTo(text);
            Convert.TryToBase64Chars(packed, text[Mark.Length..], out _);
        });

    private static ReadOnlyMemory<byte> Unpack(string text)
    {
        try
        {
            using var packed = new MemoryStream(Convert.FromBase64String(text));
            using var json = new BrotliStream(packed, CompressionMode.Decompress);
            return Whole(json);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or InvalidDataException)
        {
            throw new JsonException("The packed document is damaged.", e);
        }
    }

    private static ReadOnlyMemory<byte> Whole(BrotliStream json)
    {
        var unpacked = new ArrayBufferWriter<byte>(16 * 1024);
        while (json.Read(unpacked.GetSpan(16 * 1024)) is > 0 and var read)
        {
            unpacked.Advance(read);
            if (unpacked.WrittenCount > UnpackedMax) throw new InvalidDataException($"Longer than {UnpackedMax} bytes.");
        }

        return unpacked.WrittenMemory;
    }
}
