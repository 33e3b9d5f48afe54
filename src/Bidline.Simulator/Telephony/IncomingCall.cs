using System.Net;

namespace Bidline.Simulator.Telephony;

/// <summary>A call that reached one of our telephones (a SIP user agent server).</summary>
internal sealed class IncomingCall : SipLeg
{
    private const int BuyerHertz = 600;

    private readonly TaskCompletionSource _acked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SipMessage _invite;
    private readonly IPEndPoint _from;
    private byte[]? _lastReply;
    private bool _final;

    public IncomingCall(SipWire wire, SipMessage invite, IPEndPoint from)
        : base(wire, invite.CallId, from, BuyerHertz)
    {
        (_invite, _from) = (invite, from);
        LocalTag = wire.Word("p");
        Learn(invite.Header("Contact"));
    }

    /// <summary>The line that was dialled: the user part of the request's address.</summary>
    public string Line => SipMessage.UserOf(_invite.RequestUri);

    /// <summary>What the far side shows as its number; empty when it shows none.</summary>
    public string CallerNumber => SipMessage.UserOf(
        SipMessage.UriOf(_invite.Header("P-Asserted-Identity") ?? _invite.Header("From")));

    protected override string LocalParty => $"{_invite.Header("To")};tag={LocalTag}";

    protected override string RemoteParty => _invite.Header("From") ?? "";

    public void Ring()
    {
        lock (Gate)
        {
            if (_final) return;
            Rang();
            Reply(180, "Ringing");
        }
    }

    public void Refuse(int status, string phrase)
    {
        lock (Gate)
        {
            if (!_final) Finish(status, phrase, LegEndedBy.ThisSide);
        }
    }

    /// <summary>Picks up. False when the far side had gone first.</summary>
    public bool Answer()
    {
        lock (Gate)
        {
            if (_final) return false;
            _final = true;
            var sdp = AnswerSdp(_invite.Body);
            Answered(_invite.Body);
            _lastReply = Tagged(200, "OK", sdp).With("Contact", Contact).With("Content-Type", Sdp.Type).ToBytes();
        }

        _ = AwaitAckAsync(_lastReply);
        return true;
    }

    public override void Receive(SipMessage message, IPEndPoint from)
    {
        lock (Gate)
        {
            switch (message)
            {
                case { IsRequest: true, Method: "INVITE", ToTag: null }:
                    if (_lastReply is not null) Wire.Send(_lastReply, _from);
                    break;
                case { IsRequest: true, Method: "CANCEL" }:
                    Send(ReplyTo(message, 200, "OK"), from);
                    if (!_final) Finish(487, "Request Terminated", LegEndedBy.FarSide);
                    break;
                case { IsRequest: true, Method: "ACK" }:
                    // A late offer is answered in the ACK.
                    if (IsAnswered && _invite.Body.Length == 0 && !HasEnded) Hear(message.Body);
                    _acked.TrySetResult();
                    break;
                default:
                    ReceiveInDialog(message, from);
                    break;
            }
        }
    }

    private async Task AwaitAckAsync(byte[] ok)
    {
        if (await Wire.SendUntilAsync(ok, _from, _acked.Task, isInvite: false)) return;
        HangUp();
    }

    private void Reply(int status, string phrase)
    {
        _lastReply = Tagged(status, phrase).With("Contact", Contact).ToBytes();
        Wire.Send(_lastReply, _from);
    }

    private void Finish(int status, string phrase, LegEndedBy by)
    {
        _final = true;
        _lastReply = Tagged(status, phrase).ToBytes();
        _ = Wire.SendUntilAsync(_lastReply, _from, _acked.Task, isInvite: false);
        End(by, status);
    }

    private SipMessage Tagged(int status, string phrase, string body = "")
    {
        var reply = ReplyTo(_invite, status, phrase, body);
        var to = reply.Headers.FindIndex(header => header.Name.Equals("To", StringComparison.OrdinalIgnoreCase));
        if (to >= 0) reply.Headers[to] = ("To", LocalParty);
        return reply;
    }
}
