using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Server.Console.Calls;
using Bidline.Server.Console.Frame;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Calls;

public sealed class CallsReaderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly CallsFilter Today = new(TimeRange.Today);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_that_come_in_later_are_counted_and_do_not_move_the_list()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var reader = Reader(test);
        var old = await WriteAsync(test, StoredCall.Of(Noon.AddMinutes(-10)), events: 5);
        var reading = await reader.ReadAsync(Today, Token);

        await WriteAsync(test, StoredCall.Of(Noon.AddMinutes(-9)));
        var again = await reader.AgainAsync(reading, Token);

        (await reader.NewSinceAsync(reading, Token)).ShouldBe(1);
        again.Page.Calls.ShouldHaveSingleItem().Id.ShouldBe(old.Id);
        (reading.IsMoving, reading.Terms[old.Id].BuyerRule.Connected).ShouldBe((true, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Any_call_is_new_to_an_empty_list()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var reader = Reader(test);
        var reading = await reader.ReadAsync(Today, Token);

        await WriteAsync(test, StoredCall.Of(Noon.AddMinutes(-1)));

        (await reader.NewSinceAsync(reading, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task An_empty_list_names_the_nearest_one_that_is_not()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        await WriteAsync(test, StoredCall.Of(Noon.AddMinutes(-1)));
        await WriteAsync(test, StoredCall.Of(Noon.AddMinutes(-2)));
        await WriteAsync(test, StoredCall.Of(Noon.AddMinutes(-3)) with { Campaign = "solar", Caller = "+12125550199" });

        var reading = await Reader(test).ReadAsync(Today with { Campaign = "auto-fl", Text = "0199" }, Token);

        reading.Page.Calls.ShouldBeEmpty();
        reading.Nearest.ShouldBe(new Relaxation(Today with { Text = "0199" }, 1, "of all campaigns"));
    }

    [Fact]
    public async Task Nothing_is_near_where_there_are_no_calls()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);

        (await Reader(test).ReadAsync(Today with { Buyer = "acme" }, Token)).Nearest.ShouldBeNull();
    }

    [Fact]
    public async Task A_broken_cursor_shows_the_list_from_its_beginning()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        await WriteAsync(test, StoredCall.Of(Noon.AddMinutes(-1)));

        var reading = await Reader(test).ReadAsync(Today with { After = "cut-o" }, Token);

        (reading.Page.Calls.Count, reading.Filter.After).ShouldBe((1, null));
    }

    private static CallsReader Reader(TestStore test) =>
        new(new CallQueries(test.Store), new BookShelf(), new FakeTimeProvider(Noon));

    private static async Task<StoredCall> WriteAsync(TestStore test, StoredCall call, int events = 8)
    {
        var journal = new CallLog(test.Store, new CallFeed(), TimeProvider.System).Start(call.Id);
        foreach (var happened in call.All().Take(events)) await journal.WriteDurablyAsync(happened);
        return call;
    }
}
