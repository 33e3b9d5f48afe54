using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Sip.Dialogs;
using Bidline.Sip.Trunks;

namespace Bidline.Sip.Warmup;

/// <summary>
/// Calls ourselves over the real socket: a caller and a target in one small phone. The first call of a cold program costs
/// 50 to 100 ms of just-in-time compilation (telephony.md 3.1), which no real caller should wait for.
/// </summary>
internal sealed class WarmUp(EdgeTools tools, TrunkTable trunks, IPEndPoint edge)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CallPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>Gives up in silence after five seconds: a slow machine is no reason not to start.</summary>
    public async Task RunAsync(int calls, CancellationToken cancel)
    {
        if (calls <= 0) return;
        var own = Reachable(edge);
        using var phone = new Socket(own.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        phone.Bind(new IPEndPoint(own.Address, 0));
        var phoneAt = (IPEndPoint)phone.LocalEndPoint!;
        tools.Post(() => trunks.Load(BookWith(TrunkAt(phoneAt.Address))));
        tools.Calls = (call, control) =>
        {
            _ = ServeAsync(control, phoneAt);
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            for (var i = 0; i < calls; i++) await CallAsync(new WarmUpPhone(phone, own, i), patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Cold, but able to take calls.
        }
    }

    private static async Task CallAsync(WarmUpPhone phone, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(CallPatience);
        try
        {
            await phone.CallAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // One datagram was lost; the next call warms as well.
        }
    }

    private static async Task ServeAsync(ICallControl control, IPEndPoint phone)
    {
        var order = new DialOrder(
            $"sip:warm@{phone}", default, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)) { IsOwnTrunk = true };
        var outcome = await control.DialAsync(order, static () => { }, CancellationToken.None);
        if (outcome is DialOutcome.Answered answered) await answered.Conversation.Ended;
        else control.Refuse(480, "Temporarily Unavailable");
    }

    private static IPEndPoint Reachable(IPEndPoint bound) =>
        bound.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, bound.Port)
        : bound.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, bound.Port)
        : bound;

    private static Trunk TrunkAt(IPAddress address) => new(
        new TrunkId("warm-up"),
        [new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)],
        null,
        FrozenDictionary<string, string>.Empty,
        null,
        null,
        1000,
        1000);

    private static CampaignBook BookWith(Trunk trunk) =>
        CampaignBook.Empty with { Trunks = new[] { trunk }.ToFrozenDictionary(t => t.Id) };
}
