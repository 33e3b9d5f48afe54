using System.Buffers.Binary;
using System.Security.Cryptography;
using Bidline.Sip.Media;
using Bidline.Sip.Media.Announcements;
using Bidline.Sip.Media.Recording;
using Bidline.Sip.Media.Relay;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media.Recording;

/// <summary>Packets at moments of our choice, a real writer, a real file.</summary>
public sealed class CallRecordingTests : IDisposable
{
    private const long Second = 1_000_000;
    private const byte Silence = 0xFF;

    private readonly Recorder _recorder = new();

    public CallRecordingTests() => _recorder.Writer.Start();

    public void Dispose() => _recorder.Dispose();

    [Fact]
    public void Each_side_is_in_its_own_channel_where_it_spoke()
    {
        var recording = Begin();
        recording.Heard(MediaSide.Caller, Packet(timestamp: 1_000, sound: 0x10), 0);
        recording.Heard(MediaSide.Caller, Packet(timestamp: 1_160, sound: 0x11), Second / 50);
        recording.Heard(MediaSide.Target, Packet(timestamp: 77_000, sound: 0x20), Second / 2);
        End(recording, Second);

        var (caller, target) = (_recorder.Channel(0), _recorder.Channel(1));
        caller.Length.ShouldBe(8_000);
        caller[..160].ShouldAllBe(sample => sample == 0x10);
        caller[160..320].ShouldAllBe(sample => sample == 0x11);
        caller[320..].ShouldAllBe(sample => sample == Silence);
        target[..4_000].ShouldAllBe(sample => sample == Silence);
        target[4_000..4_160].ShouldAllBe(sample => sample == 0x20);
    }

    [Fact]
    public void A_packet_that_comes_late_and_out_of_order_finds_its_place()
    {
        var recording = Begin();
        recording.Heard(MediaSide.Caller, Packet(0, 0x10), 0);
        recording.Heard(MediaSide.Caller, Packet(320, 0x12), Second / 25);
        recording.Heard(MediaSide.Caller, Packet(160, 0x11), Second / 5);
        End(recording, Second);

        _recorder.Channel(0)[..480].ShouldBe(
            [.. Enumerable.Repeat((byte)0x10, 160), .. Enumerable.Repeat((byte)0x11, 160), .. Enumerable.Repeat((byte)0x12, 160)]);
    }

    [Fact]
    public void Another_source_and_a_clock_that_jumps_start_where_our_clock_is()
    {
        var recording = Begin();
        recording.Heard(MediaSide.Target, Packet(0, 0x10), 0);
        recording.Heard(MediaSide.Target, Packet(4_000_000_000, 0x20, source: 8), Second);
        recording.Heard(MediaSide.Target, Packet(900, 0x30, source: 8), 2 * Second);
        End(recording, 3 * Second);

        var target = _recorder.Channel(1);
        target[8_000].ShouldBe((byte)0x20);
        target[16_000].ShouldBe((byte)0x30);
    }

    [Fact]
    public void Every_sample_is_there_however_packets_jitter()
    {
        var recording = Begin();
        var dice = new Random(7);
        var packets = Enumerable.Range(0, 3_000)
            .Select(i => (Number: i, At: (i * Second / 50) + dice.Next(150_000))).OrderBy(packet => packet.At).ToList();
        // The first one sets the clock.
        recording.Heard(MediaSide.Caller, Packet(0, 1), 0);
        foreach (var (number, at) in packets) recording.Heard(MediaSide.Caller, Packet((uint)number * 160, (byte)(1 + (number % 200))), at);
        End(recording, 61 * Second);

        var caller = _recorder.Channel(0);
        Enumerable.Range(0, 3_000).Count(i => caller[(i * 160) + 80] != (byte)(1 + (i % 200))).ShouldBe(0);
    }

    [Fact]
    public void The_other_law_is_written_in_the_law_of_the_file()
    {
        var recording = Begin();
        recording.Heard(MediaSide.Caller, Packet(0, 0xD5, type: 8), 0);
        End(recording, Second);

        G711.Decode(_recorder.Channel(0).AsSpan(0, 160), AudioCodec.Pcmu).ShouldAllBe(sample => Math.Abs((int)sample) < 16);
    }

    [Fact]
    public void Keys_are_not_recorded()
    {
        var recording = Begin();
        recording.Heard(MediaSide.Caller, Packet(0, 0x05, type: 101), 0);
        End(recording, Second);

        _recorder.Channel(0).ShouldAllBe(sample => sample == Silence);
    }

