using Bidline.Calls;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Enrichment;

public sealed class EarlierCallsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Fact]
    public void Before_it_is_read_nothing_is_known() =>
        new EarlierCalls().TryKnow(Caller(1), new CampaignId("a"), 5, out _).ShouldBeFalse();

    [Fact]
    public void A_call_that_goes_on_is_told_of_the_one_before_it_and_not_of_itself()
    {
        var calls = Read();
        Come(calls, 1, "a", 100);
        Come(calls, 1, "a", 200);

        Ask(calls, 1, "a", 200).ShouldBe((true, 100));
        Ask(calls, 1, "a", 201).ShouldBe((true, 200));
        Ask(calls, 1, "a", 100).ShouldBe((true, null));
    }

    [Fact]
    public void Of_three_calls_at_once_the_first_must_ask_the_store()
    {
        var calls = Read();
        Come(calls, 1, "a", 50);
        foreach (var at in new[] { 100L, 101, 102 }) Come(calls, 1, "a", at);

        Ask(calls, 1, "a", 100).Known.ShouldBeFalse();
        Ask(calls, 1, "a", 102).ShouldBe((true, 101));
    }

    [Fact]
    public void What_it_says_it_knows_is_what_all_calls_say_however_little_it_may_keep() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 2], Gen.Long[1, 40]).Array[0, 60].Select(Gen.Int[2, 12]).Sample((came, most) =>
        {
            var calls = Read(most);
            foreach (var (caller, campaign, at) in came) Come(calls, caller, $"c{campaign}", at);
            for (var caller = 1; caller <= 5; caller++)
            {
                for (var before = 0L; before <= 41; before += 3)
                {
                    var (known, last) = Ask(calls, caller, "c1", before);
                    var all = came.Where(call => call.Item1 == caller && call.Item2 == 1 && call.Item3 < before).ToList();
                    if (known) last.ShouldBe(all.Count == 0 ? null : all.Max(call => call.Item3));
                }
            }
        });

    [Fact]
    public void With_room_for_all_every_question_about_now_is_answered() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 2], Gen.Long[1, 40]).Array[0, 60].Sample(came =>
        {
            var calls = Read();
            foreach (var (caller, campaign, at) in came) Come(calls, caller, $"c{campaign}", at);
            for (var caller = 1; caller <= 10; caller++) Ask(calls, caller, "c1", 41).Known.ShouldBeTrue();
        });

    [Theory, MemberData(nameof(Kinds))]
    public async Task After_a_restart_it_says_what_the_store_says(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        foreach (var days in new[] { 9, 3 }) await test.Store.Commits.CommitAsync(StoredCall.Of(Noon.AddDays(-days)).Unit(8));
        await test.Store.Commits.CommitAsync((StoredCall.Of(Noon.AddDays(-1)) with { Campaign = "home" }).Unit(2));
        var calls = new EarlierCalls();

        await new EarlierCallsReading(test.Store, calls).ReadAsync(TestContext.Current.CancellationToken);

        var caller = PhoneNumber.Parse("+13055550142");
        calls.TryKnow(caller, new CampaignId("auto-fl"), UnixMicros.Of(Noon), out var last).ShouldBeTrue();
        last.ShouldBe(UnixMicros.Of(Noon.AddDays(-3)));
        calls.TryKnow(caller, new CampaignId("home"), UnixMicros.Of(Noon), out var other).ShouldBeTrue();
        other.ShouldBe(UnixMicros.Of(Noon.AddDays(-1)));
        calls.TryKnow(Caller(1), new CampaignId("auto-fl"), UnixMicros.Of(Noon), out var none).ShouldBeTrue();
        none.ShouldBeNull();
        calls.TryKnow(caller, new CampaignId("auto-fl"), UnixMicros.Of(Noon.AddDays(-5)), out _).ShouldBeFalse();
    }

    private static EarlierCalls Read(int most = 1_000)
    {
        var calls = new EarlierCalls(most);
        calls.IsRead();
        return calls;
    }

    private static PhoneNumber Caller(int n) => PhoneNumber.Parse($"+1305555010{n % 10}");

    private static void Come(EarlierCalls calls, int caller, string campaign, long at)
    {
        var when = UnixMicros.At(at);
        var id = new CallId(Guid.CreateVersion7());
        calls.Learn(new CallLogEntry(id, 1, when, TimeSpan.Zero, new CallEvent.Received(
            new InboundCall(id, when, new TrunkId("lab"), default, Caller(caller), new Dictionary<string, string>(), null, "", ""),
            new CampaignId(campaign), null, 1, "", "node.1")));
    }

    private static (bool Known, long? Last) Ask(EarlierCalls calls, int caller, string campaign, long before) =>
        (calls.TryKnow(Caller(caller), new CampaignId(campaign), before, out var last), last);
}
