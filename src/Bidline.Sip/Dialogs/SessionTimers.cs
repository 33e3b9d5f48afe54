using Bidline.Connecting;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Dialogs;

/// <summary>
/// RFC 4028: notices a peer that vanished without BYE. Each leg has its own interval; whoever is the refresher sends
/// UPDATE or re-INVITE at half time, and the other hangs up when that does not come.
/// </summary>
internal sealed class SessionTimers(EdgeCore core)
{
    private const int LongestSeconds = 24 * 3600;

    private int MinSeconds => (int)core.Settings.SessionMin.TotalSeconds;

    /// <summary>Interval 0 when the header is absent; false when it cannot be read.</summary>
    public static bool TryRead(SipMessage message, out int seconds, out ReadOnlySpan<byte> refresher)
    {
        seconds = 0;
        refresher = default;
        var value = message.Value(HeaderId.SessionExpires);
        if (value.IsEmpty) return true;
        if (!SipText.TryNumber(SipText.BeforeParameters(value), int.MaxValue, out var number)) return false;
        seconds = (int)Math.Min(number, LongestSeconds);
        if (SipText.TryParameter(value, "refresher"u8, out var offset, out var length))
            refresher = value.Slice(offset, length);
        return true;
    }

    /// <summary>Sends 422 with our minimum. A peer that does not speak the extension cannot be told.</summary>
    public bool IsTooSmall(SipMessage request, int seconds)
    {
        if (seconds == 0 || seconds >= MinSeconds || !request.Lists(HeaderId.Supported, "timer"u8)) return false;
        Span<byte> room = stackalloc byte[40];
        var lines = new SipWriter(room);
        lines.Header("Min-SE"u8, MinSeconds);
        core.Stateless.Send(request, 422, "Session Interval Too Small", lines.Written);
        return true;
    }

    /// <summary>The interval lines of our 200 to the caller's INVITE, when it asked for a timer.</summary>
    public static void AnswerCaller(ref SipWriter writer, SipCall call)
    {
        if (!call.CallerWantsTimer) return;
        // The caller refreshes unless it said "uas": it is the side that wanted the timer.
        Lines(ref writer, call.Caller.SessionSeconds, call.Caller.WeRefresh ? "uas"u8 : "uac"u8);
    }

    public static void Lines(ref SipWriter writer, int seconds, ReadOnlySpan<byte> refresher)
    {
        writer.Add("Require: timer\r\nSession-Expires: "u8);
        writer.Add(seconds);
        writer.Add(";refresher="u8);
        writer.Add(refresher);
        writer.Line();
    }

    /// <summary>Reads what a target's 200 agreed to.</summary>
    public void TakeAnswer(CallLeg leg, SipMessage response)
    {
        leg.PeerAllowsUpdate |= response.Lists(HeaderId.Allow, "UPDATE"u8);
        if (!TryRead(response, out var seconds, out var refresher) || seconds == 0) return;
        leg.SessionSeconds = Math.Max(seconds, MinSeconds);
        leg.WeRefresh = !SipText.Is(refresher, "uas"u8);
        Arm(leg);
    }

    public void Arm(CallLeg leg)
    {
        if (leg.SessionSeconds == 0) return;
        var seconds = leg.SessionSeconds;
        // RFC 4028 10: refresh at half time; give the refresher until shortly before the end.
        var wait = leg.WeRefresh ? seconds * 500L : (seconds - Math.Min(32, seconds / 3)) * 1000L;
        core.Timers.Start(leg.SessionTimer, wait);
    }

    public void Fired(CallLeg leg)
    {
        var call = leg.Call;
        if (call.HasEnded || !leg.IsUp) return;
        if (leg.WeRefresh) Refresh(leg);
        else core.Ending.HangUp(call, leg.IsCaller ? EndedBy.Caller : EndedBy.Target);
    }

    private void Refresh(CallLeg leg)
    {
        var method = leg.PeerAllowsUpdate ? SipMethod.Update : SipMethod.Invite;
        var branch = ++leg.Call.LastBranch;
        var sequence = ++leg.LocalSequence;
        if (method == SipMethod.Invite) core.Media.ReOffer(leg);
        var writer = core.Requests.Begin(leg, method, branch, sequence);
        RequestWriter.Contact(ref writer, leg);
        writer.Add("Supported: timer\r\nSession-Expires: "u8);
        writer.Add(leg.SessionSeconds);
        writer.Add(";refresher=uac\r\n"u8);
        writer.Body("application/sdp"u8, method == SipMethod.Invite ? leg.Sdp.Text : default);
        var sent = core.Transactions.Start(ref writer, leg, method, branch, sequence);
        if (sent is not null) sent.Final = Refreshed;
        Arm(leg);
    }

    private void Refreshed(ClientTransaction transaction, SipMessage? response)
    {
        var leg = transaction.Leg!;
        if (leg.Call.HasEnded || !leg.IsUp) return;
        // RFC 4028 10, RFC 5057: 408 and 481 mean that the peer's half of the dialog is gone.
        if (response is null or { Status: 408 or 481 })
            core.Ending.HangUp(leg.Call, leg.IsCaller ? EndedBy.Caller : EndedBy.Target);
    }
}
