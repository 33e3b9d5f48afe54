using System.Net;

namespace Bidline.Simulator.Telephony;

/// <summary>A call that one of our callers places (a SIP user agent client).</summary>
internal sealed class OutgoingCall : SipLeg
{
    private const int CallerHertz = 400;

    private readonly TaskCompletionSource _heardBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ringing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _picked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SipMessage _invite;
    private readonly IPEndPoint _server;
    private string? _remoteTo;
    private bool _cancelling;

    /// <param name="headers">Added to the INVITE: what a carrier would pass on.</param>
    public OutgoingCall(
        SipWire wire, IPEndPoint server, string caller, string dialled, IEnumerable<KeyValuePair<string, string>> headers)
        : base(wire, wire.Word("call-"), server, CallerHertz)
    {
        _server = server;
        LocalTag = wire.Word("c");
        From = $"<sip:{caller}@{wire.Local}>;tag={LocalTag}";
        To = $"<sip:{dialled}@{server}>";
        _invite = Invite(dialled, caller, headers);
        wire.Register(this);
        _ = InviteAsync();
    }

    /// <summary>Completes when the far side rings or answers, or when the call ends without.</summary>
    public Task Ringing => Task.WhenAny(_ringing.Task, _picked.Task, Ended);

    /// <summary>Completes when the far side answers, or when the call ends without.</summary>
    public Task Picked => Task.WhenAny(_picked.Task, Ended);

    public bool IsConnected => IsAnswered && !HasEnded;

    protected override string LocalParty => From;

    protected override string RemoteParty => _remoteTo ?? To;

    private string From { get; }

    private string To { get; }

    /// <summary>Hangs up, whatever the stage: CANCEL before the answer, BYE after it.</summary>
    public void GiveUp()
    {
        lock (Gate)
        {
            if (!IsAnswered && !_cancelling && !HasEnded)
            {
                _cancelling = true;
                // RFC 3261 9.1: not before a provisional response; the response sends it then.
                if (_heardBack.Task.IsCompleted) Cancel();
                return;
            }
        }

        HangUp();
    }

    public override void Receive(SipMessage message, IPEndPoint from)
    {
        lock (Gate)
        {
            if (message.IsRequest) ReceiveInDialog(message, from);
            else if (message.CSeq.Method == "INVITE") ReceiveAnswer(message, from);
            else if (message.CSeq.Method == "CANCEL") _cancelAnswered.TrySetResult();
            else ReceiveInDialog(message, from);
        }
    }

    private async Task InviteAsync()
    {
        if (await Wire.SendUntilAsync(_invite.ToBytes(), _server, _heardBack.Task, isInvite: true)) return;
        lock (Gate) End(LegEndedBy.NobodyAnswered, 408);
    }

    private void ReceiveAnswer(SipMessage answer, IPEndPoint from)
    {
        var first = _heardBack.TrySetResult();
        switch (answer.Status)
        {
            case < 200:
                if (answer.Status >= 180)
                {
                    Rang();
                    _ringing.TrySetResult();
                }

                if (first && _cancelling) Cancel();
                break;
            case < 300:
                PickUp(answer);
                break;
            default:
                Send(Ack(answer, ownBranch: false), from);
                End(_cancelling ? LegEndedBy.ThisSide : LegEndedBy.Refused, answer.Status);
                break;
        }
    }

    private void PickUp(SipMessage ok)
    {
        _remoteTo = ok.Header("To");
        Learn(ok.Header("Contact"));
        Send(Ack(ok, ownBranch: true), Peer);
        if (IsAnswered) return;
        Answered(ok.Body);
        _picked.TrySetResult();
        // The answer and our CANCEL crossed on the wire: the call is up, and is hung up properly.
        if (_cancelling) HangUp();
    }

    private void Cancel()
    {
        var cancel = SipMessage.Request("CANCEL", _invite.RequestUri);
        foreach (var name in (string[])["Via", "Max-Forwards", "From", "To", "Call-ID"])
            cancel.With(name, _invite.Header(name)!);
        cancel.With("CSeq", "1 CANCEL");
        _ = Wire.SendUntilAsync(cancel.ToBytes(), _server, _cancelAnswered.Task, isInvite: false);
    }

    private SipMessage Ack(SipMessage answer, bool ownBranch)
    {
        if (ownBranch) return InDialog("ACK", 1);
        return SipMessage.Request("ACK", _invite.RequestUri)
            .With("Via", _invite.Header("Via")!)
            .With("Max-Forwards", "70")
            .With("From", From)
            .With("To", answer.Header("To") ?? To)
            .With("Call-ID", CallId)
            .With("CSeq", "1 ACK");
    }

    private SipMessage Invite(string dialled, string caller, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var invite = SipMessage.Request("INVITE", $"sip:{dialled}@{_server}", OfferSdp())
            .With("Via", $"SIP/2.0/UDP {Wire.Local};branch={Wire.Word("z9hG4bK")};rport")
            .With("Max-Forwards", "70")
            .With("From", From)
            .With("To", To)
            .With("Call-ID", CallId)
            .With("CSeq", "1 INVITE")
            .With("Contact", Contact)
            .With("P-Asserted-Identity", $"<sip:{caller}@{Wire.Local};verstat=TN-Validation-Passed-A>")
            .With("Content-Type", Sdp.Type);
        foreach (var (name, value) in headers) invite.With(name, value);
        return invite;
    }
}
