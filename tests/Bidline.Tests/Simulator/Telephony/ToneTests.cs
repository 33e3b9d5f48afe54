using Bidline.Simulator.Telephony;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Simulator.Telephony;

public sealed class ToneTests
{
    [Theory]
    [InlineData(400, 0)]
    [InlineData(400, 8)]
    [InlineData(600, 0)]
    [InlineData(600, 8)]
    public void A_tone_is_heard_at_its_own_frequency(int hertz, int payloadType) =>
        Tone.Hear(Tone.Frame(hertz, payloadType)).ShouldBe(hertz);

    [Fact]
    public void Silence_is_no_tone() => Tone.Hear(new byte[Tone.FrameSize]).ShouldBe(0);

    [Fact]
    public void Mu_law_matches_the_values_of_the_standard()
    {
        // ITU-T G.711: the loudest positive sample is 0x80, and a sine stays clear of both ends.
        var frame = Tone.Frame(400, 0);

        frame.ShouldAllBe(sample => (sample & 0x7F) > 0x0F);
        frame.Distinct().Count().ShouldBeGreaterThan(10);
    }
}
