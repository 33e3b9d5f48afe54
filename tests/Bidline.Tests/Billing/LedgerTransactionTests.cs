using Bidline.Billing;
using Bidline.Primitives;
using Bidline.Tests.Routing;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing;

public sealed class LedgerTransactionTests
{
    private static readonly Account[] All =
    [
        ChartOfAccounts.BankClearing, ChartOfAccounts.PlatformRevenue,
        ChartOfAccounts.Prepaid(Orders.Acme), ChartOfAccounts.Payable(Orders.Zeta),
    ];

    [Fact]
    public void Lines_that_do_not_sum_to_zero_are_not_a_transaction() =>
        Should.Throw<UnbalancedException>(() => Make(Line(0, 10), Line(1, -9)));

    [Fact]
    public void One_line_alone_is_not_a_transaction() => Should.Throw<UnbalancedException>(() => Make(Line(0, 10)));

    [Fact]
    public void A_line_of_nothing_is_refused() =>
        Should.Throw<UnbalancedException>(() => Make(Line(0, 10), Line(1, -10), Line(2, 0)));

    [Fact]
    public void Two_currencies_are_not_one_transaction()
    {
        var euros = new LedgerEntry(All[1], new Money(-10, Currency.Parse("EUR")));

        Should.Throw<UnbalancedException>(() => Make(Line(0, 10), euros));
    }

    [Fact]
    public void A_transaction_exists_exactly_when_its_lines_sum_to_zero() =>
        Gen.Long[-3, 3].Array[2, 5].Where(amounts => amounts.All(amount => amount != 0)).Sample(amounts =>
        {
            LedgerEntry[] lines = [.. amounts.Select((amount, i) => Line(i % All.Length, amount))];
            return amounts.Sum() == 0 ? Make(lines).Entries.Count == lines.Length : IsRefused(lines);
        });

    [Fact]
    public void Half_a_dispute_takes_back_half_of_every_line()
    {
        var posted = CallPosting.Of(
            Given.CallId, Pricing.Of(Orders.Terms(), true, true), Orders.Terms(), ChartOfAccounts.Prepaid(Orders.Acme))!;

        var back = Reversals.Of(posted, Money.Usd(13.75m), [], TransactionId.New(TimeProvider.System), "r-1", "Dispute");

        back.ChangeOf(ChartOfAccounts.Prepaid(Orders.Acme)).ShouldBe(Money.Usd(-13.75m));
        back.ChangeOf(ChartOfAccounts.Payable(Orders.Zeta)).ShouldBe(Money.Usd(11.00m));
        back.ChangeOf(ChartOfAccounts.PlatformRevenue).ShouldBe(Money.Usd(2.75m));
    }

    [Fact]
    public void No_more_can_be_taken_back_than_was_moved()
    {
        var posted = Make(Line(0, 10), Line(1, -10));
        var most = Reversals.Of(posted, Micros(8), [], TransactionId.New(TimeProvider.System), "r-1", "");

        Should.Throw<ArgumentOutOfRangeException>(() =>
            Reversals.Of(posted, Micros(3), [most], TransactionId.New(TimeProvider.System), "r-2", ""));
    }

    private static LedgerTransaction Make(params LedgerEntry[] lines) =>
        new(TransactionId.New(TimeProvider.System), TransactionKind.TopUp, "key", "memo", lines);

    private static bool IsRefused(LedgerEntry[] lines)
    {
        try
        {
            Make(lines);
            return false;
        }
        catch (UnbalancedException)
        {
            return true;
        }
    }

    private static LedgerEntry Line(int account, long micros) => new(All[account], Micros(micros));

    private static Money Micros(long micros) => new(micros, Currency.Usd);
}
