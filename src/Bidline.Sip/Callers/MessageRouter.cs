using Bidline.Sip.Dialogs;
using Bidline.Sip.Messages;
using Bidline.Sip.Transport;
using Bidline.Sip.Trunks;

namespace Bidline.Sip.Callers;

/// <summary>
/// Every message that arrives: rate of its source, parser, then to whom it belongs. The order is that of a careful
/// operator: what is cheap to refuse is refused first.
/// </summary>
internal sealed class MessageRouter(EdgeCore core)
{
    private readonly SipMessage _message = new();
    private readonly SourceBuckets _sources = new(core.Settings.MessagesPerSecondPerSource, core.Tools.Hash);
    private TokenBucket _unknownAnswers = new(core.Settings.UnknownSourceAnswersPerSecond);

    public void Receive(byte[] buffer, int offset, int length, Peer source)
    {
        var counters = core.Counters;
        counters.MessagesIn++;
        if (!_sources.TryTake(source.Address, core.Timers.Now))
        {
            counters.SourceFlooded++;
            return;
        }

        if (source.Transport == SipTransport.Udp && length > SipParser.DatagramMax)
        {
            counters.Oversized++;
            return;
        }

        _message.Source = source;
        switch (SipParser.Parse(_message, buffer, offset, length))
        {
            case ParseVerdict.Ok: Route(_message); break;
            case ParseVerdict.Malformed: Blame(_message); break;
            case ParseVerdict.Garbage: counters.Garbage++; break;
            default: break;
        }
    }

    private void Route(SipMessage message)
    {
        if (!message.IsRequest) core.Transactions.Receive(message);
        else if (message.ToTag.Length > 0) core.Dialogs.Take(message);
        else if (message.Method == SipMethod.Cancel) Cancel(message);
        else if (message.Method == SipMethod.Ack) core.Counters.Stray++;
        else if (core.Tools.Trunks.Of(message.Source.Address) is { } trunk) OutOfDialog(message, trunk);
        else RefuseStranger(message);
    }

    private void OutOfDialog(SipMessage request, TrunkUse trunk)
    {
        switch (request.Method)
        {
            case SipMethod.Invite: core.Intake.Take(request, trunk); break;
            case SipMethod.Options: Options(request); break;
            case SipMethod.Unknown: core.Stateless.Send(request, 501, "Not Implemented"); break;
            case SipMethod.Bye or SipMethod.Info or SipMethod.Update:
                core.Stateless.Send(request, 481, "Call/Transaction Does Not Exist"); break;
            default: core.Stateless.Send(request, 405, "Method Not Allowed", SipMethods.AllowLine); break;
        }
    }

    private void Options(SipMessage request)
    {
        if (request.MaxForwards == 0) core.Stateless.Send(request, 483, "Too Many Hops");
        else if (core.Tools.IsDraining) core.Stateless.Unavailable(request);
        else core.Stateless.Send(
            request,
            200,
            "OK",
            "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE\r\nAccept: application/sdp\r\nSupported: timer\r\n"u8);
    }

    private void Cancel(SipMessage cancel)
    {
        if (core.Calls.ByKey(core.Intake.KeyOf(cancel)) is not { } call)
        {
            core.Counters.Stray++;
            core.Stateless.Send(cancel, 481, "Call/Transaction Does Not Exist");
            return;
        }

        core.Stateless.Send(cancel, 200, "OK");
        // After a final answer a CANCEL has no effect (RFC 3261 9.2).
        if (!call.HasEnded && call.State == CallerState.Proceeding) core.Ending.Cancelled(call);
    }

    private void Blame(SipMessage request)
    {
        if (core.Tools.Trunks.Of(request.Source.Address) is null)
        {
            RefuseStranger(request);
            return;
        }

        core.Counters.Malformed++;
        var phrase = request.FaultStatus == 400 ? $"Bad Request ({request.Fault})" : request.Fault;
        core.Stateless.Send(request, request.FaultStatus, phrase);
    }

    /// <summary>The same answer to everything, and only so often: a scan learns nothing and cannot be reflected.</summary>
    private void RefuseStranger(SipMessage request)
    {
        core.Counters.UnknownSource++;
        if (_unknownAnswers.TryTake(core.Timers.Now)) core.Stateless.Send(request, 403, "Forbidden");
    }
}
