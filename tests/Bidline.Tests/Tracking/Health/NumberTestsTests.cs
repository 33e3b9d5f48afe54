using System.Collections.Frozen;
using System.Net;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Bidline.Tracking;
using Bidline.Tracking.Health;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking.Health;

public sealed class NumberTestsTests
{
    private static readonly Author Ann = new("ann", "test");
    private static readonly PhoneNumber Radio = PhoneNumber.Parse("+13055550160");
    private static readonly PhoneNumber Shown = PhoneNumber.Parse("+13055550199");

    [Fact]
    public async Task A_call_that_comes_back_under_the_shown_number_is_the_test_and_no_call()
    {
        var cameBack = false;
        await using var world = await World.OpenAsync(async (order, _, tests) =>
        {
            await Task.Yield();
            tests.Meets(Call(Radio, Given.Caller)).ShouldBeFalse("somebody else calls at the same moment");
            tests.Meets(Call(Given.Dialled, Shown)).ShouldBeFalse("another number");
            cameBack = tests.Meets(Call(Radio, order.Caller));
            tests.Meets(Call(Radio, order.Caller)).ShouldBeFalse("one test is one call");
            return new TestCallEnd(480);
        });

        var test = (await world.Tests.TestAsync(Radio, Shown, Ann)).ShouldBeOfType<NumberTesting.Done>().Test;

        cameBack.ShouldBeTrue();
        (test.Outcome, test.Through.Value, test.CameBy!.Value.Value).ShouldBe((NumberTestOutcome.Reached, "dials", "lab"));
        world.Tests.LastOf(Radio).ShouldBe(test);
        world.Tests.Meets(Call(Radio, Shown)).ShouldBeFalse("the test is over");
    }

    [Fact]
    public async Task A_caller_whose_number_was_withheld_on_the_way_is_the_test_too()
    {
        await using var world = await World.OpenAsync(async (_, _, tests) =>
        {
            await Task.Yield();
            tests.Meets(Call(Radio, default)).ShouldBeTrue();
            return new TestCallEnd(480);
        });

        var testing = await world.Tests.TestAsync(Radio, Radio, Ann);

        testing.ShouldBeOfType<NumberTesting.Done>().Test.Outcome.ShouldBe(NumberTestOutcome.Reached);
    }

    [Theory]
    [InlineData(200, null, NumberTestOutcome.Elsewhere, "another place")]
    [InlineData(404, null, NumberTestOutcome.Refused, "does not know the number")]
    [InlineData(403, null, NumberTestOutcome.Refused, "does not let us dial")]
    [InlineData(503, null, NumberTestOutcome.Refused, "no way to us")]
    [InlineData(null, "carrier.example has no address", NumberTestOutcome.NotPlaced, "carrier.example has no address")]
    public async Task What_did_not_come_back_says_why_and_how_to_mend_it(
        int? status, string? trouble, NumberTestOutcome outcome, string says)
    {
        await using var world = await World.OpenAsync((_, _, _) => Task.FromResult(new TestCallEnd(status, trouble)));

        var test = (await world.Tests.TestAsync(Radio, Radio, Ann)).ShouldBeOfType<NumberTesting.Done>().Test;

        (test.Outcome, test.CameBy).ShouldBe((outcome, null));
        test.Says.ShouldContain(says);
    }

    [Fact]
    public async Task A_call_that_nobody_ends_is_given_up()
    {
        var placed = new TaskCompletionSource();
        await using var world = await World.OpenAsync(async (_, giveUp, _) =>
        {
            placed.SetResult();
            await Task.Delay(Timeout.Infinite, giveUp).ContinueWith(static _ => { }, TaskScheduler.Default);
            return new TestCallEnd(null);
        });

        var testing = world.Tests.TestAsync(Radio, Radio, Ann);
        await placed.Task;
        world.Clock.Advance(NumberTests.Patience);

        var test = (await testing).ShouldBeOfType<NumberTesting.Done>().Test;
        (test.Outcome, test.Took).ShouldBe((NumberTestOutcome.Silent, NumberTests.Patience));
    }

