using Bidline.Simulator;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Simulator;

public sealed class DiceTests
{
    [Fact]
    public void The_same_seed_and_words_give_the_same_draw() =>
        Gen.Select(Gen.ULong, Gen.String, Gen.String).Sample((seed, what, about) =>
            new Dice(seed).Roll(what, about).ShouldBe(new Dice(seed).Roll(what, about)));

    [Fact]
    public void Draws_stay_in_their_range() =>
        Gen.Select(Gen.ULong, Gen.String).Sample((seed, about) =>
            new Dice(seed).Between(3, 9, "range", about).ShouldBeInRange(3, 8));

    [Fact]
    public void Draws_are_spread_evenly()
    {
        var dice = new Dice(42);

        var low = Enumerable.Range(0, 10_000).Count(i => dice.Chance(0.3, "even", $"{i}"));

        low.ShouldBeInRange(2_850, 3_150);
    }

    [Fact]
    public void Another_seed_gives_another_world()
    {
        var first = Enumerable.Range(0, 50).Select(i => new Dice(1).Between(0, 1000, "x", $"{i}"));
        var second = Enumerable.Range(0, 50).Select(i => new Dice(2).Between(0, 1000, "x", $"{i}"));

        first.ShouldNotBe(second);
    }
}
