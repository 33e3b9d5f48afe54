using Bidline.Campaigns;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class MarketScheduleTests
{
    private readonly FakeTimeProvider _clock = new(Given.Monday9Am);

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_change_is_made_at_its_moment_and_not_before(StoreKind kind)
    {
        await using var kept = await KeptMarket.OpenAsync(kind);
        await kept.ApplyAsync(Markets.Boring);
        var schedule = Schedule(kept);

        var scheduled = await ScheduleAsync(schedule, "publishers: [ { id: omega } ]", TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        var early = await schedule.RunDueAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var due = await schedule.RunDueAsync(CancellationToken.None);
        var again = await schedule.RunDueAsync(CancellationToken.None);

        scheduled.ShouldBeOfType<ScheduleResult.Scheduled>().Change.Summary.ShouldBe("new publisher omega");
        (early.Count, due.ShouldHaveSingleItem().Version, again.Count).ShouldBe((0, 2, 0));
        kept.Shelf.Current.Publishers.Count.ShouldBe(2);
        kept.Keeper.InForce.Author.ShouldBe(KeptMarket.Ann.Name);
    }

    [Fact]
    public async Task A_change_that_came_due_while_nobody_was_there_is_made_at_the_next_start()
    {
        await using var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring);
        await ScheduleAsync(Schedule(kept), "publishers: [ { id: omega } ]", TimeSpan.FromHours(1));

        await kept.RestartAsync();
        _clock.Advance(TimeSpan.FromDays(2));
        var due = await Schedule(kept).RunDueAsync(CancellationToken.None);

        due.ShouldHaveSingleItem().State.ShouldBe(ScheduledState.Applied);
        kept.Shelf.Current.Publishers.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_that_has_become_wrong_is_refused_with_its_reason_and_changes_nothing()
    {
        await using var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring);
        var schedule = Schedule(kept);
        await ScheduleAsync(
            schedule, "targets: [ { id: t, buyer: beta, destination: \"sip:a@203.0.113.7\", price: { fixed: 1 } } ]",
            TimeSpan.FromHours(1));
        await kept.Keeper.ReplaceAsync(MarketDocument.Empty, KeptMarket.ByAnn, CancellationToken.None);

        _clock.Advance(TimeSpan.FromHours(1));
        var refused = (await schedule.RunDueAsync(CancellationToken.None)).ShouldHaveSingleItem();

        refused.State.ShouldBe(ScheduledState.Refused);
        refused.Outcome.ShouldNotBeNull().ShouldContain("beta");
        kept.Keeper.InForce.Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_cancelled_change_is_never_made()
    {
        await using var kept = await KeptMarket.OpenAsync();
        var schedule = Schedule(kept);
        var scheduled = await ScheduleAsync(schedule, "publishers: [ { id: omega } ]", TimeSpan.FromHours(1));
        var id = scheduled.ShouldBeOfType<ScheduleResult.Scheduled>().Change.Id;

        var first = await schedule.CancelAsync(id, KeptMarket.Ann);
        var second = await schedule.CancelAsync(id, KeptMarket.Ann);
        _clock.Advance(TimeSpan.FromHours(1));

        (first, second).ShouldBe((true, false));
        (await schedule.RunDueAsync(CancellationToken.None)).ShouldBeEmpty();
        (await schedule.ListAsync(10, CancellationToken.None)).ShouldHaveSingleItem().State.ShouldBe(ScheduledState.Cancelled);
    }

    [Theory]
    [InlineData(0, "in_the_past")]
    [InlineData(-60, "in_the_past")]
    [InlineData(367 * 24 * 60, "too_far")]
    public async Task A_moment_that_makes_no_sense_is_refused(int minutes, string code)
    {
        await using var kept = await KeptMarket.OpenAsync();

        var result = await ScheduleAsync(Schedule(kept), "publishers: [ { id: omega } ]", TimeSpan.FromMinutes(minutes));

        result.ShouldBeOfType<ScheduleResult.Refused>().Mistakes.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_file_with_mistakes_is_refused_when_it_is_scheduled()
    {
        await using var kept = await KeptMarket.OpenAsync();

        var result = await ScheduleAsync(Schedule(kept), "publishers: [ { id: Omega } ]", TimeSpan.FromHours(1));

        result.ShouldBeOfType<ScheduleResult.Refused>().Mistakes.ShouldHaveSingleItem().Line.ShouldBe(1);
    }

    private MarketSchedule Schedule(KeptMarket kept) => new(kept.Test.Store, kept.Keeper, _clock);

    private Task<ScheduleResult> ScheduleAsync(MarketSchedule schedule, string text, TimeSpan ahead) => schedule.ScheduleAsync(
        MarketFile.Read(text, "market.yaml"), _clock.GetUtcNow() + ahead, KeptMarket.Ann, CancellationToken.None);
}
