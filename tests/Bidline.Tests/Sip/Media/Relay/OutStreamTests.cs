using Bidline.Sip.Media.Relay;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media.Relay;

public sealed class OutStreamTests
{
    private const long Second = 1_000_000_000;
    private const long Packet = Second / 50;

    private static readonly Gen<(uint Source, ushort Sequence, uint Timestamp, int Packets)[]> Talks =
        Gen.Select(Gen.UInt, Gen.UShort, Gen.UInt, Gen.Int[1, 20]).Array[1, 10];

    [Fact]
    public void Whoever_speaks_and_from_wherever_they_count_the_stream_goes_on() =>
        Talks.Sample(talks =>
        {
            OutStream stream = new(Second);
            List<(ushort Sequence, uint Timestamp, uint Source)> heard = [];
            foreach (var talk in talks)
            {
                stream.ChangeSpeaker();
                Enumerable.Range(0, talk.Packets).ToList().ForEach(i => heard.Add(Relay(stream, talk, i, heard.Count)));
            }

            heard.Select(packet => packet.Source).Distinct().Count().ShouldBe(1);
            heard.Zip(heard.Skip(1)).ShouldAllBe(pair => (ushort)(pair.Second.Sequence - pair.First.Sequence) == 1);
            heard.Zip(heard.Skip(1)).ShouldAllBe(pair => pair.Second.Timestamp - pair.First.Timestamp == 160);
        });

    [Fact]
    public void Another_SSRC_is_another_speaker_even_unannounced()
    {
        OutStream stream = new(Second);
        Relay(stream, (1, 10, 1_600, 1), 0, 0);

        Relay(stream, (2, 900, 77, 1), 0, 1).ShouldBe(((ushort)11, 1_760u, 1u));
    }

    [Fact]
    public void The_first_speaker_keeps_its_own_numbers()
    {
        OutStream stream = new(Second);

        Relay(stream, (9, 700, 5_000, 1), 0, 0).ShouldBe(((ushort)700, 5_000u, 9u));

        stream.IsUnchanged.ShouldBeTrue();
    }

    [Fact]
    public void A_packet_that_was_overtaken_keeps_its_place()
    {
        OutStream stream = new(Second);
        Relay(stream, (1, 10, 1_600, 1), 0, 0);
        Relay(stream, (2, 50, 9_000, 1), 0, 1);

        Relay(stream, (2, 52, 9_320, 1), 0, 2).Sequence.ShouldBe((ushort)13);
        Relay(stream, (2, 51, 9_160, 1), 0, 3).Sequence.ShouldBe((ushort)12);
        Relay(stream, (2, 53, 9_480, 1), 0, 4).Sequence.ShouldBe((ushort)14);
    }

    [Fact]
    public void A_silence_between_two_speakers_passes_on_the_clock_of_the_stream()
    {
        OutStream stream = new(Second);
        uint before = Relay(stream, (1, 10, 1_600, 1), 0, 0).Timestamp;

        uint after = Relay(stream, (2, 50, 9_000, 1), 0, 100).Timestamp;

        (after - before).ShouldBe(16_000u);
    }

    private static (ushort Sequence, uint Timestamp, uint Source) Relay(
        OutStream stream, (uint Source, ushort Sequence, uint Timestamp, int Packets) talk, int i, int at)
    {
        RtpHeader packet = RtpHeader.Write(new byte[172], 0);
        packet.Sequence = (ushort)(talk.Sequence + i);
        packet.Timestamp = talk.Timestamp + ((uint)i * 160);
        packet.Source = talk.Source;
        stream.Continue(packet, at * Packet);
        return (packet.Sequence, packet.Timestamp, packet.Source);
    }
}
