using Bidline.Tracking;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking;

public sealed class PoolSizingTests
{
    // Of the printed tables of Erlang B.
    [Theory]
    [InlineData(10, 18, 0.99)]
    [InlineData(34, 46, 0.99)]
    [InlineData(100, 117, 0.99)]
    [InlineData(5, 10, 0.98)]
    public void A_load_needs_as_many_numbers_as_the_tables_say(double load, int numbers, double certainty) =>
        PoolSizing.Needed(load, certainty).ShouldBe(numbers);

    [Fact]
    public void Without_visits_one_number_is_enough() => PoolSizing.Needed(0).ShouldBe(1);

    [Fact]
    public void A_load_beyond_any_pool_needs_the_largest() => PoolSizing.Needed(1e9).ShouldBe(5_000);

    [Fact]
    public void More_numbers_never_make_it_less_certain() =>
        Gen.Select(Gen.Double[0, 500], Gen.Int[0, 600]).Sample((load, numbers) =>
            PoolSizing.Certainty(load, numbers) is >= 0 and <= 1 and var certainty
            && PoolSizing.Certainty(load, numbers + 1) >= certainty);

    /// <summary>Half a million visits that come by chance, each with its own time, find what the formula says.</summary>
    [Fact]
    public void A_simulated_pool_loses_as_many_visits_as_was_said()
    {
        const int Numbers = 12;
        var (random, free, missed, now) = (new Random(7), new PriorityQueue<int, double>(), 0, 0.0);
        for (var number = 0; number < Numbers; number++) free.Enqueue(number, 0);
        const int Visits = 200_000;
        for (var visit = 0; visit < Visits; visit++)
        {
            now += -Math.Log(1 - random.NextDouble()) / 10;
            free.TryPeek(out var number, out var at);
            if (at > now) missed++;
            else free.DequeueEnqueue(number, now + random.NextDouble() * 2);
        }

        (1 - ((double)missed / Visits)).ShouldBe(PoolSizing.Certainty(10, Numbers), 0.01);
    }
}
