using System.Net;
using System.Net.Sockets;
using System.Text;
using Bidline.Connecting;
using Bidline.Ingress;
using Bidline.Sip.Dialogs;
using Bidline.Sip.Targets;
using Bidline.Sip.Transport;
using Microsoft.Extensions.Logging;

namespace Bidline.Sip.Callers;

/// <summary>The caller's leg as the engine commands it: every command is posted to the signalling thread.</summary>
#pragma warning disable CA1001 // Without a timer or a wait handle a token source holds nothing to give back.
internal sealed partial class SipCallControl : ICallControl, IThreadPoolWorkItem
#pragma warning restore CA1001
{
    private const int ResolvingMax = 64;
    private static readonly SemaphoreSlim Resolving = new(ResolvingMax);

    private readonly EdgeCore _core;
    private readonly CallKey _key;
    private readonly InboundCall _inbound;
    private readonly CancellationTokenSource _callerGone = new();

    public SipCallControl(EdgeCore core, SipCall call, InboundCall inbound)
    {
        _core = core;
        _key = new CallKey(call, call.Id);
        _inbound = inbound;
    }

    public CancellationToken CallerGone => _callerGone.Token;

    /// <summary>Hands the call to the engine, off the signalling thread.</summary>
    public void Execute()
    {
        try
        {
            _core.Tools.Calls(_inbound, this);
        }
        catch (Exception e)
        {
            // The stage border: a bug in the engine costs one call, never the program.
            Log.EngineFailed(_core.Tools.Logger, _inbound.Id.ToString(), e);
            Refuse(500, "Server Internal Error");
        }
    }

    public void Refuse(int sipStatus, string phrase, TimeSpan? retryAfter = null)
    {
        var lines = retryAfter is { } wait ? $"Retry-After: {(long)Math.Ceiling(wait.TotalSeconds)}\r\n" : "";
        var status = sipStatus is >= 300 and <= 699 ? sipStatus : 500;
        Post(call => _core.Ending.Refuse(call, status, phrase, Encoding.ASCII.GetBytes(lines)));
    }

    public async Task<DialOutcome> DialAsync(DialOrder order, Action ringing, CancellationToken cancel)
    {
        if (!Destination.TryRead(order.Destination, out var destination)
            || await ResolveAsync(destination, cancel) is not { } address)
        {
            return _callerGone.IsCancellationRequested
                ? new DialOutcome.CallerGone(TimeSpan.Zero)
                : new DialOutcome.Failed(DialReasons.Carrier, null, TimeSpan.Zero);
        }

        // The address that the name has now is judged, whatever it had when the bid was (reliability.md F38).
        if (!order.IsOwnTrunk && _core.Settings.Addresses.RefusalOf(address.ToAddress()) is { } kind)
            return new DialOutcome.Failed(DialReasons.Forbidden(kind), null, TimeSpan.Zero);

        var done = new TaskCompletionSource<DialOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var notice = order.Recording?.Notice is { } said && _core.Tools.Recorder is not null
            ? await _core.Tools.Library.PrepareAsync(said, CancellationToken.None)
            : null;
        var request = new DialRequest(order, destination, address, ringing, done) { Notice = notice };
        _core.Tools.Post(() => _core.Dialler.Begin(_key.Find(), request));
        await using var withdrawn = cancel.UnsafeRegister(
            _ => _core.Tools.Post(() => _core.Dialler.Withdraw(_key.Find(), request)), null);
        return await done.Task;
    }

    public async Task AnnounceAsync(Announcement announcement, CancellationToken cancel)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var audio = await _core.Tools.Library.PrepareAsync(announcement, cancel);
            _core.Tools.Post(() => _core.Announcer.Begin(_key.Find(), audio, done));
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await using var stopped = cancel.UnsafeRegister(
            _ => _core.Tools.Post(() => Announcer.Stop(_key.Find(), done)), null);
        await done.Task;
    }

    public void HangUp() => Post(call => _core.Ending.HangUp(call, EndedBy.Operator));

    /// <summary>What hangs on the token is other people's code, so it never runs on the signalling thread.</summary>
    public void CallerLeft() => _ = _callerGone.CancelAsync();

    private void Post(Action<SipCall> command) => _core.Tools.Post(() =>
    {
        if (_key.Find() is { } call) command(call);
    });

    /// <summary>Null when the name has no address that we can reach, or not in time.</summary>
    private async Task<Peer?> ResolveAsync(Destination destination, CancellationToken cancel)
    {
        if (Peer.TryReadAddress(Encoding.ASCII.GetBytes(destination.Host), out var literal))
            return new Peer(literal, (ushort)destination.Port, destination.Transport);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel, _callerGone.Token);
        patience.CancelAfter(_core.Settings.ResolveTime);
        try
        {
            await Resolving.WaitAsync(patience.Token);
            try
            {
                var found = await Dns.GetHostAddressesAsync(destination.Host, patience.Token).WaitAsync(patience.Token);
                return found.Select(a => Peer.Of(new IPEndPoint(a, destination.Port), destination.Transport))
                    .Where(_core.Wire.CanReach).Select(p => (Peer?)p).FirstOrDefault();
            }
            finally
            {
                Resolving.Release();
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ArgumentException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Error, "The engine threw when it was given {CallId}; the caller gets 500.")]
        public static partial void EngineFailed(ILogger logger, string callId, Exception exception);
    }
}
