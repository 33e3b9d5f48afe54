using System.Collections.Immutable;

namespace Bidline.Sip.Media.Descriptions;

/// <summary>What one side said about its audio: the part of an offer or answer that we use.</summary>
/// <param name="Rtp">None when the address is 0.0.0.0 or ::, the old way to hold (RFC 3264, section 8.4).</param>
/// <param name="TelephoneEvent">Payload type of telephone-event/8000; null when not offered.</param>
/// <param name="Line">Which m= line of the body is the audio that we use, from 0.</param>
/// <param name="Others">The other m= lines in order: an answer must name and refuse them (RFC 3264, section 6).</param>
internal sealed record SdpMedia(
    MediaAddress Rtp,
    MediaAddress Rtcp,
    CodecList Codecs,
    byte? TelephoneEvent,
    int PacketMilliseconds,
    MediaDirection Direction,
    int Line,
    ImmutableArray<SdpOtherLine> Others);

/// <summary>An m= line that we do not take part in, kept to be refused.</summary>
internal sealed record SdpOtherLine(string Media, string Protocol, string Format);

/// <summary>What we say: the codecs, the digits and the direction of an offer or answer of ours.</summary>
internal sealed record SdpTerms(
    CodecList Codecs, byte? TelephoneEvent, int PacketMilliseconds, MediaDirection Direction);

/// <summary>The o= line: one id a leg for its whole life, a higher version whenever the text changes (RFC 8866, 5.2).</summary>
internal readonly record struct SdpOrigin(long Id, int Version);

/// <summary>Why a body cannot be used. The first two are the peer's mistakes (400), the others mean 488.</summary>
internal enum SdpProblem
{
    None,
    Malformed,
    TooLarge,
    NoAudio,
    NoCodec,
    SecureOnly,
    NoAddress,
}
