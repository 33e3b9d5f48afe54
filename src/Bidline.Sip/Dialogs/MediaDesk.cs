using System.Diagnostics;
using System.Net.Sockets;
using Bidline.Connecting;
using Bidline.Sip.Callers;
using Bidline.Sip.Media;
using Bidline.Sip.Media.Descriptions;
using Bidline.Sip.Media.Recording;
using Bidline.Sip.Messages;
using Bidline.Sip.Targets;
using Bidline.Sip.Transport;

namespace Bidline.Sip.Dialogs;

/// <summary>
/// Takes media for a call when it is first needed (a flood of INVITEs must not eat descriptors), and matches what the two
/// legs say about theirs.
/// </summary>
internal sealed class MediaDesk(EdgeCore core)
{
    private readonly byte[] _scratch = new byte[4096];

    /// <summary>False when ports are out or a family is not spoken.</summary>
    public bool TryOpen(SipCall call, Peer target)
    {
        var family = FamilyOf(target);
        if (call.Bridge is { } bridge)
        {
            // Nothing of the last target's media may reach the caller from here on.
            bridge.ClearRemote(MediaSide.Target);
            if (family == call.TargetFamily) return true;
            // Those that ring already were offered the port that this one would take away.
            if (call.Dials.Exists(dial => dial.IsRinging)) return false;
            call.TargetFamily = family;
            return bridge.TryMove(MediaSide.Target, family);
        }

        var said = call.Caller.Said;
        var caller = said is null || said.Rtp.IsNone ? FamilyOf(call.Caller.Next) : said.Rtp.Family;
        call.TargetFamily = family;
        if (core.Tools.MediaPlane.TryOpen(caller, family, Died, out bridge))
        {
            bridge.Owner = new CallKey(call, call.Id);
            call.Bridge = bridge;
            return true;
        }

        core.Counters.NoMediaPort++;
        return false;
    }

    /// <summary>Writes the offer to a target into its leg.</summary>
    public void Offer(CallLeg leg)
    {
        var said = leg.Call.Caller.Said;
        leg.Terms = said is null ? Late(leg.Call) : Sdp.TermsToTarget(said, leg.Call.Codec);
        WriteOffer(leg);
    }

    /// <summary>A target's early media (183): the caller hears it, and is told the codec from now on.</summary>
    public bool TryTakeEarly(CallLeg target, SipMessage response)
    {
        var call = target.Call;
        if (call.Caller.Said is null || call.Bridge is not { } bridge || !TryTakeAnswer(target, response)) return false;
        AnswerCaller(target);
        bridge.EarlyMedia();
        return true;
    }

    /// <summary>A target's answer. False when it has no usable audio.</summary>
    public bool TryConnect(TargetDial dial, SipMessage response)
    {
        var (call, target) = (dial.Call, dial.Leg);
        if (call.Bridge is not { } bridge) return false;
        // RFC 6337 3.1.1: a 200 without SDP confirms what a reliable or early answer said.
        if (!TryTakeAnswer(target, response) && target.Said is null) return false;
        if (call.State == CallerState.Proceeding) AnswerCaller(target);
        bridge.Connect(dial.Request?.Order.Recording is { } order ? Record(order) : null);
        if (dial.Request?.Notice is { } notice)
        {
            bridge.Play(MediaSide.Caller, notice, static (_, _) => { });
            bridge.Play(MediaSide.Target, notice, static (_, _) => { });
        }

        return true;
    }

    private CallRecording? Record(RecordingOrder order)
    {
        if (core.Tools.Recorder is not { } recorder) return null;
        var frequency = core.Tools.Clock.TimestampFrequency;
        return new CallRecording(
            recorder, recorder.Open(order.Name), order.Beeps ? new Beeper(frequency) : null, frequency);
    }

    /// <summary>The target has gone and the caller stays: silence, until the next one answers or something is played.</summary>
    public static void LetTargetGo(SipCall call) => call.Bridge?.ClearRemote(MediaSide.Target);

    /// <summary>The caller hears us alone. False when ports are out.</summary>
    public bool TryAnswerAlone(SipCall call)
    {
        if (!TryOpen(call, call.Caller.Next)) return false;
        if (call.State != CallerState.Proceeding || !call.Caller.Sdp.IsEmpty) return true;
        if (call.Caller.Said is { } said) Answer(call.Caller, said, Sdp.TermsAlone(said));
        else OfferLate(call, CodecList.Both);
        return true;
    }

    /// <summary>The ACK of a caller whose INVITE had no offer carries its answer to ours.</summary>
    public static void TakeLateAnswer(CallLeg leg, SipMessage ack)
    {
        if (!leg.AwaitsAnswer) return;
        leg.AwaitsAnswer = false;
        if (!Requirements.IsSdp(ack) || !Sdp.TryParse(ack.Body, out var said, out _)) return;
        leg.Said = said;
        if (said.Codecs.Count > 0) leg.Call.Codec ??= said.Codecs[0];
        Listen(leg, said, ack.Source);
    }

