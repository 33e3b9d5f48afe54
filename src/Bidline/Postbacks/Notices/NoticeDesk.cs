using System.Runtime.CompilerServices;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Postbacks.Ads;
using Bidline.Postbacks.Trackers;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Postbacks.Notices;

/// <summary>
/// Puts the notices of calls into the outbox: soon, as the call goes on, and for certain with its settlement, in the
/// same commit. Twice is once, by the notice's key. Safe on any thread.
/// </summary>
public sealed class NoticeDesk(BookShelf shelf, Outbox outbox, CallLog log)
{
    private readonly ConditionalWeakTable<CampaignBook, StrongBox<bool>> _wanted = [];

    /// <summary>Whether anybody in the market in force wants to be told anything.</summary>
    public bool IsWanted => _wanted.GetValue(shelf.Current, static book => new StrongBox<bool>(
        book.Targets.Keys.Any(target => NoticeAddress.TermsOf(book, target) is not null)
        || book.Publishers.Values.Any(publisher => publisher.Tracker is not null || publisher.Ads.Count > 0))).Value;

    /// <summary>Whether an event can bring notices with it before its call is settled.</summary>
    public static bool Matters(CallEvent happened) =>
        happened is CallEvent.DialStarted or CallEvent.Connected;

    /// <summary>
    /// For the unit that settles a call: everything its bidders, its publisher's tracker and its ads' platforms are to be told.
    /// </summary>
    public IEnumerable<Statement> Of(IReadOnlyList<CallLogEntry> entries, CallEvent settled) => IsWanted
        ? CallNotices.Of(entries, settled, shelf.Current).Concat(TrackerNews.Of(entries, settled, shelf.Current))
            .Concat(AdNews.Of(entries, settled, shelf.Current))
            .Select(outbox.Insert)
        : [];

    /// <summary>Queues what is certain about a call so far.</summary>
    public async Task QueueAsync(CallId call, CancellationToken cancel)
    {
        var entries = await log.ReadAsync(call, cancel).ConfigureAwait(false);
        Statement[] statements = [.. CallNotices.Of(entries, null, shelf.Current).Select(outbox.Insert)];
        if (statements.Length > 0) await outbox.QueueAsync(statements).ConfigureAwait(false);
    }
}
