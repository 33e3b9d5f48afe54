using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Bidline.Screening;

/// <summary>
/// Reads from the store what callers had to do with us: at the start, and when a change of the market looks further back
/// than what is in memory. A restart gives the same answers as if there had been none.
/// </summary>
public sealed partial class CallerHistoryReading(
    Store store, BookShelf shelf, CallerHistory history, TimeProvider clock, ILogger<CallerHistoryReading> logger)
{
    /// <summary>After recovery has ended and settled what was live, and before the first call.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        await ReadAsync(shelf.Current, cancel);
        shelf.Swapped += Widen;
    }

    private void Widen(CampaignBook book)
    {
        if (RepeatCallers.WindowOf(book) <= history.Window) return;
        _ = Task.Run(async () =>
        {
            try
            {
                await ReadAsync(book, CancellationToken.None);
            }
            catch (Exception e)
            {
                // Rules that look far back miss what was before until the next start.
                Log.NotRead(logger, e);
            }
        });
    }

    private async Task ReadAsync(CampaignBook book, CancellationToken cancel)
    {
        var window = RepeatCallers.WindowOf(book);
        if (window <= history.Window) return;
        // From now on calls that end are remembered: what both this and they say is the same.
        history.Keep(window);
        var since = UnixMicros.Of(clock.GetUtcNow() - window);
        await using var db = store.Read();
        await ReadCallsAsync(db, since, cancel);
        await ReadAttemptsAsync(db, since, cancel);
        Log.Read(logger, history.Callers, window);
    }

    /// <summary>Every call counts for its campaign, and for the target that it came to in the end.</summary>
    private async Task ReadCallsAsync(Db db, long since, CancellationToken cancel)
    {
        var calls = db.Set<CallRow>().AsNoTracking()
            .Where(row => row.ReceivedAt >= since && row.Caller != null && row.Campaign != null && row.EndedAt != null)
            .Where(row => row.Outcome != "blocked" && !row.Test)
            .Select(row => new
            {
                row.Id, Caller = row.Caller!, Campaign = row.Campaign!, row.Target, row.Buyer, row.ReceivedAt,
                row.ConnectedAt, row.Qualified, row.RevenueMicros, row.SettledAt,
            });
        await foreach (var row in calls.AsAsyncEnumerable().WithCancellation(cancel))
        {
            var campaign = new CampaignId(row.Campaign);
            var target = row.Target is { } known ? new TargetId(known) : (TargetId?)null;
            var buyer = row.Buyer is { } payer ? new BuyerId(payer) : (BuyerId?)null;
            if (row is { ConnectedAt: not null, SettledAt: null } && target is { } talked && buyer is { } owner)
                history.Resume(CallId.Parse(row.Id), row.Caller, campaign, talked, owner, UnixMicros.At(row.ReceivedAt));
            else history.Remember(row.Caller, campaign, target, buyer, StageOf(), row.ReceivedAt);

            ContactStage StageOf() => row.ConnectedAt is null ? ContactStage.Called
                : row.RevenueMicros > 0 ? ContactStage.Converted
                : row.Qualified == true ? ContactStage.Qualified
                : ContactStage.Connected;
        }
    }

    /// <summary>Targets that were tried besides the one that a call came to, and such as hung up at once.</summary>
    private async Task ReadAttemptsAsync(Db db, long since, CancellationToken cancel)
    {
        var attempts =
            from hold in db.Set<HoldRow>().AsNoTracking()
            join call in db.Set<CallRow>() on hold.CallId equals call.Id
            where call.ReceivedAt >= since && call.Caller != null && call.Campaign != null && call.EndedAt != null
                && hold.Target != null && call.Outcome != "blocked" && !call.Test
                && (hold.Target != call.Target || (hold.ConnectedAt != null && call.ConnectedAt == null))
            select new
            {
                Caller = call.Caller!, Campaign = call.Campaign!, Target = hold.Target!, hold.Buyer, hold.ConnectedAt,
                call.ReceivedAt,
            };
        await foreach (var row in attempts.AsAsyncEnumerable().WithCancellation(cancel))
        {
            history.Remember(
                row.Caller, new CampaignId(row.Campaign), new TargetId(row.Target), new BuyerId(row.Buyer),
                row.ConnectedAt is null ? ContactStage.Called : ContactStage.Connected, row.ReceivedAt);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1231, LogLevel.Information, "The past of {Callers} callers is in memory, {Window} back")]
        public static partial void Read(ILogger logger, int callers, TimeSpan window);

        [LoggerMessage(1232, LogLevel.Error, "What callers did before could not be read again for the changed market")]
        public static partial void NotRead(ILogger logger, Exception error);
    }
}
