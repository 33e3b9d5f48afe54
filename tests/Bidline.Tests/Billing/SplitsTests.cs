using Bidline.Billing;
using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing;

public sealed class SplitsTests
{
    [Fact]
    public void Parts_add_up_to_the_whole_and_none_is_a_micro_off_its_share() =>
        Gen.Select(Gen.Long[0, 9_000_000_000_000], Gen.Long[0, 1_000_000].Array[1, 12])
            .Where(it => it.Item2.Sum() > 0)
            .Sample((micros, weights) =>
            {
                var parts = Splits.Of(new Money(micros, Currency.Usd), weights);
                return parts.Sum(part => part.Micros) == micros
                    && parts.Select((part, i) => part.Micros - ((decimal)micros * weights[i] / weights.Sum()))
                        .All(difference => Math.Abs(difference) < 1);
            });

    [Fact]
    public void The_largest_remainder_gets_the_micro_that_is_left() =>
        Splits.Of(new Money(10, Currency.Usd), [1, 2, 4]).Select(part => part.Micros).ShouldBe([1L, 3, 6]);

    [Fact]
    public void Nothing_can_be_split_by_no_weights() =>
        Should.Throw<ArgumentException>(() => Splits.Of(Money.Usd(1), [0, 0]));
}
