using System.Collections.Concurrent;
using System.Text;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Postbacks.Trackers;
using Bidline.Primitives;
using Microsoft.Extensions.Logging;

namespace Bidline.Postbacks;

/// <summary>Tells an advertising platform, in its own words. As <see cref="SendPostback"/>.</summary>
public delegate Task<PostbackAnswer> TellAds(AdTerms terms, ClaimedPostback postback, CancellationToken stopping);

/// <summary>Where a destination is reached now; null when nobody knows it any more.</summary>
public delegate Task<PostbackPlace?> FindPostbackPlace(string destination, CancellationToken cancel);

/// <summary>
/// Sends what is in the outbox, at least once and never on the path of a call. Each destination has a lane of its own,
/// so that a slow or broken receiver delays nobody else's. One instance a process.
/// </summary>
public sealed partial class PostbackSender(
    Outbox outbox, FindPostbackPlace find, SendPostback send, TellAds tellAds, TimeProvider clock,
    ILogger<PostbackSender> logger)
{
    public static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, PostbackLane> _lanes = new();
    private DateTimeOffset _forgetAt;
    private long _delivered;
    private long _failed;
    private long _dead;
    private long _waiting;
    private DateTimeOffset _countAt;

    public PostbackCounts Counts => new(
        Interlocked.Read(ref _delivered), Interlocked.Read(ref _failed), Interlocked.Read(ref _dead),
        Interlocked.Read(ref _waiting));

    /// <summary>Runs until it is stopped. What the store cannot do now is tried at the next sweep.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(SweepEvery, clock);
        try
        {
            do await SweepAsync(stopping).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_lanes.Values.Select(lane => lane.Running)).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a lane for each destination that something is due for. Returns before they have run.</summary>
    public async Task<Task> SweepAsync(CancellationToken stopping)
    {
        try
        {
            var now = clock.GetUtcNow();
            var waiting = await outbox.WaitingAsync(stopping).ConfigureAwait(false);
            Interlocked.Exchange(ref _waiting, waiting.Sum(one => one.Count));
            foreach (var one in waiting.Where(one => one.DueAt <= now)) Open(one.Destination, stopping);
            await TidyAsync(now, stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Postponed(logger, e);
        }

        return Running();
    }

    private async Task TidyAsync(DateTimeOffset now, CancellationToken stopping)
    {
        if (now >= _countAt)
        {
            _countAt = now + CountEvery;
            Interlocked.Exchange(ref _dead, await outbox.DeadAsync(stopping).ConfigureAwait(false));
        }

        if (now < _forgetAt) return;
        _forgetAt = now + ForgetEvery;
        await outbox.ForgetAsync(stopping).ConfigureAwait(false);
    }

    private Task Running() => Task.WhenAll(_lanes.Values.Select(lane => lane.Running));

    private void Open(string destination, CancellationToken stopping)
    {
        var lane = _lanes.GetOrAdd(destination, static name => new PostbackLane(name));
        if (lane.Running.IsCompleted && lane.IsOpenAt(clock.GetUtcNow())) lane.Running = RunLaneAsync(lane, stopping);
    }

    private async Task RunLaneAsync(PostbackLane lane, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested && lane.IsOpenAt(clock.GetUtcNow()))
            {
                if (await find(lane.Destination, stopping).ConfigureAwait(false) is not { } place)
                {
                    await outbox.DropAsync(lane.Destination).ConfigureAwait(false);
                    break;
                }

                if (!await RunBatchAsync(lane, place, stopping).ConfigureAwait(false)) break;
            }
        }
        catch (OperationCanceledException)
        {
            // Its claims were given back; the next start sends them.
        }
        catch (Exception e)
        {
            Log.LaneBroke(logger, lane.Destination, e);
        }
    }

    /// <summary>False when nothing was due.</summary>
    private async Task<bool> RunBatchAsync(PostbackLane lane, PostbackPlace place, CancellationToken stopping)
    {
        var (claim, postbacks) = await outbox
            .ClaimAsync(lane.Destination, lane.ClaimMax, stopping).ConfigureAwait(false);
        if (postbacks.Count == 0) return false;
        var sent = 0;
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = lane.AtOnceMax, CancellationToken = stopping };
            await Parallel.ForEachAsync(postbacks, options, async (postback, _) =>
            {
                if (!lane.IsOpenAt(clock.GetUtcNow())) return;
                await SendAsync(lane, place, claim, postback, stopping).ConfigureAwait(false);
                Interlocked.Increment(ref sent);
            }).ConfigureAwait(false);
        }
        finally
        {
            if (sent < postbacks.Count) await outbox.ReleaseAsync(claim).ConfigureAwait(false);
        }

        return true;
    }

    private async Task SendAsync(
        PostbackLane lane, PostbackPlace place, string claim, ClaimedPostback postback, CancellationToken stopping)
    {
        FailPoint.Pass("postback.claimed");
        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        var answer = place.Ad is { } ad
            ? await tellAds(ad, postback, stopping).ConfigureAwait(false)
            : await send(RequestOf(postback, place, at), stopping).ConfigureAwait(false);
        FailPoint.Pass("postback.answered");
        var took = clock.GetElapsedTime(started);

        var now = clock.GetUtcNow();
        lane.Answered(answer, now);
        var isGone = answer.Status == 410;
        var retryAt = answer.IsAccepted || isGone
            ? null
            : now + RetrySchedule.After(postback.Attempts + 1, Draw(postback), answer.RetryAfter);
        Interlocked.Increment(ref answer.IsAccepted ? ref _delivered : ref _failed);
        await outbox.AttemptedAsync(claim, new MadeAttempt(postback, answer, at, took), retryAt).ConfigureAwait(false);
        FailPoint.Pass("postback.durable");
        if (!isGone) return;
        Log.Gone(logger, lane.Destination);
        await outbox.StopAsync(lane.Destination, place.Url).ConfigureAwait(false);
    }

    private static PostbackRequest RequestOf(ClaimedPostback postback, PostbackPlace place, DateTimeOffset at)
    {
        if (place.Tracker is { } tracker) return TrackerRequest.Of(tracker, postback.Body);
        var body = Encoding.UTF8.GetBytes(postback.Body);
        return new PostbackRequest(
            place.Url, WebhookSignature.Headers(postback.Id.ToString(), at, body, place.Secrets), body);
    }

    // Its own id is random enough, and gives the same distance when it is looked at again.
    private static double Draw(ClaimedPostback postback)
    {
        var seed = BitConverter.ToUInt64(postback.Id.Value.ToByteArray(), 8) + (ulong)postback.Attempts;
        return (new SeededDraw(seed).Next() >> 11) * Math.Pow(2, -53);
    }

    private static partial class Log
    {
        [LoggerMessage(1300, LogLevel.Error, "The outbox could not be looked at and will be again")]
        public static partial void Postponed(ILogger logger, Exception exception);

        [LoggerMessage(1301, LogLevel.Error, "Sending to {Destination} broke off and will go on at the next sweep")]
        public static partial void LaneBroke(ILogger logger, string destination, Exception exception);

        [LoggerMessage(1302, LogLevel.Warning, "{Destination} answered 410: it gets nothing more until it is resumed")]
        public static partial void Gone(ILogger logger, string destination);
    }
}

/// <param name="Delivered">Since the start of this process; the same for the next.</param>
/// <param name="Failed">Attempts that were not accepted.</param>
/// <param name="Dead">Dead letters in the store half a minute ago or less.</param>
/// <param name="Waiting">In the store at the last sweep.</param>
public sealed record PostbackCounts(long Delivered, long Failed, long Dead, long Waiting);
