using Bidline.Sip.Messages;
using Bidline.Sip.Targets;
using Bidline.Sip.Transport;

namespace Bidline.Sip.Dialogs;

/// <summary>
/// A request of ours until its last possible answer (RFC 3261 17.1). Pooled; its request is kept for repeating.
/// </summary>
internal sealed class ClientTransaction
{
    public ClientTransaction(Action<ClientTransaction> fires) => Timer = new WheelTimer(() => fires(this));

    public WheelTimer Timer { get; }

    public KeptMessage Request { get; } = new();

    /// <summary>For an INVITE with a final answer: what every repetition of that answer gets.</summary>
    public KeptMessage Ack { get; } = new();

    public CallLeg? Leg { get; set; }

    /// <summary>Null when the INVITE refreshes a dialog, and for other methods.</summary>
    public TargetDial? Dial { get; set; }

    public SipMethod Method { get; set; }

    public int Branch { get; set; }

    public long Sequence { get; set; }

    public Peer To { get; set; }

    public long BeganAt { get; set; }

    public int Interval { get; set; }

    public bool HasProvisional { get; set; }

    public bool IsDone { get; set; }

    /// <summary>Told the final answer of a request that is not a dial; null when there was none in time.</summary>
    public Action<ClientTransaction, SipMessage?>? Final { get; set; }

    public void Clear()
    {
        Request.Clear();
        Ack.Clear();
        Leg = null;
        Dial = null;
        Final = null;
        HasProvisional = IsDone = false;
    }
}
