using Bidline.Connecting;
using Bidline.Sip.Media;
using Bidline.Sip.Media.Announcements;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media.Announcements;

public sealed class AnnouncementLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bidline-announcements-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_is_played_as_it_is()
    {
        string path = Path.Combine(_folder, "sorry.wav");
        byte[] sound = [.. Enumerable.Range(0, 800).Select(i => (byte)i)];
        await File.WriteAllBytesAsync(path, Wav.Of(7, 8, sound), TestContext.Current.CancellationToken);

        PreparedAudio audio = await Prepare(new Announcement.Wav(path));

        audio.Length.ShouldBe(TimeSpan.FromMilliseconds(100));
        audio.Encoded(AudioCodec.Pcmu)[..100].ToArray().ShouldBe(sound[..100]);
    }

    [Theory]
    [InlineData("missing.wav")]
    [InlineData("/")]
    public async Task A_file_that_cannot_be_played_becomes_the_tone(string path) =>
        (await Prepare(new Announcement.Wav(Path.Combine(_folder, path)))).ShouldBe(Tones.NotAvailable);

    [Fact]
    public async Task A_sentence_is_always_audible()
    {
        PreparedAudio audio = await Prepare(new Announcement.Say("Sorry, nobody can take your call right now."));

        audio.Length.TotalSeconds.ShouldBeInRange(1, 10);
        audio.Encoded(AudioCodec.Pcmu).ToArray().Count(code => code is not 0xFF and not 0x7F).ShouldBeGreaterThan(4_000);
    }

    [Fact]
    public void Speech_at_another_rate_keeps_its_pitch_and_length()
    {
        short[] tone = [.. Enumerable.Range(0, 22_050).Select(i => (short)(8_000 * Math.Sin(2 * Math.PI * 440 * i / 22_050)))];

        short[] resampled = Resampler.ToTelephone(tone, 22_050);

        resampled.Length.ShouldBe(8_000);
        resampled.Zip(resampled.Skip(1)).Count(pair => pair.First < 0 && pair.Second >= 0).ShouldBeInRange(438, 441);
        ((double)resampled.Max()).ShouldBe(8_000, 200);
    }

    [Fact]
    public void What_lies_above_the_telephone_band_is_cut_off()
    {
        short[] hiss = [.. Enumerable.Range(0, 22_050).Select(i => (short)(8_000 * Math.Sin(2 * Math.PI * 6_000 * i / 22_050)))];

        short[] resampled = Resampler.ToTelephone(hiss, 22_050);

        resampled[100..^100].Max(sample => Math.Abs((int)sample)).ShouldBeLessThan(200);
    }

    private async Task<PreparedAudio> Prepare(Announcement announcement) =>
        await new AnnouncementLibrary(_folder, NullLogger<AnnouncementLibrary>.Instance)
            .PrepareAsync(announcement, TestContext.Current.CancellationToken);
}
