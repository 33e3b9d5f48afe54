namespace Bidline.Sip.Media;

/// <summary>The G.711 codecs; the value is the static payload type of RFC 3551, section 6.</summary>
internal enum AudioCodec : byte
{
    Pcmu = 0,
    Pcma = 8,
}
