using System.Runtime.CompilerServices;
using Bidline.Auctions;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Calls;

/// <summary>
/// Decides stored auctions again, each from its own record: seed, rows, and what was known of the offers. Only reads,
/// so it may run beside a server.
/// </summary>
public static class AuctionReplay
{
    /// <summary>Every auction of the call log, oldest call first.</summary>
    /// <param name="only">Null means all.</param>
    public static async IAsyncEnumerable<ReplayedAuction> RunAsync(
        Store store, AuctionId? only, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<CallEventRow>().AsNoTracking().Where(row => row.Kind == "auction_closed");
        if (only is { } id)
        {
            var text = id.ToString();
            rows = rows.Where(row => row.Body.Contains(text));
        }

        await foreach (var row in rows.OrderBy(row => row.CallId).ThenBy(row => row.Seq)
            .AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (CallLogStatements.Read(row).Event is CallEvent.AuctionClosed(var record) && (only ?? record.Id) == record.Id)
                yield return ReplayedAuction.Of(record);
        }
    }
}

/// <summary>An auction as it was decided, and as its record decides it again: the targets of valid bids, best first.</summary>
public sealed record ReplayedAuction(
    AuctionRecord Record, IReadOnlyList<TargetId> Then, IReadOnlyList<TargetId> Again)
{
    /// <summary>The same winner, and the same order behind it.</summary>
    public bool IsTheSame => Then.SequenceEqual(Again);

    public static ReplayedAuction Of(AuctionRecord record) => new(
        record,
        [.. record.Candidates.Where(row => row.Rank is not null).OrderBy(row => row.Rank).Select(row => row.Target)],
        Ranking.OrderOf(record));
}
