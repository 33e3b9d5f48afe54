using Bidline.Billing;
using Bidline.Billing.Corrections;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Corrections;

public sealed class DisputesTests
{
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task The_worked_example_half_accepted_comes_out_to_the_micro(StoreKind kind)
    {
        await using var host = await CorrectionHost.StartAsync(kind);
        var call = await host.BilledAsync();

        var opened = await OpenAsync(host, call);
        (await BalancesAsync(host)).ShouldBe((72.50m, 0m, 0m, 27.50m));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
        var decided = await DecideAsync(host, opened.Id, 13.75m);

        (decided.State, decided.Decision).ShouldBe(("decided", "partly"));
        (await BalancesAsync(host)).ShouldBe((86.25m, 11.00m, 2.75m, 0m));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rejected_dispute_leaves_everything_as_it_was()
    {
        await using var host = await CorrectionHost.StartAsync();
        var opened = await OpenAsync(host, await host.BilledAsync());

        await DecideAsync(host, opened.Id, 0);

        (await BalancesAsync(host)).ShouldBe((72.50m, 22.00m, 5.50m, 0m));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_appeal_may_grant_more_and_a_second_is_refused()
    {
        await using var host = await CorrectionHost.StartAsync();
        var opened = await OpenAsync(host, await host.BilledAsync());
        await host.Disputes.AnswerAsync(opened.Id, "The caller asked for a quote.", CorrectionHost.Bob, CancellationToken.None);
        await DecideAsync(host, opened.Id, 13.75m);

        await host.Disputes.AppealAsync(opened.Id, "Listen to the recording.", CorrectionHost.Ann, CancellationToken.None);
        (await BalancesAsync(host)).ShouldBe((86.25m, 0m, 0m, 13.75m));
        var less = await host.Disputes.DecideAsync(opened.Id, Money.Usd(5), "no", CorrectionHost.Bob, CancellationToken.None);
        var final = await DecideAsync(host, opened.Id, 27.50m);
        var again = await host.Disputes.AppealAsync(opened.Id, "Again.", CorrectionHost.Ann, CancellationToken.None);

        less.ShouldBeOfType<DisputeOutcome.Refused>().Reason.Code.ShouldBe("dispute.state");
        (final.State, final.Decision).ShouldBe(("final", "accepted"));
        again.ShouldBeOfType<DisputeOutcome.Refused>().Reason.Code.ShouldBe("dispute.state");
        (await BalancesAsync(host)).ShouldBe((100m, 0m, 0m, 0m));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_talk_shorter_than_the_rule_is_accepted_at_once()
    {
        await using var host = await CorrectionHost.StartAsync();
        var terms = Orders.Terms() with { BuyerRule = new QualifyRule(TimeSpan.Zero) };

        var opened = await OpenAsync(host, await host.BilledAsync(terms, seconds: 4));

        (opened.Decision, opened.DecidedBy).ShouldBe(("accepted", "rule"));
        (await BalancesAsync(host)).ShouldBe((100m, 0m, 0m, 0m));
    }

    [Fact]
    public async Task What_cannot_be_disputed_is_refused_with_its_reason_and_books_nothing()
    {
        await using var host = await CorrectionHost.StartAsync();
        var (call, unpaid) = (await host.BilledAsync(), await host.BilledAsync(seconds: 10));

        (await CodeAsync(unpaid, null)).ShouldBe("dispute.not_billed");
        (await CodeAsync(call, Money.Usd(27.51m))).ShouldBe("dispute.amount");
        (await CodeAsync(call, Money.Usd(0))).ShouldBe("dispute.amount");
        (await CodeAsync(call, Money.FromUnits(1, Currency.Parse("EUR")))).ShouldBe("dispute.amount");
        host.Clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(15));
        (await CodeAsync(call, null)).ShouldBe("dispute.late");
        host.Clock = TimeProvider.System;
        await OpenAsync(host, call);
        (await CodeAsync(call, null)).ShouldBe("dispute.twice");
        (await BalancesAsync(host)).ShouldBe((72.50m, 0m, 0m, 27.50m));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();

        async Task<string> CodeAsync(CallId it, Money? amount) =>
            (await host.Disputes.OpenAsync(new DisputeOrder(it, amount, "spam", null), CorrectionHost.Ann, CancellationToken.None))
            .ShouldBeOfType<DisputeOutcome.Refused>().Reason.Code;
    }

    [Fact]
    public async Task A_claw_back_after_the_payout_is_carried_as_the_publishers_debt()
    {
        await using var host = await CorrectionHost.StartAsync();
        var call = await host.BilledAsync();
        var id = TransactionId.For("paid");
        var paid = new LedgerTransaction(id, TransactionKind.Payout, "paid", "Payout",
        [
            LedgerEntry.Debit(ChartOfAccounts.Payable(Orders.Zeta), Money.Usd(22)),
            LedgerEntry.Credit(ChartOfAccounts.BankClearing, Money.Usd(22)),
        ]);
        await host.Keeping.Capacity.PostAsync(Orders.Acme, paid, CancellationToken.None);

        await DecideAsync(host, (await OpenAsync(host, call)).Id, 27.50m);
        (await BalancesAsync(host)).ShouldBe((100m, -22m, 0m, 0m));
        await host.BilledAsync();

        (await BalancesAsync(host)).ShouldBe((72.50m, 0m, 5.50m, 0m));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_crash_between_deciding_and_booking_is_finished_by_the_next_sweep()
    {
        await using var host = await CorrectionHost.StartAsync();
        var opened = await OpenAsync(host, await host.BilledAsync());
        await host.Keeping.Store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "UPDATE disputes SET state = 'decided', accepted = 13750000, booked = 0, decided_at = 1, decided_by = 'x'")]));

        await host.Booking.BookAllAsync(CancellationToken.None);
        await host.Booking.BookAllAsync(CancellationToken.None);

        (await host.Disputes.FindAsync(opened.Id, CancellationToken.None))!.Decision.ShouldBe("partly");
        (await BalancesAsync(host)).ShouldBe((86.25m, 11.00m, 2.75m, 0m));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    private static async Task<Dispute> OpenAsync(CorrectionHost host, CallId call) =>
        (await host.Disputes.OpenAsync(new DisputeOrder(call, null, "wrong_number", "call 17"), CorrectionHost.Ann, CancellationToken.None))
        .ShouldBeOfType<DisputeOutcome.Done>().Dispute;

    private static async Task<Dispute> DecideAsync(CorrectionHost host, string id, decimal accepted) =>
        (await host.Disputes.DecideAsync(id, Money.Usd(accepted), "Heard it.", CorrectionHost.Bob, CancellationToken.None))
        .ShouldBeOfType<DisputeOutcome.Done>().Dispute;

    private static async Task<(decimal Buyer, decimal Publisher, decimal Margin, decimal Suspense)> BalancesAsync(
        CorrectionHost host) => (
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).Units,
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).Units,
        (await host.Keeping.BalanceAsync(ChartOfAccounts.PlatformRevenue)).Units,
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Suspense)).Units);
}
