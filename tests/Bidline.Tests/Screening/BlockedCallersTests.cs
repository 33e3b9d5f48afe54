using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Screening;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Screening;

public sealed class BlockedCallersTests
{
    private static readonly Author Ann = new("user:ann", "console");

    [Theory]
    [InlineData("+13055550142", "+13055550142", true)]
    [InlineData("+13055550142", "+13055550143", false)]
    [InlineData("+1305555*", "+13055550142", true)]
    [InlineData("+1305555*", "+13055560142", false)]
    [InlineData("+13055550142*", "+13055550142", true)]
    [InlineData("+49*", "+4930123456", true)]
    [InlineData("+49*", "+13055550142", false)]
    public async Task A_number_is_blocked_by_itself_or_by_how_it_begins(string entry, string caller, bool isBlocked)
    {
        await using var world = await World.StartAsync();

        await world.Blocked.BlockAsync(new BlockOrder(CallerPattern.Read(entry)!, "robot", null), Ann);

        (world.Blocked.Refusal(PhoneNumber.Parse(caller)) is not null).ShouldBe(isBlocked);
    }

    [Theory]
    [InlineData("(305) 555-0142", "+13055550142")]
    [InlineData("1305555*", "+1305555*")]
    [InlineData("+1*", null)]
    [InlineData("*", null)]
    [InlineData("+1305-555*", null)]
    [InlineData("nobody", null)]
    [InlineData("+130555501421305555*", null)]
    public void What_a_person_writes_is_read_as_a_number_or_a_beginning(string text, string? read) =>
        CallerPattern.Read(text)?.Text.ShouldBe(read);

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Who_is_blocked_stays_so_over_a_restart_until_it_is_over(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        var until = world.Clock.GetUtcNow().AddHours(1);
        await world.Blocked.BlockAsync(new BlockOrder(CallerPattern.Of(Given.Caller), "robot", until, Given.CallId), Ann);
        await world.Blocked.BlockAsync(new BlockOrder(CallerPattern.Read("+1713*")!, "spam", null), Ann);

        var after = world.Again();
        await after.LoadAsync(CancellationToken.None);

        after.List(null, null, 10).ShouldBe(world.Blocked.List(null, null, 10));
        after.Refusal(Given.Caller)!.Values["why"].ShouldBe("robot");
        world.Clock.Advance(TimeSpan.FromHours(1));
        after.Refusal(Given.Caller).ShouldBeNull();
        after.List(null, null, 10).ShouldHaveSingleItem().Caller.Text.ShouldBe("+1713*");
    }

    [Fact]
    public async Task A_caller_that_is_blocked_again_has_one_entry_with_the_new_reason()
    {
        await using var world = await World.StartAsync();
        var first = await world.Blocked.BlockAsync(new BlockOrder(CallerPattern.Of(Given.Caller), "robot", null), Ann);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await world.Blocked.BlockAsync(new BlockOrder(CallerPattern.Of(Given.Caller), "rude", null), Ann);

        second.Id.ShouldBe(first.Id);
        world.Blocked.List(null, null, 10).ShouldHaveSingleItem().Why.ShouldBe("rude");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await world.Blocked.UnblockAsync(first.Id, Ann)).ShouldBeTrue();
        (await world.Blocked.UnblockAsync(first.Id, Ann)).ShouldBeFalse();
        world.Blocked.Refusal(Given.Caller).ShouldBeNull();
        (await world.AuditAsync()).ShouldBe(["removed", "added", "added"]);
    }

    [Fact]
    public async Task The_reason_names_the_entry_masked_and_until_when()
    {
        await using var world = await World.StartAsync();
        var until = new DateTimeOffset(2026, 4, 1, 8, 0, 0, TimeSpan.Zero);
        await world.Blocked.BlockAsync(new BlockOrder(CallerPattern.Of(Given.Caller), "robot", until), Ann);

        var said = Bidline.Calls.Reasons.ReasonCatalogue.Say(world.Blocked.Refusal(Given.Caller)!);

        said.ShouldBe("the caller is blocked by +1 (305) •••-••42: robot, until 2026-04-01 08:00 UTC");
    }

    [Fact]
    public async Task A_list_is_written_as_it_is_read_and_no_cell_is_a_formula()
    {
        await using var world = await World.StartAsync();
        await world.Blocked.BlockAsync(
            [
                new BlockOrder(CallerPattern.Of(Given.Caller), "=1+1, \"twice\"", Given.Monday9Am.AddDays(3)),
                new BlockOrder(CallerPattern.Read("+1305555*")!, "many", null),
            ],
            Ann);

        var text = BlockedCallersCsv.Write(world.Blocked.List(null, null, 10));
        var (orders, mistakes) = BlockedCallersCsv.Read(text, Given.Monday9Am);

        mistakes.ShouldBeEmpty();
        text.ShouldContain("'=1+1");
        orders.OrderBy(order => order.Why).Select(order => (order.Caller.Text, order.Why, order.Until)).ShouldBe(
            [("+13055550142", "=1+1, \"twice\"", Given.Monday9Am.AddDays(3)), ("+1305555*", "many", (DateTimeOffset?)null)]);
    }

    [Fact]
    public void Every_row_that_cannot_be_read_is_named_with_its_line()
    {
        var (_, mistakes) = BlockedCallersCsv.Read(
            "caller,why,until\n+13055550142,robot\nnobody,robot\n+13055550143,robot,2020-01-01\n+1305555*,x,soon\n",
            Given.Monday9Am);

        mistakes.Select(mistake => (mistake.Line, mistake.Path, mistake.Code)).ShouldBe(
            [(3, "/2/caller", "not_e164"), (4, "/3/until", "past"), (5, "/4/until", "instant")]);
    }

    private sealed class World(TestStore test) : IAsyncDisposable
    {
        public FakeTimeProvider Clock { get; } = new(Given.Monday9Am);

        public BlockedCallers Blocked { get; private set; } = null!;

        public static async Task<World> StartAsync(StoreKind kind = StoreKind.Sqlite)
        {
            var world = new World(await TestStore.OpenAsync(kind));
            world.Blocked = world.Again();
            return world;
        }

        public BlockedCallers Again() => new(test.Store, new Audit(test.Store, Clock), Clock);

        public async Task<IEnumerable<string>> AuditAsync() =>
            (await new Audit(test.Store, Clock).ListAsync(10, null, null, CancellationToken.None)).Select(line => line.Entry.Action);

        public ValueTask DisposeAsync() => test.DisposeAsync();
    }
}
