using Bidline.Sip.Media.Announcements;
using Bidline.Sip.Media.Relay;

namespace Bidline.Sip.Media.Recording;

/// <summary>
/// The tone that tells both sides that they are recorded: 1,400 Hz for a fifth of a second, every 15 s, the interval and
/// pitch of the FCC's rule for recorder tones (47 CFR 64.501 as it stood). It is mixed into what passes, so that no word
/// is cut out.
/// </summary>
internal sealed class Beeper(long ticksPerSecond)
{
    private const int Hertz = 1_400;
    private const int Samples = WaveHeader.SamplesPerSecond / 5;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly short[] Tone = Make();

    private readonly long[] _next = new long[2];
    private readonly int[] _position = [Samples, Samples];

    public void Begin(long now) => _next.AsSpan().Fill(now);

    public void Mix(MediaSide to, RtpHeader packet, long now)
    {
        int side = (int)to;
        if (packet.PayloadType is not ((int)AudioCodec.Pcmu or (int)AudioCodec.Pcma))
        {
            return;
        }

        if (_position[side] >= Samples && now >= _next[side])
        {
            _position[side] = 0;
            _next[side] = now + ((long)Every.TotalSeconds * ticksPerSecond);
        }

        Span<byte> sound = packet.Payload;
        for (int i = 0; i < sound.Length && _position[side] < Samples; i++)
        {
            sound[i] = G711.Mix(sound[i], Tone[_position[side]++], (AudioCodec)packet.PayloadType);
        }
    }

    private static short[] Make()
    {
        short[] tone = new short[Samples];
        for (int i = 0; i < Samples; i++)
        {
            // A quarter of full scale: plain to hear, and speech goes on above it.
            tone[i] = (short)(8_000 * Math.Sin(2 * Math.PI * Hertz * i / WaveHeader.SamplesPerSecond));
        }

        return tone;
    }
}
