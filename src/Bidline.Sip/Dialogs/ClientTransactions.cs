using Bidline.Sip.Messages;
using Bidline.Sip.Transport;

namespace Bidline.Sip.Dialogs;

/// <summary>Sends requests, repeats them and matches their answers (RFC 3261 17.1).</summary>
internal sealed class ClientTransactions(EdgeCore core)
{
    /// <summary>An INVITE within a dialog that rings on is given up after this, in milliseconds (RFC 3261 timer C).</summary>
    private const int TimerC = 180_000;

    /// <summary>Sends what was written and keeps it until it is answered. Null when the peer cannot be reached.</summary>
    public ClientTransaction? Start(ref SipWriter writer, CallLeg leg, SipMethod method, int branch, long sequence)
    {
        var sent = core.Wire.Send(ref writer, leg.Next);
        if (sent.IsEmpty) return null;
        var transaction = core.Calls.NewTransaction(leg.Call);
        transaction.Request.Keep(sent);
        (transaction.Leg, transaction.Method) = (leg, method);
        (transaction.Branch, transaction.Sequence) = (branch, sequence);
        transaction.To = leg.Next;
        transaction.BeganAt = core.Timers.Now;
        transaction.Interval = leg.Next.Transport == SipTransport.Udp ? core.Tools.T1 : core.Tools.Patience;
        core.Timers.Start(transaction.Timer, transaction.Interval);
        return transaction;
    }

    public void Receive(SipMessage response)
    {
        if (Find(response) is not { } transaction)
        {
            core.Counters.Stray++;
            return;
        }

        if (response.Status < 200) Provisional(transaction, response);
        else if (transaction.Method == SipMethod.Invite) core.Answers.Final(transaction, response);
        else if (!transaction.IsDone) Finish(transaction, response);
    }

    /// <summary>Has its final answer. It stays to absorb repetitions of it: timer D or K.</summary>
    public void Complete(ClientTransaction transaction)
    {
        transaction.IsDone = true;
        core.Timers.Start(
            transaction.Timer, transaction.Method == SipMethod.Invite ? core.Tools.Patience : core.Tools.T4);
    }

    public void TimerFired(ClientTransaction transaction)
    {
        var call = transaction.Leg!.Call;
        if (transaction.IsDone)
        {
            core.Calls.Drop(call, transaction, core.Timers);
            return;
        }

        var waited = core.Timers.Now - transaction.BeganAt;
        var ringing = transaction is { Method: SipMethod.Invite, HasProvisional: true };
        if (waited >= (ringing ? TimerC : core.Tools.Patience)) Fail(transaction);
        else if (!ringing) Repeat(transaction);
    }

    /// <summary>The connection that carried these requests has gone: nobody will answer them (RFC 3261 8.1.3.1).</summary>
    public void FlowLost(Peer peer)
    {
        foreach (var call in core.Calls.All)
        {
            for (var i = call.Transactions.Count - 1; i >= 0 && i < call.Transactions.Count; i--)
            {
                var transaction = call.Transactions[i];
                if (!transaction.IsDone && transaction.To == peer) Fail(transaction);
            }
        }
    }

    /// <summary>Gives up waiting: as if 408 had come.</summary>
    public void Fail(ClientTransaction transaction)
    {
        if (transaction.IsDone) return;
        if (transaction.Dial is { } dial)
        {
            Complete(transaction);
            core.Dialler.Failed(dial, null);
        }
        else Finish(transaction, null);
    }

    private ClientTransaction? Find(SipMessage response)
    {
        if (!response.Branch.StartsWith(DialogName.Cookie)) return null;
        var call = core.Calls.Named(response.Branch[DialogName.Cookie.Length..], out var branch);
        if (call is null) return null;
        foreach (var transaction in call.Transactions)
        {
            if (transaction.Branch == branch && transaction.Method == response.CSeqMethod) return transaction;
        }

        return null;
    }

    private void Provisional(ClientTransaction transaction, SipMessage response)
    {
        if (transaction.IsDone) return;
        transaction.HasProvisional = true;
        if (transaction.Method != SipMethod.Invite) return;
        core.Timers.Start(transaction.Timer, TimerC);
        if (transaction.Dial is { } dial) core.Answers.Provisional(dial, response);
    }

    private void Finish(ClientTransaction transaction, SipMessage? response)
    {
        var final = transaction.Final;
        transaction.Final = null;
        Complete(transaction);
        final?.Invoke(transaction, response);
    }

    private void Repeat(ClientTransaction transaction)
    {
        core.Counters.Retransmissions++;
        core.Wire.Repeat(transaction.Request.Text, transaction.To);
        transaction.Interval = transaction.Method == SipMethod.Invite
            ? transaction.Interval * 2
            : transaction.HasProvisional ? core.Tools.T2 : Math.Min(transaction.Interval * 2, core.Tools.T2);
        core.Timers.Start(transaction.Timer, transaction.Interval);
    }
}
