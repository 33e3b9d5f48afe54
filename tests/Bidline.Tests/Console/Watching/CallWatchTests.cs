using System.Threading.Channels;
using Bidline.Calls;
using Bidline.Server.Console.Watching;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Watching;

public sealed class CallWatchTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_joins_sees_the_calls_there_are_and_hears_of_what_happens_to_them()
    {
        await using var house = await House.OpenAsync();
        var call = StoredCall.Of(TimeProvider.System.GetUtcNow());
        var journal = await house.WriteAsync(call, 0, 4);

        using var seat = await house.JoinAsync();
        house.Watch.Calls().ShouldHaveSingleItem().Phase.ShouldBe(CallPhase.Auction);
        await journal.WriteDurablyAsync(call.DialStarted());

        await house.HearUntilAsync(() => house.Watch.Calls() is [{ Phase: CallPhase.Dialing }]);
    }

    [Fact]
    public async Task A_page_that_is_away_is_told_when_it_is_back()
    {
        await using var house = await House.OpenAsync();
        using var seat = await house.JoinAsync();
        seat.Away();

        await house.WriteAsync(StoredCall.Of(TimeProvider.System.GetUtcNow()), 0, 8);
        await Task.Delay(100, Token);
        house.Heard.ShouldBe(0);

        seat.Back();
        await house.HearUntilAsync(() => house.Watch.Calls() is [{ Settled: not null }]);
    }

    [Fact]
    public async Task Who_has_left_hears_no_more()
    {
        await using var house = await House.OpenAsync();
        var seat = await house.JoinAsync();
        seat.Dispose();

        await house.WriteAsync(StoredCall.Of(TimeProvider.System.GetUtcNow()), 0, 8);
        await Task.Delay(100, Token);

        house.Heard.ShouldBe(0);
    }

    [Fact]
    public async Task When_nobody_looks_any_more_nothing_is_kept()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var house = await House.OpenAsync(clock);
        await house.WriteAsync(StoredCall.Of(clock.GetUtcNow()), 0, 8);
        var seat = await house.JoinAsync();

        seat.Dispose();
        house.Watch.Calls().Count.ShouldBe(1);
        clock.Advance(TimeSpan.FromMinutes(1));

        house.Watch.Calls().ShouldBeEmpty();
    }

    [Fact]
    public void An_event_that_comes_twice_counts_once()
    {
        var call = StoredCall.New();
        var log = call.All().Select((it, i) => new CallLogEntry(call.Id, i + 1, call.At, TimeSpan.Zero, it)).ToList();
        var watched = new WatchedCalls();
        watched.Put(log[..4]);

        foreach (var entry in log) watched.Apply(entry);

        var told = watched.NewestFirst().ShouldHaveSingleItem();
        (told.Auctions.Count, told.Attempts.Count, told.Settled is not null).ShouldBe((1, 1, true));
    }

    [Fact]
    public void Only_so_many_calls_that_are_over_are_kept()
    {
        var watched = new WatchedCalls();
        for (var i = 0; i < WatchedCalls.EndedMax + 10; i++)
        {
            var call = StoredCall.Of(DateTimeOffset.UnixEpoch.AddSeconds(i));
            watched.Put([.. call.Unsold(CallOutcome.Abandoned).Select((it, n) => new CallLogEntry(call.Id, n + 1, call.At, TimeSpan.Zero, it))]);
        }

        watched.NewestFirst().Count.ShouldBe(WatchedCalls.EndedMax);
        watched.NewestFirst()[0].Inbound.ReceivedAt.ShouldBe(DateTimeOffset.UnixEpoch.AddSeconds(WatchedCalls.EndedMax + 9));
    }

    private sealed class House : IAsyncDisposable
    {
        private readonly TestStore _test;
        private readonly CallLog _log;
        private readonly Channel<bool> _heard = Channel.CreateUnbounded<bool>();

        private House(TestStore test, TimeProvider clock)
        {
            var feed = new CallFeed();
            _test = test;
            _log = new CallLog(test.Store, feed, TimeProvider.System);
            Watch = new CallWatch(
                feed, _log, new CallQueries(test.Store), clock, NullLogger<CallWatch>.Instance);
        }

        public CallWatch Watch { get; }

        public int Heard => _heard.Reader.Count;

        public static async Task<House> OpenAsync(TimeProvider? clock = null) =>
            new(await TestStore.OpenAsync(StoreKind.Sqlite), clock ?? TimeProvider.System);

        public Task<Seat> JoinAsync() => Watch.JoinAsync(() => Pace, () => _heard.Writer.WriteAsync(true).AsTask(), Token);

        /// <summary>Waits to be told until that is so; the last word may be one of several.</summary>
        public async Task HearUntilAsync(Func<bool> isSo)
        {
            while (!isSo()) await _heard.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(5), Token);
        }

        public async Task<CallJournal> WriteAsync(StoredCall call, int from, int to)
        {
            var journal = _log.Start(call.Id);
            foreach (var happened in call.All()[from..to]) await journal.WriteDurablyAsync(happened);
            return journal;
        }

        public ValueTask DisposeAsync() => _test.DisposeAsync();
    }
}
