using Bidline.Sip.Dialogs;
using Bidline.Sip.Media.Descriptions;
using Bidline.Sip.Messages;
using Bidline.Sip.Trunks;

namespace Bidline.Sip.Callers;

/// <summary>
/// A new INVITE from a known trunk: told apart from repetitions, held against every limit, and only then read further
/// (overload control before the body is parsed, T7).
/// </summary>
internal sealed class InviteIntake(EdgeCore core)
{
    private const string BadExpires = "Session-Expires cannot be read";

    private TokenBucket _all = new(core.Settings.CallsPerSecond);
    private readonly SourceBuckets _sources = new(core.Settings.CallsPerSecondPerSource, core.Tools.Hash);

    public Action<SipCallControl> Started { get; set; } = static _ => { };

    public void Take(SipMessage invite, TrunkUse trunk)
    {
        var hash = core.Tools.Hash;
        var key = KeyOf(invite);
        if (core.Calls.ByKey(key) is { } known)
        {
            core.Counters.Retransmissions++;
            core.Replies.Repeat(known);
            return;
        }

        var mergeKey = hash.Of(invite.CallId, hash.Of(invite.FromTag, (ulong)invite.CSeq));
        if (core.Calls.HasMerge(mergeKey))
        {
            core.Counters.Merged++;
            core.Stateless.Send(invite, 482, "Merged Request");
        }
        else if (IsAcceptable(invite) && IsWithinLimits(invite, trunk) && TryReadOffer(invite, out var offer))
            Begin(invite, trunk, key, mergeKey, offer);
    }

    /// <summary>Identifies the INVITE's server transaction, and its CANCEL's (RFC 3261 17.2.3).</summary>
    public ulong KeyOf(SipMessage request)
    {
        var hash = core.Tools.Hash;
        // Without the RFC 3261 cookie the branch does not identify alone, so the rest always takes part.
        var chain = hash.Of(request.SentBy, hash.Of(request.Branch, (ulong)request.CSeq));
        return hash.Of(request.CallId, hash.Of(request.FromTag, chain));
    }

    private bool IsAcceptable(SipMessage invite)
    {
        if (invite.MaxForwards == 0)
        {
            core.Counters.Looped++;
            core.Stateless.Send(invite, 483, "Too Many Hops");
            return false;
        }

        if (core.Calls.Named(invite.CallId, out _) is { HasEnded: false })
        {
            // Our own dial has come back to us: a target that is one of our numbers.
            core.Counters.Looped++;
            core.Stateless.Send(invite, 482, "Loop Detected");
            return false;
        }

        return Requirements.AreMet(core, invite);
    }

    private bool IsWithinLimits(SipMessage invite, TrunkUse trunk)
    {
        var now = core.Timers.Now;
        if (core.Tools.IsDraining) core.Counters.Drained++;
        else if (!trunk.HasRoom || core.Counters.CallsActive >= core.Settings.Concurrent)
            core.Counters.OverConcurrency++;
        // The narrowest limit first: who is over its own must not use up what belongs to all.
        else if (!_sources.TryTake(invite.Source.Address, now) || !trunk.TryTakeCall(now) || !_all.TryTake(now))
            core.Counters.OverRate++;
        else return true;
        core.Stateless.Unavailable(invite);
        return false;
    }

    private bool TryReadOffer(SipMessage invite, out SdpMedia? offer)
    {
        offer = null;
        if (invite.Body.IsEmpty) return true;
        if (!Requirements.IsSdp(invite))
        {
            core.Stateless.Send(invite, 415, "Unsupported Media Type", "Accept: application/sdp\r\n"u8);
            return false;
        }

        if (Sdp.TryParse(invite.Body, out offer, out var problem)) return true;
        if (problem is SdpProblem.Malformed or SdpProblem.TooLarge)
        {
            core.Counters.Malformed++;
            core.Stateless.Send(invite, 400, "Session description cannot be read");
        }
        else core.Stateless.Send(invite, 488, "Not Acceptable Here");
        return false;
    }

    private void Begin(SipMessage invite, TrunkUse trunk, ulong key, ulong mergeKey, SdpMedia? offer)
    {
        if (!SessionTimers.TryRead(invite, out var interval, out _))
        {
            core.Stateless.Send(invite, 400, BadExpires);
            return;
        }

        if (core.Sessions.IsTooSmall(invite, interval)) return;
        var call = core.Calls.New(key, mergeKey);
        call.MaxForwards = invite.MaxForwards < 0 ? RequestWriter.MaxForwards : invite.MaxForwards;
        call.Trunk = trunk;
        call.Caller.SessionSeconds = interval;
        call.CallerWantsTimer = interval > 0;
        call.Caller.Said = offer;
        CallerLegs.Fill(core, call, invite);
        trunk.Active++;
        core.Counters.CallsIn++;
        core.Counters.CallsActive++;
        core.Replies.Trying(call);
        call.Control = new SipCallControl(core, call, InboundCalls.Read(core, invite, trunk));
        Started(call.Control);
    }
}
