using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Primitives;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("34.00", 34_000_000)]
    [InlineData("0.0085", 8_500)]
    [InlineData("-5", -5_000_000)]
    [InlineData("0.000001", 1)]
    public void Decimal_text_is_read_exactly(string text, long micros)
    {
        Money.TryParse(text, Currency.Usd, out var money).ShouldBeTrue();

        money.Micros.ShouldBe(micros);
    }

    [Theory]
    [InlineData("0.0000001")]
    [InlineData("1e3")]
    [InlineData("27,50")]
    [InlineData("NaN")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    [InlineData(" 1")]
    [InlineData("+1")]
    [InlineData("31.50\0")]
    [InlineData("27.49999999999999999999999999999999")]
    public void Anything_else_is_refused(string text) => Money.TryParse(text, Currency.Usd, out _).ShouldBeFalse();

    [Fact]
    public void What_is_written_reads_back_the_same() => Gen.Long[-9_000_000_000_000, 9_000_000_000_000].Sample(micros =>
    {
        var money = new Money(micros, Currency.Usd);
        return Money.TryParse(money.ToDecimalString(), Currency.Usd, out var read) && read == money;
    });

    [Theory]
    [InlineData(25, 10, 2)] // half to even: 2.5 -> 2
    [InlineData(35, 10, 4)] // 3.5 -> 4
    [InlineData(34_000_000, 80, 27_200_000)]
    public void A_percentage_is_rounded_half_even_to_the_micro(long micros, decimal percent, long expected) =>
        new Money(micros, Currency.Usd).Percent(percent).Micros.ShouldBe(expected);

    [Fact]
    public void Two_currencies_are_never_added() =>
        Should.Throw<InvalidOperationException>(() => Money.Usd(1) + Money.Zero(Currency.Parse("EUR")));
}
