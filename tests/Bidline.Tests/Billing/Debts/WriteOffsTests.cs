using Bidline.Billing;
using Bidline.Billing.Corrections;
using Bidline.Billing.Debts;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Billing.Corrections;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Debts;

public sealed class WriteOffsTests
{
    private static readonly Debtor Zeta = new(DebtSide.Publisher, Orders.Zeta.Value, Currency.Usd);
    private static readonly Debtor Acme = new(DebtSide.Buyer, Orders.Acme.Value, Currency.Usd);

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_publishers_debt_is_borne_once_however_often_it_is_asked_and_never_beyond_it(StoreKind kind)
    {
        await using var host = await CorrectionHost.StartAsync(kind);
        await OweAsync(host);

        var half = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ProposeAsync(host, Zeta, 10, "k1")));
        var beyond = await ProposeAsync(host, Zeta, 12.000001m, "k2");
        var rest = await ProposeAsync(host, Zeta, 12, "k3");

        half.Append(rest).ShouldAllBe(outcome => StateOf(outcome) == "booked");
        Refused(beyond).ShouldBe("debt.rest");
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(0));
        (await host.Keeping.BalanceAsync(ChartOfAccounts.BadDebt)).ShouldBe(Money.Usd(22));
        (await host.Debts.ListAsync(CancellationToken.None)).ShouldBeEmpty();
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_a_buyer_owes_is_borne_where_it_is_owed(StoreKind kind)
    {
        await using var host = await CorrectionHost.StartAsync(kind);
        var call = await host.BilledAsync();
        var charge = new AdjustmentOrder([call], new AdjustmentKind.Charge(Money.Usd(80), Money.Usd(60)), "Sold twice", "call 17");
        await host.Adjustments.ProposeAsync(charge, "c1", Currency.Usd, CorrectionHost.Ann, CancellationToken.None);

        // 72.50 are left of its prepayment and 80.00 are owed: 7.50 in all.
        var debt = (await host.Debts.ListAsync(CancellationToken.None)).ShouldHaveSingleItem();
        Refused(await ProposeAsync(host, Acme, 7.500001m, "k1")).ShouldBe("debt.rest");
        StateOf(await ProposeAsync(host, Acme, 7.50m, "k2")).ShouldBe("booked");

        debt.ShouldBe(new Debt(Acme, Money.Usd(7.50m), Money.Usd(0)));
        debt.Beyond.ShouldBe(Money.Usd(7.50m));
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Receivable(Orders.Acme))).ShouldBe(Money.Usd(72.50m));
        (await host.Keeping.BalanceAsync(ChartOfAccounts.BadDebt)).ShouldBe(Money.Usd(7.50m));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Above_the_limit_somebody_else_approves_it_and_a_debt_that_was_paid_meanwhile_is_not_borne()
    {
        await using var host = await CorrectionHost.StartAsync();
        await host.Keeping.TopUpAsync(900m, "second");
        await OweAsync(host, 900);
        var first = Done(await ProposeAsync(host, Zeta, 600, "k1"));
        var second = Done(await ProposeAsync(host, Zeta, 600, "k2"));

        var own = await host.WriteOffs.DecideAsync(first.Id, true, CorrectionHost.Ann, CancellationToken.None);
        var others = await host.WriteOffs.DecideAsync(first.Id, true, CorrectionHost.Bob, CancellationToken.None);
        var again = await host.WriteOffs.DecideAsync(first.Id, false, CorrectionHost.Bob, CancellationToken.None);
        // Only 120.00 of the 720.00 are left.
        var late = await host.WriteOffs.DecideAsync(second.Id, true, CorrectionHost.Bob, CancellationToken.None);

        (first.State, second.State).ShouldBe(("proposed", "proposed"));
        (Refused(own), StateOf(others), Refused(again), StateOf(late))
            .ShouldBe(("debt.same_person", "booked", "debt.state", "settled"));
        (await host.Keeping.BalanceAsync(ChartOfAccounts.BadDebt)).ShouldBe(Money.Usd(600));
        (await host.WriteOffs.ListAsync("settled", null, 10, CancellationToken.None)).ShouldHaveSingleItem().Id
            .ShouldBe(second.Id);
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(11, "booked")]
    [InlineData(10.99, "proposed")]
    public async Task What_takes_a_publisher_beyond_its_debt_limit_waits_for_a_second_person(decimal limit, string state)
    {
        await using var host = await CorrectionHost.StartAsync();
        var call = await host.BilledAsync();
        await host.PayOutAsync(22);
        host.Agree(limit);
        var half = new AdjustmentOrder([call], new AdjustmentKind.CreditPercent(50), "Half was noise", "recording 17");

        var lines = await host.Adjustments.PreviewAsync(half, Currency.Usd, CancellationToken.None);
        var beyond = await host.Adjustments.BeyondAsync(lines, CancellationToken.None);
        var outcome = await host.Adjustments.ProposeAsync(half, "k1", Currency.Usd, CorrectionHost.Ann, CancellationToken.None);

        outcome.ShouldBeOfType<AdjustmentOutcome.Done>().Adjustment.State.ShouldBe(state);
        beyond.Select(debt => debt.Beyond).ShouldBe(state == "booked" ? [] : [Money.Usd(0.01m)]);
    }

    [Fact]
    public async Task What_was_approved_and_not_booked_is_booked_by_the_next_sweep()
    {
        await using var host = await CorrectionHost.StartAsync();
        await OweAsync(host);
        await ApprovedAsync(host, "wof_1");

        for (var again = 0; again < 3; again++) await host.WriteOffs.BookAllAsync(CancellationToken.None);

        (await host.WriteOffs.FindAsync("wof_1", CancellationToken.None))!.State.ShouldBe("booked");
        (await host.Keeping.BalanceAsync(ChartOfAccounts.BadDebt)).ShouldBe(Money.Usd(5));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_turn_of_one_that_a_dead_server_left_is_taken_up_by_the_next(StoreKind kind)
    {
        await using var host = await CorrectionHost.StartAsync(kind);
        await OweAsync(host);
        await ApprovedAsync(host, "wof_1");
        await host.Keeping.Store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "INSERT INTO write_off_turns (side, party, currency, write_off) VALUES ('publisher', @p0, 'USD', 'wof_1')",
            Orders.Zeta.Value)]));

        var next = await ProposeAsync(host, Zeta, 15, "k1");
        var last = await ProposeAsync(host, Zeta, 2.000001m, "k2");

        (StateOf(next), Refused(last)).ShouldBe(("booked", "debt.rest"));
        (await host.WriteOffs.FindAsync("wof_1", CancellationToken.None))!.State.ShouldBe("booked");
        (await host.Keeping.BalanceAsync(ChartOfAccounts.BadDebt)).ShouldBe(Money.Usd(20));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_a_buyer_pays_after_it_was_looked_at_is_not_borne(StoreKind kind)
    {
        await using var host = await CorrectionHost.StartAsync(kind);
        await OweAsync(host, new Debtor(DebtSide.Buyer, "late", Currency.Usd), 22);
        var late = new BuyerId("late");
        await host.Keeping.Ledger.TopUpAsync(new TopUp(late, Money.Usd(20), "k1", "Wire"), CancellationToken.None);

        var all = await host.Keeping.Capacity.BearAsync(late, WriteOffOf(late, 22), Money.Usd(22), CancellationToken.None);
        for (var again = 0; again < 3; again++)
            await host.Keeping.Capacity.BearAsync(late, WriteOffOf(late, 2), Money.Usd(2), CancellationToken.None);

        all.ShouldBe(PostOutcome.Stale);
        (await host.Keeping.BalanceAsync(ChartOfAccounts.BadDebt)).ShouldBe(Money.Usd(2));
        (await host.Debts.ListAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    private static LedgerTransaction WriteOffOf(BuyerId buyer, decimal units)
    {
        var key = $"write_off:{units}";
        return new LedgerTransaction(TransactionId.For(key), TransactionKind.WriteOff, key, "Gone",
        [
            LedgerEntry.Debit(ChartOfAccounts.BadDebt, Money.Usd(units)),
            LedgerEntry.Credit(ChartOfAccounts.Receivable(buyer), Money.Usd(units)),
        ]);
    }

    [Theory]
    [InlineData(DebtSide.Publisher, StoreKind.Postgres)]
    [InlineData(DebtSide.Publisher, StoreKind.Sqlite)]
    [InlineData(DebtSide.Buyer, StoreKind.Postgres)]
    [InlineData(DebtSide.Buyer, StoreKind.Sqlite)]
    public async Task Two_people_who_bear_one_debt_in_the_same_instant_bear_no_more_than_it(DebtSide side, StoreKind kind)
    {
        await using var host = await CorrectionHost.StartAsync(kind);
        await using var second = kind == StoreKind.Postgres ? await TestStore.OpenBesideAsync(host.Keeping.Store) : null;
        WriteOffs[] servers = [host.WriteOffs, host.WriteOffsOver(second?.Store ?? host.Keeping.Store)];

        for (var round = 0; round < 30; round++)
        {
            var debtor = new Debtor(side, $"late-{round}", Currency.Usd);
            await OweAsync(host, debtor, 22);
            var outcomes = await Task.WhenAll(servers.Select((server, i) => Task.Run(() => server.ProposeAsync(
                new WriteOffOrder(debtor, Money.Usd(15), "Out of business", "letter"), $"{round}-{i}", CorrectionHost.Ann,
                CancellationToken.None))));

            outcomes.Count(it => it is WriteOffOutcome.Done { WriteOff.State: "booked" }).ShouldBe(1, $"round {round}");
            (await host.Debts.ListAsync(CancellationToken.None)).Single(debt => debt.Debtor == debtor).Amount
                .ShouldBe(Money.Usd(7));
        }

        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    /// <summary>One of 5.00 as a server leaves it that dies right after it was approved.</summary>
    private static Task ApprovedAsync(CorrectionHost host, string id) => host.Keeping.Store.Commits.CommitAsync(
        new CommitUnit(null, [new Statement(
            "INSERT INTO write_offs (id, state, side, party, currency, amount, reason, evidence, proposed_at, proposed_by) "
            + "VALUES (@p0, 'approved', 'publisher', @p1, 'USD', 5000000, 'Gone', 'letter', 1, 'key:ann')",
            id, Orders.Zeta.Value)]));

    /// <summary>It was paid what it did not earn, or owes for calls.</summary>
    private static Task OweAsync(CorrectionHost host, Debtor debtor, decimal units)
    {
        var (party, key) = (debtor.Party, $"owe:{debtor.Party}");
        var account = debtor.Side == DebtSide.Publisher
            ? ChartOfAccounts.Payable(new PublisherId(party))
            : ChartOfAccounts.Receivable(new BuyerId(party));
        return host.Keeping.Capacity.PostAsync(
            debtor.Side == DebtSide.Buyer ? new BuyerId(party) : Orders.Acme,
            new LedgerTransaction(TransactionId.For(key), TransactionKind.Payout, key, "Owed",
            [
                LedgerEntry.Debit(account, Money.Usd(units)),
                LedgerEntry.Credit(ChartOfAccounts.BankClearing, Money.Usd(units)),
            ]),
            CancellationToken.None);
    }

    /// <summary>The publisher was paid for a call that the buyer then got back.</summary>
    private static async Task OweAsync(CorrectionHost host, decimal price = 27.50m)
    {
        var call = await host.BilledAsync(Orders.Terms(price));
        await host.PayOutAsync(price * 0.8m);
        var all = new AdjustmentOrder([call], new AdjustmentKind.CreditPercent(100), "A robot", "recording 17");
        var outcome = await host.Adjustments.ProposeAsync(all, "owe", Currency.Usd, CorrectionHost.Ann, CancellationToken.None);
        var adjustment = outcome.ShouldBeOfType<AdjustmentOutcome.Done>().Adjustment;
        if (adjustment.State == "proposed")
            await host.Adjustments.DecideAsync(adjustment.Id, true, CorrectionHost.Bob, CancellationToken.None);
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(-price * 0.8m));
    }

    private static Task<WriteOffOutcome> ProposeAsync(CorrectionHost host, Debtor debtor, decimal amount, string key) =>
        host.WriteOffs.ProposeAsync(
            new WriteOffOrder(debtor, Money.Usd(amount), "Out of business", "letter of the court"), key, CorrectionHost.Ann,
            CancellationToken.None);

    private static WriteOff Done(WriteOffOutcome outcome) => outcome.ShouldBeOfType<WriteOffOutcome.Done>().WriteOff;

    private static string StateOf(WriteOffOutcome outcome) => Done(outcome).State;

    private static string Refused(WriteOffOutcome outcome) =>
        outcome.ShouldBeOfType<WriteOffOutcome.Refused>().Reason.Code;
}
