using Bidline.Calls;
using Bidline.Connecting;
using Bidline.Ingress;
using Bidline.Server.Workers;
using Bidline.Tracking.Health;

namespace Bidline.Server.Hosting;

/// <summary>
/// Where the SIP edge hands calls over: the live half runs, then its call is queued for the settled half. Our own test
/// calls end here.
/// </summary>
public sealed class PhoneLine(CallFlow flow, SettlementWorker settlements, NumberTests tests)
{
    /// <summary>Returns at once; the call runs on the thread pool, never on the signalling thread.</summary>
    public void Take(InboundCall inbound, ICallControl caller)
    {
        if (tests.Meets(inbound)) caller.Refuse(480, "Test Call Arrived");
        else _ = RunAsync(inbound, caller);
    }

    private async Task RunAsync(InboundCall inbound, ICallControl caller)
    {
        await Task.Yield();
        await flow.RunAsync(inbound, caller).ConfigureAwait(false);
        settlements.Enqueue(inbound.Id);
    }
}
