using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Server.Console.Frame;
using Bidline.Server.Console.Home;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Home;

public sealed class HomeFiguresTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_axis_begins_with_the_market_but_is_never_too_short()
    {
        var day = new Period(Noon.Date, Noon);

        HomeFigures.AxisOf(day, first: null).ShouldBe(day);
        HomeFigures.AxisOf(day, Noon.AddMinutes(-5)).ShouldBe(new Period(Noon.AddMinutes(-30), Noon));
        HomeFigures.AxisOf(day, Noon.AddMinutes(-61.5)).ShouldBe(new Period(Noon.AddMinutes(-62), Noon));
        HomeFigures.AxisOf(day, Noon.AddHours(-5).AddMinutes(4)).ShouldBe(new Period(Noon.AddHours(-5), Noon));
        HomeFigures.AxisOf(day, day.From.AddSeconds(1)).ShouldBe(day);
    }

    [Theory]
    [InlineData(3, SeriesStep.Minute)]
    [InlineData(12, SeriesStep.QuarterHour)]
    [InlineData(7 * 24, SeriesStep.Hour)]
    [InlineData(30 * 24, SeriesStep.Day)]
    public void The_longer_the_axis_the_longer_its_steps(int hours, SeriesStep step) =>
        HomeFigures.StepOf(new Period(Noon.AddHours(-hours), Noon)).ShouldBe(step);

    [Fact]
    public async Task Whoever_looks_within_a_second_sees_the_same_reading_and_then_the_next()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var clock = new FakeTimeProvider(Noon);
        var figures = new HomeFigures(new CallQueries(test.Store), new BookShelf(), clock);
        var before = await figures.ReadAsync(TimeRange.Today);
        await WriteAsync(test, StoredCall.Of(Noon.AddMinutes(-1)));

        var same = await figures.ReadAsync(TimeRange.Today);
        clock.Advance(TimeSpan.FromSeconds(1));
        var next = await figures.ReadAsync(TimeRange.Today);

        (before.IsNew, same == before).ShouldBe((true, true));
        (next.IsNew, next.Figures.Now.Connected, next.FirstAt).ShouldBe((false, 1, Noon.AddMinutes(-1)));
        RevenueSentence.Of(next).ShouldBe("We kept $6.80 of $34.00 (20.0 %). The best minute was 11:59 with $34.00.");
        RevenueSentence.Of(before).ShouldBe("No call was received in this time.");
    }

    private static async Task WriteAsync(TestStore test, StoredCall call)
    {
        var journal = new CallLog(test.Store, new CallFeed(), TimeProvider.System).Start(call.Id);
        foreach (var happened in call.All()) await journal.WriteDurablyAsync(happened);
    }
}