    [Fact]
    public void What_is_reported_is_what_is_on_disk()
    {
        var recording = Begin();
        for (uint i = 0; i < 50; i++) recording.Heard(MediaSide.Caller, Packet(i * 160, 0x00), i * Second / 50);
        End(recording, 2 * Second);

        var file = File.ReadAllBytes(_recorder.Whole);
        _recorder.Ended.TryDequeue(out var reported).ShouldBeTrue();
        reported!.Cut.ShouldBeNull();
        reported.Length.ShouldBe(TimeSpan.FromSeconds(2));
        reported.Bytes.ShouldBe(file.Length);
        reported.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(file)));
        reported.Outline.Where((_, i) => i % 2 == 0).Take(149).ShouldAllBe(loud => loud > 240);
        reported.Outline.Where((_, i) => i % 2 == 0).Skip(151).ShouldAllBe(loud => loud == 0);
        reported.Outline.Where((_, i) => i % 2 == 1).ShouldAllBe(loud => loud == 0);
        BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)).ShouldBe(file.Length - 8);
        BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(54)).ShouldBe(file.Length - WaveHeader.Length);
        File.Exists(_recorder.Part).ShouldBeFalse();
    }

    [Fact]
    public void A_beep_is_mixed_into_what_both_hear_and_not_into_the_recording()
    {
        var beeper = new Beeper(Second);
        beeper.Begin(0);
        byte[] loudest(long at)
        {
            var packet = new byte[172];
            Packet(0, Silence).Packet.CopyTo(packet);
            RtpHeader.TryRead(packet, out var header).ShouldBeTrue();
            beeper.Mix(MediaSide.Target, header, at);
            return packet[12..];
        }

        G711.Decode(loudest(0), AudioCodec.Pcmu).Max().ShouldBeGreaterThan((short)7_000);
        for (var i = 1; i < 10; i++) loudest(i * Second / 50);
        loudest(Second).ShouldAllBe(sample => sample == Silence);
        loudest(14 * Second).ShouldAllBe(sample => sample == Silence);
        G711.Decode(loudest(15 * Second), AudioCodec.Pcmu).Max().ShouldBeGreaterThan((short)7_000);
    }

    [Fact]
    public void A_full_disk_ends_the_recording_and_says_so()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_recorder.Part)!);
        File.CreateSymbolicLink(_recorder.Part, "/dev/full");
        var recording = Begin();
        for (uint i = 0; i < 200; i++) recording.Heard(MediaSide.Caller, Packet(i * 160, 0x00), i * Second / 50);
        recording.End(4 * Second);

        Call.Eventually(() => _recorder.Writer.Cut == 1);
    }

    [Fact]
    public void What_a_killed_program_left_is_whole_after_the_next_start()
    {
        var recording = Begin();
        for (uint i = 0; i < 150; i++) recording.Heard(MediaSide.Caller, Packet(i * 160, 0x10), i * Second / 50);
        // Three seconds have been heard, and nobody ends it.
        Call.Eventually(() => File.Exists(_recorder.Part) && new FileInfo(_recorder.Part).Length >= WaveHeader.Length + (2.5 * 16_000));
        _recorder.Restart();
        Call.Eventually(() => File.Exists(_recorder.Whole));

        _recorder.Ended.TryDequeue(out var reported).ShouldBeTrue();
        reported!.Cut.ShouldBe("crash");
        reported.Length.ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
        _recorder.Channel(0).ShouldAllBe(sample => sample == 0x10);
        BinaryPrimitives.ReadInt32LittleEndian(File.ReadAllBytes(_recorder.Whole).AsSpan(4))
            .ShouldBe((int)new FileInfo(_recorder.Whole).Length - 8);
    }

    [Fact]
    public void One_that_could_not_be_taken_is_told_again_at_the_next_start()
    {
        using var recorder = new Recorder(_ => throw new IOException("The store is gone."));
        recorder.Writer.Start();
        var recording = new CallRecording(recorder.Writer, recorder.Writer.Open(Recorder.Name), null, Second);
        recording.Begin(AudioCodec.Pcmu, 0);
        recording.Heard(MediaSide.Caller, Packet(0, 0x10), 0);
        recording.End(Second);
        Call.Eventually(() => File.Exists(recorder.Part) && new FileInfo(recorder.Part).Length == WaveHeader.Length + 16_000);
        File.Exists(recorder.Whole).ShouldBeFalse();

        recorder.Restart();
        Call.Eventually(() => File.Exists(recorder.Whole));

        recorder.Ended.ShouldHaveSingleItem().Cut.ShouldBeNull("it is whole: only the store was gone");
    }

    private CallRecording Begin()
    {
        var recording = new CallRecording(_recorder.Writer, _recorder.Writer.Open(Recorder.Name), null, Second);
        recording.Begin(AudioCodec.Pcmu, 0);
        return recording;
    }

    private void End(CallRecording recording, long now)
    {
        recording.End(now);
        Call.Eventually(() => File.Exists(_recorder.Whole));
    }

    private static RtpHeader Packet(uint timestamp, byte sound, int type = 0, uint source = 7)
    {
        var bytes = new byte[172];
        bytes.AsSpan(12).Fill(sound);
        bytes[0] = 0x80;
        bytes[1] = (byte)type;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), source);
        RtpHeader.TryRead(bytes, out var packet).ShouldBeTrue();
        return packet;
    }
}
