using System.Net;

namespace Bidline.Simulator.Telephony;

/// <summary>What both kinds of call share: a dialog, a stream of sound, and one ending.</summary>
internal abstract class SipLeg : IDisposable
{
    private readonly TaskCompletionSource<LegEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _byeAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SoundStream _sound;
    private string? _remoteTarget;
    private long _rangAt;
    private long _answeredAt;
    private int _codec;
    private int _cseq;

    protected SipLeg(SipWire wire, string callId, IPEndPoint peer, int hertz)
    {
        (Wire, CallId, Peer) = (wire, callId, peer);
        _sound = new SoundStream(wire.Local.Address, hertz);
        _cseq = 1;
    }

    public string CallId { get; }

    public Task<LegEnd> Ended => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    public SoundCounts Sound => _sound.Counts;

    protected SipWire Wire { get; }

    protected IPEndPoint Peer { get; private set; }

    protected Lock Gate { get; } = new();

    protected string LocalTag { get; init; } = "";

    protected bool IsAnswered => _answeredAt != 0;

    protected string Contact => $"<sip:{Wire.Local}>";

    /// <summary>This side's From or To value, tag included.</summary>
    protected abstract string LocalParty { get; }

    protected abstract string RemoteParty { get; }

    public abstract void Receive(SipMessage message, IPEndPoint from);

    public static SipMessage ReplyTo(SipMessage request, int status, string phrase, string body = "")
    {
        var reply = SipMessage.Response(status, phrase, body);
        foreach (var (name, value) in request.Headers)
        {
            if (name.ToUpperInvariant() is "VIA" or "FROM" or "TO" or "CALL-ID" or "CSEQ" or "RECORD-ROUTE")
                reply.With(name, value);
        }

        return reply;
    }

    /// <summary>Sends BYE and ends this side; nothing happens before the answer or after the end.</summary>
    public void HangUp()
    {
        lock (Gate)
        {
            if (HasEnded || !IsAnswered) return;
            var bye = InDialog("BYE", ++_cseq);
            _ = Wire.SendUntilAsync(bye.ToBytes(), Peer, _byeAnswered.Task, isInvite: false);
            End(LegEndedBy.ThisSide, 200);
        }
    }

    public void Dispose() => Wire.Sound.Remove(_sound);

    protected void Rang()
    {
        if (_rangAt == 0) _rangAt = Wire.Clock.GetTimestamp();
    }

    protected void Answered(string remoteSdp)
    {
        _answeredAt = Wire.Clock.GetTimestamp();
        Hear(remoteSdp);
    }

    /// <summary>Sends sound where this description wants it.</summary>
    protected void Hear(string remoteSdp)
    {
        if (Sdp.Read(remoteSdp) is not { } remote) return;
        _codec = remote.PayloadType;
        _sound.SendTo(remote.Media, remote.PayloadType);
        Wire.Sound.Add(_sound);
    }

    protected string OfferSdp() => Sdp.Offer(_sound.Local);

    protected string AnswerSdp(string offer) =>
        Sdp.Read(offer) is { } remote ? Sdp.Answer(_sound.Local, remote.PayloadType) : OfferSdp();

    protected void Learn(string? contact)
    {
        if (contact is null) return;
        _remoteTarget = SipMessage.UriOf(contact);
        var host = _remoteTarget.Split('@')[^1].Split(';')[0];
        if (host.StartsWith("sip:", StringComparison.Ordinal)) host = host[4..];
        if (IPEndPoint.TryParse(host, out var address) && address.Port > 0) Peer = address;
    }

    protected void End(LegEndedBy by, int status)
    {
        var clock = Wire.Clock;
        var rang = _rangAt == 0 ? TimeSpan.Zero
            : _answeredAt == 0 ? clock.GetElapsedTime(_rangAt) : clock.GetElapsedTime(_rangAt, _answeredAt);
        var talked = _answeredAt == 0 ? TimeSpan.Zero : clock.GetElapsedTime(_answeredAt);
        if (!_ended.TrySetResult(new LegEnd(by, status, rang, talked, Sound))) return;
        Dispose();
        Wire.ForgetLater(this);
    }

    protected SipMessage InDialog(string method, int cseq) =>
        SipMessage.Request(method, _remoteTarget ?? $"sip:{Peer}")
            .With("Via", $"SIP/2.0/UDP {Wire.Local};branch={Wire.Word("z9hG4bK")};rport")
            .With("Max-Forwards", "70")
            .With("From", LocalParty)
            .With("To", RemoteParty)
            .With("Call-ID", CallId)
            .With("CSeq", $"{cseq} {method}");

    /// <summary>A request of the far side inside the call, or the answer to our BYE.</summary>
    protected void ReceiveInDialog(SipMessage message, IPEndPoint from)
    {
        if (!message.IsRequest)
        {
            if (message.CSeq.Method == "BYE" && message.Status >= 200) _byeAnswered.TrySetResult();
            return;
        }

        switch (message.Method)
        {
            case "ACK":
                return;
            case "INVITE" when !HasEnded:
                var answer = AnswerSdp(message.Body);
                Hear(message.Body);
                Send(ReplyTo(message, 200, "OK", answer).With("Contact", Contact).With("Content-Type", Sdp.Type), from);
                return;
            case "BYE":
                Send(ReplyTo(message, 200, "OK"), from);
                End(LegEndedBy.FarSide, 200);
                return;
            case "UPDATE" or "INFO" or "OPTIONS" when !HasEnded:
                Send(ReplyTo(message, 200, "OK").With("Contact", Contact), from);
                return;
            default:
                Send(ReplyTo(message, HasEnded ? 481 : 501, "Not here"), from);
                return;
        }
    }

    protected void Send(SipMessage message, IPEndPoint to) => Wire.Send(message.ToBytes(), to);
}
