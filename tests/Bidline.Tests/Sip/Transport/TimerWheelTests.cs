using Bidline.Sip.Transport;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Transport;

public sealed class TimerWheelTests
{
    [Fact]
    public void A_timer_fires_once_and_not_early()
    {
        var (wheel, fired) = (new TimerWheel(), 0);
        var timer = new WheelTimer(() => fired++);
        wheel.Start(timer, 500);

        wheel.Advance(499);
        fired.ShouldBe(0);
        wheel.Advance(500);
        wheel.Advance(5000);

        fired.ShouldBe(1);
        wheel.Count.ShouldBe(0);
    }

    [Fact]
    public void A_stopped_timer_does_not_fire()
    {
        var wheel = new TimerWheel();
        var timer = new WheelTimer(() => throw new InvalidOperationException("It fired."));
        wheel.Start(timer, 100);
        wheel.Stop(timer);

        wheel.Advance(1000);

        timer.IsArmed.ShouldBeFalse();
    }

    [Fact]
    public void A_timer_may_arm_itself_and_stop_its_neighbour_while_it_fires()
    {
        var (wheel, fired) = (new TimerWheel(), 0);
        var neighbour = new WheelTimer(() => throw new InvalidOperationException("It fired."));
        WheelTimer? self = null;
        self = new WheelTimer(() =>
        {
            wheel.Stop(neighbour);
            if (++fired < 3) wheel.Start(self!, 10);
        });
        wheel.Start(self, 50);
        wheel.Start(neighbour, 50);

        for (var now = 0; now <= 200; now += 10) wheel.Advance(now);

        fired.ShouldBe(3);
    }

    [Fact]
    public void A_timer_that_throws_does_not_take_others_with_it()
    {
        var (wheel, fired) = (new TimerWheel(), false);
        wheel.Start(new WheelTimer(() => throw new InvalidOperationException()), 50);
        wheel.Start(new WheelTimer(() => fired = true), 50);

        Should.Throw<InvalidOperationException>(() => wheel.Advance(60));
        wheel.Advance(70);

        fired.ShouldBeTrue();
    }

    [Fact]
    public void Every_timer_fires_within_a_tick_of_its_time_also_beyond_one_turn_of_the_wheel() =>
        Gen.Int[1, 200_000].Array[1, 50].Sample(delays =>
        {
            var wheel = new TimerWheel();
            var late = 0L;
            foreach (var delay in delays)
                wheel.Start(new WheelTimer(() => late = Math.Max(late, Math.Abs(wheel.Now - delay))), delay);

            for (var now = 0L; now <= 200_010; now += 5) wheel.Advance(now);

            wheel.Count.ShouldBe(0);
            late.ShouldBeLessThanOrEqualTo(2 * TimerWheel.TickMilliseconds);
        }, iter: 20);
}
