using Bidline.Billing.Wallets;
using Bidline.Campaigns;
using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Wallets;

public sealed class WalletStepsTests
{
    private static readonly WalletTerms Terms = new(Money.Usd(100), Money.Usd(20), Money.Usd(50), null);

    [Theory]
    [InlineData(WalletLevel.Funded, false, 100, false, WalletLevel.Funded, false, "")]
    [InlineData(WalletLevel.Funded, false, 99.99, false, WalletLevel.Low, false, "wallet.low")]
    [InlineData(WalletLevel.Low, false, 20, false, WalletLevel.Low, false, "")]
    [InlineData(WalletLevel.Low, false, 19.99, false, WalletLevel.Low, true, "wallet.paused")]
    [InlineData(WalletLevel.Low, true, 49.99, true, WalletLevel.Low, true, "")]
    [InlineData(WalletLevel.Low, true, 50, true, WalletLevel.Low, false, "wallet.resumed")]
    [InlineData(WalletLevel.Low, true, 500, true, WalletLevel.Funded, false, "wallet.funded wallet.resumed")]
    [InlineData(WalletLevel.Low, false, 0, false, WalletLevel.Empty, true, "wallet.empty wallet.paused")]
    [InlineData(WalletLevel.Low, false, -3, false, WalletLevel.Empty, true, "wallet.empty wallet.paused")]
    // A person has paused it: the wallet neither pauses it too nor lets it go on later.
    [InlineData(WalletLevel.Low, false, 5, true, WalletLevel.Low, false, "")]
    public void A_wallet_tells_what_has_changed(
        WalletLevel level, bool paused, double free, bool isPaused, WalletLevel then, bool thenPaused, string events)
    {
        var step = WalletSteps.Of(Terms, new WalletMark(level, paused), Money.Usd((decimal)free), isPaused);

        step.Mark.ShouldBe(new WalletMark(then, thenPaused));
        string.Join(' ', step.Events).ShouldBe(events);
    }

    [Fact]
    public void Terms_that_were_taken_back_let_the_buyer_go_on() =>
        WalletSteps.Of(WalletTerms.None, new WalletMark(WalletLevel.Low, true), Money.Usd(1), true).Events
            .ShouldBe(["wallet.funded", "wallet.resumed"]);

    [Fact]
    public void Looking_twice_tells_once() =>
        Gen.Select(Gen.Long[-100_000_000, 200_000_000], Gen.Bool, Gen.Bool, Gen.Int[0, 2]).Sample((micros, paused, held, level) =>
        {
            var free = new Money(micros, Currency.Usd);
            var first = WalletSteps.Of(Terms, new WalletMark((WalletLevel)level, paused), free, paused || held);
            var second = WalletSteps.Of(Terms, first.Mark, free, first.Mark.Paused || held);
            return second.Events.Count == 0 && second.Mark == first.Mark;
        });

    [Theory]
    [InlineData(100, 50, 48)]
    [InlineData(0, 50, 0)]
    [InlineData(-5, 50, 0)]
    [InlineData(100, 0, null)]
    public void A_wallet_runs_out_at_the_pace_of_the_last_day(double free, double spent, int? hours)
    {
        var now = new DateTimeOffset(2026, 3, 10, 14, 0, 0, TimeSpan.Zero);

        WalletReading.RunsOut(Money.Usd((decimal)free), Money.Usd((decimal)spent), now)
            .ShouldBe(hours is { } some ? now.AddHours(some) : null);
    }
}
