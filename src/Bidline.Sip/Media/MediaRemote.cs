using System.Net;
using Bidline.Sip.Media.Descriptions;

namespace Bidline.Sip.Media;

/// <summary>Where a side wants its media, and who may send as it.</summary>
/// <param name="Rtp">None while the side is on hold with an empty address.</param>
/// <param name="TelephoneEvent">The payload type in which that side wants its digits; null when it takes none.</param>
/// <param name="OurTelephoneEvent">The payload type we asked that side to use.</param>
/// <param name="MayDiffer">The first packet from a host of this description decides, once, who is heard and answered.</param>
/// <param name="AlsoFrom">A second host that may be learned: where the signalling comes from.</param>
internal sealed record MediaRemote(
    MediaAddress Rtp,
    MediaAddress Rtcp,
    CodecList Codecs,
    byte? TelephoneEvent,
    byte? OurTelephoneEvent,
    MediaDirection Direction,
    bool MayDiffer,
    MediaAddress AlsoFrom)
{
    /// <summary>
    /// Behind a NAT the media comes from elsewhere than the SDP says; without one, only the exact address and port is heard,
    /// so that a third party cannot bleed into the call or pull its media away (reliability.md F46).
    /// </summary>
    /// <param name="nat">The Via or the trunk says that this peer is behind a NAT; an SDP address other than the
    /// signalling source says so too.</param>
    public static MediaRemote From(
        SdpMedia said, byte? ourTelephoneEvent, IPAddress signallingSource, bool nat = false)
    {
        MediaAddress source = MediaAddress.Of(signallingSource, 0);
        bool mayDiffer = nat || !said.Rtp.SameHost(source);
        return new MediaRemote(
            said.Rtp, said.Rtcp, said.Codecs, said.TelephoneEvent, ourTelephoneEvent, said.Direction, mayDiffer, source);
    }

    /// <summary>The same media, restricted to the codecs that the other side takes too.</summary>
    public MediaRemote Restricted(CodecList codecs) => this with { Codecs = codecs };
}
