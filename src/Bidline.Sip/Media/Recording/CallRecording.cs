using System.Buffers;
using Bidline.Sip.Media.Announcements;
using Bidline.Sip.Media.Relay;

namespace Bidline.Sip.Media.Recording;

/// <summary>
/// What one conversation sounds like, put together on the media thread in blocks of a quarter of a second, of which two
/// are open: a packet may be so late, and so much, twice, is lost when the program is killed. Whole blocks go to the
/// writer. A packet costs no heap. Begun, heard and ended on the media thread only.
/// </summary>
internal sealed class CallRecording(RecordingWriter writer, RecordingFile file, Beeper? beeper, long ticksPerSecond)
{
    private const int BlockSamples = WaveHeader.SamplesPerSecond / 4;
    private const int BlockBytes = BlockSamples * WaveHeader.Channels;

    private SpeechClock _caller;
    private SpeechClock _target;
    private byte[] _older = [];
    private byte[] _newer = [];
    private AudioCodec _codec;
    private long _startedAt;
    private long _first;
    private long _last;
    private bool _isOpen;

    public void Begin(AudioCodec codec, long now)
    {
        (_isOpen, _startedAt, _codec) = (true, now, codec);
        (_older, _newer) = (Silence(), Silence());
        file.Codec = codec;
        beeper?.Begin(now);
    }

    /// <summary>A packet that this side sent, audio or not, whether or not the other one hears it now.</summary>
    public void Heard(MediaSide side, RtpHeader packet, long now)
    {
        if (!_isOpen || packet.PayloadType is not ((int)AudioCodec.Pcmu or (int)AudioCodec.Pcma))
        {
            return;
        }

        ReadOnlySpan<byte> sound = packet.Payload;
        long arrived = At(now);
        long place = (side == MediaSide.Caller ? ref _caller : ref _target).Place(packet.Source, packet.Timestamp, arrived);
        while (Math.Max(place + sound.Length, arrived) > _first + (2 * BlockSamples))
        {
            Ship(BlockSamples);
        }

        _last = Math.Max(_last, place + sound.Length);
        Put((int)side, place, sound, (AudioCodec)packet.PayloadType);
    }

    /// <summary>Adds the sign that a recording runs to what this side is about to hear.</summary>
    public void Sign(MediaSide to, RtpHeader packet, long now) => beeper?.Mix(to, packet, now);

    /// <summary>Ends it; silence on both sides belongs to it up to this moment.</summary>
    public void End(long now)
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        long length = Math.Max(At(now), _last);
        while (length > _first + BlockSamples)
        {
            Ship(BlockSamples);
        }

        Ship((int)Math.Max(0, length - _first));
        ArrayPool<byte>.Shared.Return(_older);
        ArrayPool<byte>.Shared.Return(_newer);
        writer.End(file);
    }

    private long At(long now) => (now - _startedAt) * WaveHeader.SamplesPerSecond / ticksPerSecond;

    private void Put(int channel, long place, ReadOnlySpan<byte> sound, AudioCodec codec)
    {
        for (int i = 0; i < sound.Length; i++)
        {
            long at = place + i - _first;
            if (at < 0)
            {
                continue; // Later than two blocks: its moment is on disk.
            }

            byte[] block = at < BlockSamples ? _older : _newer;
            int index = ((int)(at % BlockSamples) * WaveHeader.Channels) + channel;
            block[index] = codec == _codec ? sound[i] : G711.Recode(sound[i], codec, _codec);
        }
    }

    private void Ship(int samples)
    {
        writer.Append(file, _older, samples * WaveHeader.Channels);
        (_older, _newer) = (_newer, Silence());
        _first += samples;
    }

    private byte[] Silence()
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        block.AsSpan(0, BlockBytes).Fill(G711.Silence(_codec));
        return block;
    }
}
