using Bidline.Sip.Media;
using Bidline.Sip.Media.Announcements;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media.Announcements;

public sealed class WavFileTests
{
    [Theory]
    [InlineData(1, 16, "34128000", new short[] { 0x1234, 0x80 })]
    [InlineData(7, 8, "FF80", new short[] { 0, 32124 })]
    [InlineData(6, 8, "D5AA", new short[] { 8, 32256 })]
    public void Linear_and_both_laws_are_read(int coding, int bits, string sound, short[] expected)
    {
        WavFile.TryReadAnnouncement(Wav.Of(coding, bits, Convert.FromHexString(sound)), out WavFile? wav, out _)
            .ShouldBeTrue();

        wav!.Samples.ShouldBe(expected);
    }

    [Theory]
    [InlineData(1, 16, 2, 8_000, "2 channels")]
    [InlineData(1, 16, 1, 44_100, "44100 Hz")]
    [InlineData(1, 24, 1, 8_000, "24 bits")]
    [InlineData(3, 32, 1, 8_000, "format 3")]
    [InlineData(85, 0, 1, 8_000, "format 85")]
    public void Another_kind_of_file_is_refused_with_what_is_wrong(
        int coding, int bits, int channels, int rate, string expected)
    {
        WavFile.TryReadAnnouncement(Wav.Of(coding, bits, new byte[8], channels, rate), out _, out string? problem)
            .ShouldBeFalse();

        problem!.ShouldContain(expected);
    }

    [Theory]
    [InlineData("", "not a WAV")]
    [InlineData("494433", "not a WAV")]
    [InlineData("524946460000000057415645", "format chunk")]
    public void What_is_no_WAV_file_is_refused(string hex, string expected)
    {
        WavFile.TryReadAnnouncement(Convert.FromHexString(hex), out _, out string? problem).ShouldBeFalse();

        problem!.ShouldContain(expected);
    }

    [Fact]
    public void Any_bytes_after_a_good_beginning_are_read_without_an_exception() =>
        Gen.Byte.Array[0, 100].Sample(bytes => { WavFile.TryRead([.. Wav.Of(1, 16, [])[..12], .. bytes], out _, out _); });

    [Theory]
    [InlineData(AudioCodec.Pcmu)]
    [InlineData(AudioCodec.Pcma)]
    internal void Every_code_of_a_law_survives_a_round_trip(AudioCodec codec)
    {
        byte[] codes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

        byte[] again = G711.Encode(G711.Decode(codes, codec), codec);

        // Mu-law has two zeros; both are silence.
        again.Zip(codes).Where(pair => pair.First != pair.Second)
            .ShouldBe(codec == AudioCodec.Pcmu ? [((byte)0xFF, (byte)0x7F)] : []);
    }
}
