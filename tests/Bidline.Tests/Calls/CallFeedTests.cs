using Bidline.Calls;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class CallFeedTests
{
    private static readonly StoredCall Call = StoredCall.New();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_is_heard_in_order_once_it_is_durable()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var feed = new CallFeed();
        using var heard = feed.Subscribe();
        var log = new CallLog(test.Store, feed, TimeProvider.System);

        var journal = log.Start(Call.Id);
        foreach (var happened in Call.All()) journal.Write(happened);

        var news = await heard.ReadAsync(Token).Take(8).ToListAsync(Token);
        news.Cast<FeedNews.Happened>().Select(item => item.Entry.Seq).ShouldBe(Enumerable.Range(1, 8));
        (await log.ReadAsync(Call.Id, Token)).Count.ShouldBe(8);
    }

    [Fact]
    public async Task A_slow_listener_is_told_how_much_it_missed()
    {
        var feed = new CallFeed();
        using var slow = feed.Subscribe();

        for (var i = 1; i <= CallFeed.Subscription.WaitingMax + 5; i++) feed.Publish(Entry(i));
        var news = await slow.ReadAsync(Token).Take(CallFeed.Subscription.WaitingMax + 1).ToListAsync(Token);

        news[^1].ShouldBe(new FeedNews.Missed(5));
        ((FeedNews.Happened)news[0]).Entry.Seq.ShouldBe(1);
    }

    [Fact]
    public async Task A_listener_that_left_hears_nothing_and_its_reading_ends()
    {
        var feed = new CallFeed();
        var gone = feed.Subscribe();
        gone.Dispose();

        feed.Publish(Entry(1));

        (await gone.ReadAsync(Token).ToListAsync(Token)).ShouldBeEmpty();
    }

    private static CallLogEntry Entry(int seq) => new(Call.Id, seq, Call.At, TimeSpan.Zero, Call.Enriched());
}
