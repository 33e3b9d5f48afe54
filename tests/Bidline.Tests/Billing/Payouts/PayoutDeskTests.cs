using System.Collections.Frozen;
using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Billing.Payouts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Billing.Documents;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;
using static Bidline.Tests.Billing.Documents.MonthlyBooks;

namespace Bidline.Tests.Billing.Payouts;

public sealed class PayoutDeskTests
{
    private static readonly DateOnly PayOn = new(2026, 4, 15);

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_was_earned_before_the_hold_period_is_paid_once(StoreKind kind)
    {
        await using var books = await EarnedAsync(kind);
        var desk = Desk(books);

        var batch = (await desk.CreateAsync(Currency.Usd, PayOn, Ann, CancellationToken.None)).ShouldNotBeNull();
        var second = await desk.CreateAsync(Currency.Usd, PayOn, Ann, CancellationToken.None);
        var payout = batch.Payouts.ShouldHaveSingleItem();
        var marked = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            desk.MarkPaidAsync(payout.Id, Ann, CancellationToken.None)));

        second.ShouldBeNull();
        (payout.Amount, payout.Account.Holder).ShouldBe((Money.Usd(22), "Zeta Media"));
        marked.Count(done => done).ShouldBe(1);
        (await books.Host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(8));
        (await desk.ChooseAsync(CancellationToken.None)).ShouldHaveSingleItem().Reason.ShouldBe("waiting");
        (await desk.FindBatchAsync(batch.Id, CancellationToken.None))!.Payouts[0].State.ShouldBe(PayoutState.Paid);
        (await books.Host.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_the_bank_did_not_pay_is_owed_again(StoreKind kind)
    {
        await using var books = await EarnedAsync(kind);
        var desk = Desk(books);
        var batch = (await desk.CreateAsync(Currency.Usd, PayOn, Ann, CancellationToken.None))!;

        (await desk.CancelAsync(batch.Payouts[0].Id, Ann, CancellationToken.None)).ShouldBeTrue();
        (await desk.MarkPaidAsync(batch.Payouts[0].Id, Ann, CancellationToken.None)).ShouldBeFalse();
        var again = await desk.CreateAsync(Currency.Usd, PayOn, Ann, CancellationToken.None);

        again.ShouldNotBeNull().Total.ShouldBe(Money.Usd(22));
        (await books.Host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(30));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Two_who_make_a_batch_at_once_make_one(StoreKind kind)
    {
        await using var books = await EarnedAsync(kind);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            Desk(books).CreateAsync(Currency.Usd, PayOn, Ann, CancellationToken.None)));

        outcomes.Count(batch => batch is not null).ShouldBe(1);
        await using var db = books.Host.Store.Read();
        (db.Set<PayoutRow>().Count(), db.Set<PayoutBatchRow>().Count()).ShouldBe((1, 1));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_somebody_else_pays_while_it_is_chosen_who_is_due_is_not_paid_again(StoreKind kind)
    {
        await using var books = await EarnedAsync(kind);
        // Asked for the time once balances are read.
        var slow = Desk(books, new MeddlingClock(books.Clock, () => PayAsync(Desk(books)).GetAwaiter().GetResult()));

        var late = await slow.CreateAsync(Currency.Usd, PayOn, Ann, CancellationToken.None);

        late.ShouldBeNull();
        (await books.Host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(8));
        await using var db = books.Host.Store.Read();
        db.Set<PayoutRow>().ShouldHaveSingleItem().State.ShouldBe("paid");
    }

    private static async Task PayAsync(PayoutDesk desk)
    {
        var batch = (await desk.CreateAsync(Currency.Usd, PayOn, Ann, CancellationToken.None))!;
        await desk.MarkPaidAsync(batch.Payouts[0].Id, Ann, CancellationToken.None);
    }

    /// <summary>22.00 before the hold period of ten days, 8.00 within it.</summary>
    private static async Task<MonthlyBooks> EarnedAsync(StoreKind kind)
    {
        var books = await StartAsync(kind);
        var account = new BankAccount("Zeta Media", "GB82WEST12345698765432", null, null);
        var zeta = new Publisher(Orders.Zeta, "Zeta Media", false, "p-7f3a")
        {
            Payouts = new PayoutPlan(10, Money.Usd(5), account),
        };
        books.Host.Shelf.Swap(books.Host.Shelf.Current with
        {
            Publishers = new[] { zeta }.ToFrozenDictionary(publisher => publisher.Id),
        });
        await books.CallAsync(At("2026-03-10T15:00:00Z"), 27.50m);
        await books.CallAsync(At("2026-03-25T15:00:00Z"), 10m);
        books.Clock.MoveTo(At("2026-04-01T12:00:00Z"));
        return books;
    }

    private static PayoutDesk Desk(MonthlyBooks books, TimeProvider? clock = null) =>
        new(books.Host.Store, books.Host.Shelf, new Audit(books.Host.Store, books.Clock), clock ?? books.Clock);

    /// <summary>Something happens when it is first asked for the time.</summary>
    private sealed class MeddlingClock(TimeProvider clock, Action meddle) : TimeProvider
    {
        private bool _hasMeddled;

        public override DateTimeOffset GetUtcNow()
        {
            if (!_hasMeddled)
            {
                _hasMeddled = true;
                meddle();
            }

            return clock.GetUtcNow();
        }
    }
}