    [Fact]
    public async Task A_number_is_tested_once_at_a_time_and_few_at_all()
    {
        var end = new TaskCompletionSource<TestCallEnd>();
        await using var world = await World.OpenAsync((_, _, _) => end.Task);
        var first = world.Tests.TestAsync(Radio, Radio, Ann);

        (await world.Tests.TestAsync(Radio, Radio, Ann)).ShouldBeOfType<NumberTesting.Busy>();
        var others = Enumerable.Range(1, NumberTests.OpenMax - 1)
            .Select(i => world.Tests.TestAsync(NumberOf(i), Radio, Ann)).ToArray();
        (await world.Tests.TestAsync(NumberOf(NumberTests.OpenMax), Radio, Ann)).ShouldBeOfType<NumberTesting.Busy>();

        end.SetResult(new TestCallEnd(404));
        (await first).ShouldBeOfType<NumberTesting.Done>();
        await Task.WhenAll(others);
        (await world.Tests.TestAsync(Radio, Radio, Ann)).ShouldBeOfType<NumberTesting.Done>("the place is free again");
    }

    [Fact]
    public async Task Without_a_trunk_that_dials_or_a_number_of_ours_nobody_is_called()
    {
        await using var world = await World.OpenAsync((_, _, _) => throw new InvalidOperationException("called"));

        (await world.Tests.TestAsync(Given.Caller, Radio, Ann)).ShouldBeOfType<NumberTesting.Unknown>();
        world.Shelf.Swap(world.Shelf.Current with { Trunks = FrozenDictionary<TrunkId, Trunk>.Empty });
        (await world.Tests.TestAsync(Radio, Radio, Ann)).ShouldBeOfType<NumberTesting.NobodyDials>();
    }

    [Fact]
    public void A_number_is_dialled_by_the_trunk_it_was_rented_from_where_that_dials()
    {
        var book = World.Book;
        var rented = book.Numbers[Radio] with { Trunk = new TrunkId("its-own") };

        NumberTests.TrunkFor(rented, book)!.Id.Value.ShouldBe("its-own");
        NumberTests.TrunkFor(rented with { Trunk = new TrunkId("lab") }, book)!.Id.Value.ShouldBe("dials", "lab only receives");
    }

    private static PhoneNumber NumberOf(int i) => PhoneNumber.Parse($"+130555501{60 + i:00}");

    private static InboundCall Call(PhoneNumber dialled, PhoneNumber caller) => new(
        Given.CallId, Given.Monday9Am, new TrunkId("lab"), dialled, caller, new Dictionary<string, string>(), null,
        "127.0.0.1:5060", "abc");

    private sealed class World : IAsyncDisposable
    {
        private readonly TestStore _store;

        private World(TestStore store, Func<TestCallOrder, CancellationToken, NumberTests, Task<TestCallEnd>> place)
        {
            _store = store;
            Shelf.Swap(Book);
            Tests = new NumberTests(
                Shelf, (order, giveUp) => place(order, giveUp, Tests!), new Audit(store.Store, Clock), Clock);
        }

        public static CampaignBook Book { get; } = Given.ABook(Given.ACampaign("acme-fl"), Given.ATarget()) with
        {
            Trunks = new[] { ATrunk("lab", null), ATrunk("dials", "sip:carrier.example"), ATrunk("its-own", "sip:own.example:5080") }
                .ToFrozenDictionary(trunk => trunk.Id),
            Numbers = Enumerable.Range(0, NumberTests.OpenMax + 1)
                .Select(i => new TrackingNumber(NumberOf(i), new CampaignId("auto-fl"), new PublisherId("zeta")))
                .ToFrozenDictionary(number => number.Number),
        };

        public FakeTimeProvider Clock { get; } = new(Given.Monday9Am);

        public BookShelf Shelf { get; } = new();

        public NumberTests Tests { get; }

        public static async Task<World> OpenAsync(
            Func<TestCallOrder, CancellationToken, NumberTests, Task<TestCallEnd>> place) =>
            new(await TestStore.OpenAsync(StoreKind.Sqlite), place);

        public ValueTask DisposeAsync() => _store.DisposeAsync();

        private static Trunk ATrunk(string id, string? dial) => new(
            new TrunkId(id), [IPNetwork.Parse("127.0.0.0/8")], dial, FrozenDictionary<string, string>.Empty, null, null, 10, 10);
    }
}
