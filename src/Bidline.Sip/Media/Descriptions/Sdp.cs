using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Bidline.Sip.Media.Descriptions;

/// <summary>Offers and answers for one G.711 audio stream with telephone-event (RFC 8866, RFC 3264, RFC 4733).</summary>
internal static class Sdp
{
    /// <summary>The payload type that we ask for where the peer has not chosen one; the customary 101.</summary>
    public const byte TelephoneEventUsual = 101;

    private const int PacketMillisecondsUsual = 20;

    /// <summary>Our own offer, for an INVITE that came without one.</summary>
    public static SdpTerms TermsLate { get; } =
        new(CodecList.Both, TelephoneEventUsual, PacketMillisecondsUsual, MediaDirection.SendReceive);

    /// <summary>Reads a body. Never throws, whatever the bytes are.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SdpMedia? said, out SdpProblem problem)
    {
        SdpReader reader = new();
        problem = reader.Read(body);
        said = problem == SdpProblem.None ? reader.Chosen() : null;
        return said is not null;
    }

    /// <summary>
    /// What is offered to a target: only codecs of the caller, in the caller's order, since nothing is transcoded here; and
    /// digits always, because a caller without telephone-event can still send them by INFO.
    /// </summary>
    /// <param name="locked">The codec of a caller that was answered before, by an announcement.</param>
    public static SdpTerms TermsToTarget(SdpMedia callerSaid, AudioCodec? locked = null) => new(
        locked is { } codec ? CodecList.Of(codec) : callerSaid.Codecs,
        callerSaid.TelephoneEvent ?? TelephoneEventUsual,
        callerSaid.PacketMilliseconds,
        callerSaid.Direction);

    /// <summary>What is answered to <paramref name="offer"/> once the other leg has said <paramref name="answer"/>.</summary>
    /// <returns>False when no codec is common to both.</returns>
    public static bool TryAgree(SdpMedia offer, SdpMedia answer, out SdpTerms terms)
    {
        CodecList common = answer.Codecs.Intersect(offer.Codecs);
        terms = new SdpTerms(common, offer.TelephoneEvent, offer.PacketMilliseconds, answer.Direction);
        return common.Count > 0;
    }

    /// <summary>
    /// The answer to a caller that hears us alone: one codec, so that the later target can be offered the same.
    /// </summary>
    public static SdpTerms TermsAlone(SdpMedia offer) => new(
        CodecList.Of(offer.Codecs[0]), offer.TelephoneEvent, offer.PacketMilliseconds, Answering(offer.Direction));

    public static MediaDirection Answering(MediaDirection offered) => offered.Mirrored();

    /// <returns>The bytes written; 1,024 are always enough.</returns>
    public static int WriteOffer(Span<byte> into, SdpOrigin origin, MediaAddress local, SdpTerms terms)
    {
        SdpWriter writer = new(into);
        writer.Head(origin, local);
        writer.Audio(local, terms);
        return writer.Length;
    }

    /// <returns>The bytes written; 4,096 are always enough.</returns>
    public static int WriteAnswer(
        Span<byte> into, SdpOrigin origin, MediaAddress local, SdpMedia offer, SdpTerms terms)
    {
        SdpWriter writer = new(into);
        writer.Head(origin, local);
        ImmutableArray<SdpOtherLine> others = offer.Others;
        for (int line = 0, other = 0; line <= others.Length; line++)
        {
            if (line == offer.Line)
            {
                writer.Audio(local, terms);
            }
            else
            {
                writer.Refused(others[other++]);
            }
        }

        return writer.Length;
    }
}
