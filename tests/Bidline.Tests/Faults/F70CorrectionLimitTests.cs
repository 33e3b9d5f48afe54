using Bidline.Billing;
using Bidline.Billing.Corrections;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Billing.Corrections;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Faults;

/// <summary>F70: a dispute, a reversal twice, a part beyond the rest, a reversal after the payout.</summary>
public sealed class F70CorrectionLimitTests
{
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task F70_limits_hold_the_publishers_debt_is_carried_and_nothing_is_violated(StoreKind kind)
    {
        await using var host = await CorrectionHost.StartAsync(kind);
        var call = await host.BilledAsync();
        await host.PayOutAsync(22);

        var half = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CreditAsync(host, call, 13.75m, "k1")));
        var beyond = await CreditAsync(host, call, 13.76m, "k2");
        var opened = (await OpenAsync(host, call, null)).ShouldBeOfType<DisputeOutcome.Done>().Dispute;
        var twice = await OpenAsync(host, call, null);
        var whileOpen = await CreditAsync(host, call, 1m, "k3");
        var tooMuch = await DecideAsync(host, opened.Id, 13.76m);
        var decided = await DecideAsync(host, opened.Id, 13.75m);
        var again = await DecideAsync(host, opened.Id, 13.75m);
        var nothingLeft = await CreditAsync(host, call, 0.01m, "k4");

        half.ShouldAllBe(outcome => outcome is AdjustmentOutcome.Done);
        decided.ShouldBeOfType<DisputeOutcome.Done>().Dispute.Decision.ShouldBe("accepted");
        Refused(beyond, whileOpen, nothingLeft).ShouldBe(["correction.rest", "correction.disputed", "correction.rest"]);
        Refused(twice, tooMuch, again).ShouldBe(["dispute.twice", "dispute.amount", "dispute.state"]);
        // The buyer has all of it back; the publisher was paid before, and owes it from here on.
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(100));
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(-22));
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Suspense)).ShouldBe(Money.Usd(0));
        (await host.Keeping.BrokenAsync()).Count().ShouldBe(0);
    }

    [Fact]
    public async Task F70_a_reversal_beyond_its_original_does_not_exist()
    {
        await using var host = await CorrectionHost.StartAsync();
        var call = await host.BilledAsync();
        var money = await CallMoneyReading.ReadAsync(host.Keeping.Store, call, CancellationToken.None);

        Should.Throw<ArgumentOutOfRangeException>(() => money.TakeBack(Money.Usd(27.500001m), n => $"x:{n}", ""));
    }

    private static Task<AdjustmentOutcome> CreditAsync(CorrectionHost host, CallId call, decimal amount, string key) =>
        host.Adjustments.ProposeAsync(
            new AdjustmentOrder([call], new AdjustmentKind.Credit(Money.Usd(amount)), "spam", "recording"), key, Currency.Usd,
            CorrectionHost.Ann, CancellationToken.None);

    private static Task<DisputeOutcome> OpenAsync(CorrectionHost host, CallId call, Money? amount) =>
        host.Disputes.OpenAsync(
            new DisputeOrder(call, amount, "wrong_number", "call 17"), CorrectionHost.Ann, CancellationToken.None);

    private static Task<DisputeOutcome> DecideAsync(CorrectionHost host, string id, decimal accepted) =>
        host.Disputes.DecideAsync(id, Money.Usd(accepted), "Heard it.", CorrectionHost.Bob, CancellationToken.None);

    private static IEnumerable<string> Refused(params AdjustmentOutcome[] outcomes) =>
        outcomes.Select(outcome => outcome.ShouldBeOfType<AdjustmentOutcome.Refused>().Reason.Code);

    private static IEnumerable<string> Refused(params DisputeOutcome[] outcomes) =>
        outcomes.Select(outcome => outcome.ShouldBeOfType<DisputeOutcome.Refused>().Reason.Code);
}
