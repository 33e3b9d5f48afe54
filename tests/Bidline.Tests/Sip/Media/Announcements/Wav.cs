using System.Text;

namespace Bidline.Tests.Sip.Media.Announcements;

internal static class Wav
{
    public static byte[] Of(int coding, int bits, byte[] sound, int channels = 1, int rate = 8_000)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(36 + sound.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)coding);
        writer.Write((short)channels);
        writer.Write(rate);
        writer.Write(rate * channels * bits / 8);
        writer.Write((short)(channels * bits / 8));
        writer.Write((short)bits);
        writer.Write("data"u8);
        writer.Write(sound.Length);
        writer.Write(sound);
        return stream.ToArray();
    }
}
