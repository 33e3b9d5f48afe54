using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing;

public sealed class LedgerTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_top_up_that_is_repeated_is_booked_once(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.TopUpAsync(100m, "wire-17")));

        outcomes.Count(outcome => outcome is TopUpOutcome.Booked).ShouldBe(1);
        outcomes.Count(outcome => outcome is TopUpOutcome.Repeated).ShouldBe(9);
        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(100m));
        host.Board.Of(Orders.AcmeFlorida, Orders.Acme)!.FreeFunds.ShouldBe(Money.Usd(100m));
    }

    [Fact]
    public async Task A_key_that_is_used_for_another_amount_is_refused()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(100m, "wire-17");

        var outcome = await host.TopUpAsync(90m, "wire-17");

        outcome.ShouldBeOfType<TopUpOutcome.KeyUsed>().Amount.ShouldBe(Money.Usd(100m));
        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(100m));
    }

    [Fact]
    public async Task An_opening_balance_is_booked_once()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        var buyer = Given.ABuyer();

        await host.Ledger.OpenAsync(buyer, CancellationToken.None);
        await host.Ledger.OpenAsync(buyer with { OpeningBalance = Money.Usd(900) }, CancellationToken.None);

        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(500m));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Pages_of_entries_together_are_all_entries_once_newest_first(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        for (var i = 0; i < 7; i++) await host.TopUpAsync(i + 1, $"wire-{i}");

        var lines = new List<EntryLine>();
        for (string? after = null; ; )
        {
            var page = await host.Ledger.EntriesAsync(new EntryQuery(After: after, Limit: 3), CancellationToken.None);
            lines.AddRange(page.Lines);
            if ((after = page.Next) is null) break;
        }

        lines.Count.ShouldBe(14);
        lines.DistinctBy(line => (line.Transaction, line.Line)).Count().ShouldBe(14);
        lines.Select(line => line.BookedAt).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task The_entries_of_a_call_are_its_own_and_no_others()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(100m);
        var call = await SettledAsync(host);

        var page = await host.Ledger.EntriesAsync(new EntryQuery(Call: call), CancellationToken.None);

        page.Lines.Select(line => (line.Account.ToString(), line.Amount)).ShouldBe(
        [
            ("buyer_prepaid:acme", Money.Usd(27.50m)),
            ("publisher_payable:zeta", Money.Usd(-22.00m)),
            ("platform_revenue", Money.Usd(-5.50m)),
        ]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Nobody_can_change_or_remove_what_was_booked(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(100m);

        foreach (var sql in new[]
        {
            "UPDATE ledger_entries SET amount = amount + 1", "DELETE FROM ledger_entries",
            "UPDATE ledger_transactions SET memo = ''", "DELETE FROM ledger_transactions",
        })
            await Should.ThrowAsync<StoreException>(() =>
                host.Store.Commits.CommitAsync(new CommitUnit(null, [new Statement(sql)])));
    }

    [Fact]
    public void A_random_walk_through_the_ledger_agrees_with_sums_kept_by_hand() =>
        Gen.Select(Gen.Int[0, 2], Gen.Long[1, 60_000_000], Gen.Decimal[0, 100]).Array[1, 60].Sample(steps =>
        {
            var sums = new Dictionary<Account, long>();
            long bank = 0, prepaid = 0, payable = 0, revenue = 0;
            var calls = new Stack<LedgerTransaction>();
            foreach (var (step, micros, percent) in steps)
            {
                if (step == 0)
                {
                    Book(sums, TopUp(micros));
                    (bank, prepaid) = (bank + micros, prepaid - micros);
                }
                else if (step == 1)
                {
                    var payout = new Money(micros, Currency.Usd).Percent(percent).Micros;
                    calls.Push(Book(sums, Call(micros, percent)));
                    (prepaid, payable, revenue) = (prepaid + micros, payable - payout, revenue - (micros - payout));
                }
                else if (calls.TryPop(out var call))
                {
                    // The whole of a call taken back leaves no trace in any balance.
                    Book(sums, Reversals.Of(call, Whole(call), [], call.Id, "back", ""));
                    prepaid -= call.ChangeOf(ChartOfAccounts.Prepaid(Orders.Acme)).Micros;
                    payable -= call.ChangeOf(ChartOfAccounts.Payable(Orders.Zeta)).Micros;
                    revenue -= call.ChangeOf(ChartOfAccounts.PlatformRevenue).Micros;
                }
            }

            return sums.Values.Sum() == 0
                && sums.GetValueOrDefault(ChartOfAccounts.BankClearing) == bank
                && sums.GetValueOrDefault(ChartOfAccounts.Prepaid(Orders.Acme)) == prepaid
                && sums.GetValueOrDefault(ChartOfAccounts.Payable(Orders.Zeta)) == payable
                && sums.GetValueOrDefault(ChartOfAccounts.PlatformRevenue) == revenue;
        }, iter: 2_000);

    private static LedgerTransaction Book(Dictionary<Account, long> sums, LedgerTransaction transaction)
    {
        foreach (var (account, amount) in transaction.Entries)
            sums[account] = sums.GetValueOrDefault(account) + amount.Micros;
        return transaction;
    }

    private static LedgerTransaction TopUp(long micros) => new(
        TransactionId.New(TimeProvider.System), TransactionKind.TopUp, "key", "",
        [
            LedgerEntry.Debit(ChartOfAccounts.BankClearing, new Money(micros, Currency.Usd)),
            LedgerEntry.Credit(ChartOfAccounts.Prepaid(Orders.Acme), new Money(micros, Currency.Usd)),
        ]);

    private static LedgerTransaction Call(long micros, decimal percent)
    {
        var terms = Orders.Terms() with
        {
            Price = new Money(micros, Currency.Usd),
            Payout = new PayoutTerms.PercentOfRevenue(percent, null, null),
        };
        return CallPosting.Of(
            CallId.New(TimeProvider.System), Pricing.Of(terms, true, true), terms, ChartOfAccounts.Prepaid(Orders.Acme))!;
    }

    private static Money Whole(LedgerTransaction call) => call.ChangeOf(ChartOfAccounts.Prepaid(Orders.Acme));

    private static async Task<CallId> SettledAsync(KeepingHost host)
    {
        var call = await new LoggedCall(host).ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromSeconds(90));
        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);
        return call.Id;
    }
}