    /// <summary>A later offer within a leg (hold, new address). False when it cannot be met with the codec in use.</summary>
    public bool TryReAnswer(CallLeg leg, SdpMedia offer, Peer source)
    {
        var codecs = leg.Terms is { } terms ? offer.Codecs.Intersect(terms.Codecs) : offer.Codecs;
        if (codecs.Count == 0) return false;
        Answer(leg, offer, new SdpTerms(
            codecs, offer.TelephoneEvent, offer.PacketMilliseconds, Sdp.Answering(offer.Direction)));
        Listen(leg, offer, source);
        return true;
    }

    /// <summary>Our description again, as the offer of a refresh or of the answer to an empty re-INVITE.</summary>
    public void ReOffer(CallLeg leg)
    {
        leg.Terms = (leg.Terms ?? Sdp.TermsLate) with { Direction = MediaDirection.SendReceive };
        WriteOffer(leg);
    }

    private static bool TryTakeAnswer(CallLeg target, SipMessage response)
    {
        if (!Requirements.IsSdp(response) || !Sdp.TryParse(response.Body, out var said, out _)) return false;
        if (target.Terms is null || said.Codecs.Intersect(target.Terms.Codecs).Count == 0) return false;
        target.Said = said;
        Listen(target, said, response.Source);
        return true;
    }

    private void AnswerCaller(CallLeg answering)
    {
        var (call, target) = (answering.Call, answering.Said!);
        // An answer that was given in a 183 stays as it is: the caller may hold us to it.
        if (!call.Caller.Sdp.IsEmpty && call.Caller.Said is not null) return;
        if (call.Caller.Said is null) OfferLate(call, CodecList.Of(target.Codecs[0]));
        else if (Sdp.TryAgree(call.Caller.Said, target, out var terms)) Answer(call.Caller, call.Caller.Said, terms);
    }

    private void OfferLate(SipCall call, CodecList codecs)
    {
        call.Caller.Terms = Sdp.TermsLate with { Codecs = codecs };
        call.Caller.AwaitsAnswer = true;
        if (codecs.Count == 1) call.Codec ??= codecs[0];
        WriteOffer(call.Caller);
    }

    private void Answer(CallLeg leg, SdpMedia offer, SdpTerms terms)
    {
        leg.Terms = terms;
        if (leg.IsCaller) leg.Call.Codec ??= terms.Codecs[0];
        var length = Sdp.WriteAnswer(_scratch, Origin(leg), Local(leg), offer, terms);
        leg.Sdp.Keep(_scratch.AsSpan(0, length));
        if (leg.IsCaller) Listen(leg, offer, leg.Next);
    }

    private void WriteOffer(CallLeg leg)
    {
        var length = Sdp.WriteOffer(_scratch, Origin(leg), Local(leg), leg.Terms!);
        leg.Sdp.Keep(_scratch.AsSpan(0, length));
    }

    private static void Listen(CallLeg leg, SdpMedia said, Peer source) => leg.Call.Bridge?.SetRemote(
        leg.Side, MediaRemote.From(said, leg.Terms?.TelephoneEvent, source.ToAddress()));

    private static SdpTerms Late(SipCall call) =>
        call.Codec is { } codec ? Sdp.TermsLate with { Codecs = CodecList.Of(codec) } : Sdp.TermsLate;

    private MediaAddress Local(CallLeg leg)
    {
        Debug.Assert(leg.Call.Bridge is not null, "Media is opened before it is described.");
        return MediaAddress.Of(core.Tools.MediaPlane.AddressTowards(leg.Next.ToAddress()), leg.Call.Bridge.Port(leg.Side));
    }

    private static SdpOrigin Origin(CallLeg leg) =>
        new((leg.Call.Id << 4) + leg.Number, ++leg.SdpVersion);

    private static AddressFamily FamilyOf(Peer peer) =>
        peer.IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    /// <summary>Called on the media thread.</summary>
    private void Died(MediaDeath death)
    {
        if (death.Bridge.Owner is not CallKey key) return;
        core.Tools.Post(() =>
        {
            if (key.Find() is { } call) core.Ending.HangUp(call, EndedBy.DeadMedia, death.LastPacketAt);
        });
    }
}

/// <summary>Names a pooled call from outside: finds it only while it is still the same call.</summary>
internal sealed record CallKey(SipCall Call, long Id)
{
    public SipCall? Find() => Call.Id == Id && !Call.HasEnded && Call.Control is not null ? Call : null;
}
