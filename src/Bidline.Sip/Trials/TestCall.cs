using System.Net.Sockets;
using System.Text;
using Bidline.Sip.Messages;
using Bidline.Tracking.Health;

namespace Bidline.Sip.Trials;

/// <summary>The caller's side of one call over a connected socket (RFC 3261 17.1.1): it asks, waits, and goes.</summary>
internal sealed class TestCall(Socket socket, TestCallWords words)
{
    // T1 and T2 of RFC 3261 17.1.1.1.
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(4);

    /// <summary>A gateway may answer first and put through then: so long the line stays open.</summary>
    private static readonly TimeSpan AnsweredFor = TimeSpan.FromSeconds(3);

    /// <summary>For the end of a call that was cancelled.</summary>
    private static readonly TimeSpan CancelledFor = TimeSpan.FromSeconds(2);

    private readonly byte[] _buffer = new byte[SipParser.DatagramMax];
    private readonly SipMessage _message = new();
    private bool _isHeard;

    public async Task<TestCallEnd> RunAsync(CancellationToken giveUp)
    {
        await SendAsync(words.Invite()).ConfigureAwait(false);
        var status = await FinalAsync(giveUp).ConfigureAwait(false);
        if (status is 401 or 407 && words.Answer(_message) is { } credentials)
        {
            await SendAsync(words.Acknowledge(_message)).ConfigureAwait(false);
            _isHeard = false;
            await SendAsync(words.InviteAgain(credentials)).ConfigureAwait(false);
            status = await FinalAsync(giveUp).ConfigureAwait(false);
        }

        if (status is null) return new TestCallEnd(await CancelAsync().ConfigureAwait(false));
        await SendAsync(words.Acknowledge(_message)).ConfigureAwait(false);
        if (status < 300) await LeaveAsync(giveUp).ConfigureAwait(false);
        return new TestCallEnd(status);
    }

    /// <summary>The status of the final answer, which <see cref="_message"/> is then; null when it was given up.</summary>
    private async Task<int?> FinalAsync(CancellationToken giveUp)
    {
        for (var wait = FirstWait; ;)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
            if (!_isHeard) patience.CancelAfter(wait);
            try
            {
                var length = await socket.ReceiveAsync(_buffer, SocketFlags.None, patience.Token).ConfigureAwait(false);
                if (StatusOf(length) is not { } status) continue;
                _isHeard = true;
                if (status >= 200) return status;
            }
            catch (OperationCanceledException)
            {
                if (giveUp.IsCancellationRequested) return null;
                await SendAsync(words.LastInvite).ConfigureAwait(false);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
    }

    /// <summary>Of an answer to our INVITE; null for anything else.</summary>
    private int? StatusOf(int length) =>
        SipParser.Parse(_message, _buffer, 0, length) == ParseVerdict.Ok && !_message.IsRequest && words.IsAnswer(_message)
            ? _message.Status
            : null;

    /// <summary>Gives a call up, which may not be done before anything was heard (RFC 3261 9.1).</summary>
    /// <returns>Null: nobody ended it but us; what it was answered with where an answer came across it.</returns>
    private async Task<int?> CancelAsync()
    {
        if (!_isHeard) return null;
        await SendAsync(words.Cancel()).ConfigureAwait(false);
        using var patience = new CancellationTokenSource(CancelledFor);
        if (await FinalAsync(patience.Token).ConfigureAwait(false) is not { } status) return null;
        await SendAsync(words.Acknowledge(_message)).ConfigureAwait(false);
        if (status < 300) await SendAsync(words.Bye()).ConfigureAwait(false);
        return status == 487 ? null : status;
    }

    private async Task LeaveAsync(CancellationToken giveUp)
    {
        using var open = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        open.CancelAfter(AnsweredFor);
        await Task.Delay(Timeout.InfiniteTimeSpan, open.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SendAsync(words.Bye()).ConfigureAwait(false);
    }

    private async Task SendAsync(string request) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(request), SocketFlags.None).ConfigureAwait(false);
}
