using Bidline.Sip.Dialogs;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Callers;

/// <summary>Answers that no state is kept for: a repeated request gets the same answer again (RFC 3261 8.2.7).</summary>
internal sealed class StatelessReplies(EdgeCore core)
{
    public void Send(SipMessage request, int status, ReadOnlySpan<char> phrase, ReadOnlySpan<byte> lines = default)
    {
        if (request.Method == SipMethod.Ack) return;
        var writer = core.Wire.Begin();
        Write(ref writer, request, status, phrase, lines);
        core.Wire.Send(ref writer, ReplyHeads.ReturnPath(request));
    }

    /// <summary>The same, kept for repeating as the last answer of a dialog.</summary>
    public void SendInDialog(
        CallLeg leg, SipMessage request, int status, ReadOnlySpan<char> phrase, ReadOnlySpan<byte> lines = default)
    {
        var writer = core.Wire.Begin();
        Write(ref writer, request, status, phrase, lines);
        leg.ReplyTo = ReplyHeads.ReturnPath(request);
        leg.Reply.Keep(core.Wire.Send(ref writer, leg.ReplyTo));
    }

    public void Unavailable(SipMessage request)
    {
        Span<byte> lines = stackalloc byte[40];
        Send(request, 503, "Service Unavailable", RetryAfter(lines));
    }

    public ReadOnlySpan<byte> RetryAfter(Span<byte> room)
    {
        var writer = new SipWriter(room);
        writer.Header("Retry-After"u8, (long)Math.Ceiling(core.Settings.RetryAfter.TotalSeconds));
        return room[..writer.Length];
    }

    private void Write(
        ref SipWriter writer, SipMessage request, int status, ReadOnlySpan<char> phrase, ReadOnlySpan<byte> lines)
    {
        writer.Add("SIP/2.0 "u8);
        writer.Add(status);
        writer.Add(" "u8);
        writer.AddText(phrase);
        writer.Line();
        var tag = new SipWriter(stackalloc byte[20]);
        tag.Add("s"u8);
        tag.AddHex(core.Tools.Hash.Of(request.CallId, core.Tools.Hash.Of(request.FromTag)));
        ReplyHeads.Write(ref writer, request, tag.Written);
        writer.Add(lines);
        writer.Body(default, default);
    }
}
