namespace Bidline.Sip.Media.Announcements;

/// <summary>An announcement ready to be sent: 8 kHz in both codecs, shared by all calls that play it.</summary>
internal sealed class PreparedAudio
{
    private const int SamplesPerSecond = 8_000;

    private readonly byte[] _muLaw;
    private readonly byte[] _aLaw;

    public PreparedAudio(ReadOnlySpan<short> samples)
    {
        _muLaw = G711.Encode(samples, AudioCodec.Pcmu);
        _aLaw = G711.Encode(samples, AudioCodec.Pcma);
    }

    public TimeSpan Length => TimeSpan.FromSeconds((double)_muLaw.Length / SamplesPerSecond);

    public ReadOnlySpan<byte> Encoded(AudioCodec codec) => codec == AudioCodec.Pcma ? _aLaw : _muLaw;
}
