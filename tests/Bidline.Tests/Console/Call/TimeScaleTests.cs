using Bidline.Server.Console.Call.Timelines;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Call;

public sealed class TimeScaleTests
{
    [Fact]
    public void Milliseconds_and_seconds_stand_on_one_axis_with_a_break_between()
    {
        var scale = TimeScale.Of(0, [(StretchKind.Auction, 0, 200, 50), (StretchKind.Dial, 200, 6_200, 50)]);

        scale.Stretches[0].At(100).ShouldBe(scale.Stretches[0].Width / 2, 0.01);
        scale.Stretches[1].At(3_200).ShouldBe(scale.Stretches[1].Left + scale.Stretches[1].Width / 2, 0.01);
        (scale.Stretches[1].Left - scale.Stretches[0].Right).ShouldBe(TimeScale.Break, 0.01);
        scale.Breaks.ShouldBe([scale.Stretches[0].Right], 0.01);
        scale.Stretches[^1].Right.ShouldBe(100, 0.01);
    }

    [Fact]
    public void Each_stretch_has_ticks_in_its_own_unit()
    {
        var scale = TimeScale.Of(0, [(StretchKind.Auction, 0, 200, 60), (StretchKind.Talk, 6_000, 198_000, 40)]);

        scale.Ticks.Select(tick => tick.Label).ShouldBe(["0", "50 ms", "100 ms", "150 ms", "30 s", "1:00", "1:30", "2:00", "2:30", "3:00"]);
    }

    [Fact]
    public void A_later_auction_counts_its_milliseconds_from_its_own_start() =>
        TimeScale.Of(4_000, [(StretchKind.Auction, 4_000, 4_100, 1)]).Ticks[1].ShouldBe(
            new Tick(10, "10 ms"), "the tick after 0");

    [Fact]
    public void The_deadline_pushes_aside_the_numbers_that_it_would_run_into()
    {
        var scale = TimeScale.Of(0, [(StretchKind.Auction, 0, 208, 1)]).Marked(96, "200 ms");

        scale.Ticks.Count(tick => tick.IsWall).ShouldBe(1);
        scale.Ticks.ShouldNotContain(tick => !tick.IsWall && Math.Abs(tick.At - 96) < 9);
    }

    [Theory]
    [InlineData(0.4, true, "0.4 ms")]
    [InlineData(250, true, "250 ms")]
    [InlineData(400, false, "0.4 s")]
    [InlineData(6_000, false, "6 s")]
    [InlineData(90_000, false, "1:30")]
    [InlineData(3_720_000, false, "1:02:00")]
    public void Times_are_labelled_as_people_say_them(double ms, bool inMilliseconds, string label) =>
        TimeScale.Label(ms, inMilliseconds).ShouldBe(label);

    [Fact]
    public void Whatever_the_times_everything_stays_on_the_axis_and_in_order() => Gen
        .Select(Gen.Double[0, 1e8], Gen.Double[0, 1e8], Gen.Double[0, 1e8], Gen.Double[0, 1e8])
        .Sample(times =>
        {
            var (a, b, c, d) = times;
            var scale = TimeScale.Of(
                a, [(StretchKind.Auction, a, b, 54), (StretchKind.Dial, b, c, 16), (StretchKind.Talk, c, d, 30)]);

            scale.Stretches.ShouldAllBe(stretch => stretch.At(a) >= stretch.Left && stretch.At(d) <= stretch.Right + 0.001);
            scale.Stretches.Zip(scale.Stretches.Skip(1)).ShouldAllBe(pair => pair.First.Right < pair.Second.Left);
            scale.Ticks.ShouldAllBe(tick => tick.At >= 0 && tick.At <= 100.001);
            scale.Ticks.Count.ShouldBeLessThan(200);
        });
}
