using Bidline.Billing;
using Bidline.Billing.Corrections;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Corrections;

public sealed class AdjustmentsTests
{
    [Fact]
    public async Task A_preview_says_what_each_party_gets_and_books_nothing()
    {
        await using var host = await CorrectionHost.StartAsync();
        var call = await host.BilledAsync();

        var line = (await host.Adjustments.PreviewAsync(Half(call), Currency.Usd, CancellationToken.None)).ShouldHaveSingleItem();

        (line.Revenue, line.Payout, line.Margin).ShouldBe((Money.Usd(-13.75m), Money.Usd(-11), Money.Usd(-2.75m)));
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(72.50m));
    }

    [Fact]
    public async Task A_credit_is_booked_once_by_its_key_and_never_beyond_the_rest()
    {
        await using var host = await CorrectionHost.StartAsync();
        var call = await host.BilledAsync();

        for (var again = 0; again < 3; again++) await ProposeAsync(host, Half(call), "k1");
        var rest = await ProposeAsync(host, Half(call) with { Kind = new AdjustmentKind.Credit(Money.Usd(13.75m)) }, "k2");
        var beyond = await ProposeAsync(host, Half(call) with { Kind = new AdjustmentKind.Credit(Money.Usd(0.01m)) }, "k3");

        rest.ShouldBeOfType<AdjustmentOutcome.Done>().Adjustment.State.ShouldBe("booked");
        beyond.ShouldBeOfType<AdjustmentOutcome.Refused>().Reason.Code.ShouldBe("correction.rest");
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(100));
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(0));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Above_the_limit_a_second_person_has_to_approve()
    {
        await using var host = await CorrectionHost.StartAsync();
        await host.Keeping.TopUpAsync(900m, "second");
        var call = await host.BilledAsync(Orders.Terms(600));
        var proposed = (await ProposeAsync(host, Half(call), "k1")).ShouldBeOfType<AdjustmentOutcome.Done>().Adjustment;
        proposed.State.ShouldBe("proposed");
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(400));

        var own = await host.Adjustments.DecideAsync(proposed.Id, true, CorrectionHost.Ann, CancellationToken.None);
        var others = await host.Adjustments.DecideAsync(proposed.Id, true, CorrectionHost.Bob, CancellationToken.None);
        var late = await host.Adjustments.DecideAsync(proposed.Id, false, CorrectionHost.Bob, CancellationToken.None);

        own.ShouldBeOfType<AdjustmentOutcome.Refused>().Reason.Code.ShouldBe("correction.same_person");
        others.ShouldBeOfType<AdjustmentOutcome.Done>().Adjustment.State.ShouldBe("booked");
        late.ShouldBeOfType<AdjustmentOutcome.Refused>().Reason.Code.ShouldBe("correction.state");
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(700));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_charge_beyond_the_prepayment_is_owed_and_can_be_taken_back()
    {
        await using var host = await CorrectionHost.StartAsync();
        var call = await host.BilledAsync();
        var charge = Half(call) with { Kind = new AdjustmentKind.Charge(Money.Usd(80), Money.Usd(60)) };

        await ProposeAsync(host, charge, "k1");
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Receivable(Orders.Acme))).ShouldBe(Money.Usd(80));
        await ProposeAsync(host, Half(call) with { Kind = new AdjustmentKind.CreditPercent(100) }, "k2");

        (await host.Keeping.BalanceAsync(ChartOfAccounts.Receivable(Orders.Acme))).ShouldBe(Money.Usd(0));
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(0));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disputed_call_is_not_adjusted_meanwhile()
    {
        await using var host = await CorrectionHost.StartAsync();
        var call = await host.BilledAsync();
        await host.Disputes.OpenAsync(new DisputeOrder(call, null, "spam", null), CorrectionHost.Ann, CancellationToken.None);

        (await ProposeAsync(host, Half(call), "k1"))
            .ShouldBeOfType<AdjustmentOutcome.Refused>().Reason.Code.ShouldBe("correction.disputed");
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Two_people_who_correct_one_call_in_the_same_instant_give_back_no_more_than_it_cost(StoreKind kind)
    {
        await using var host = await CorrectionHost.StartAsync(kind);
        await host.Keeping.TopUpAsync(900m, "second");
        for (var round = 0; round < 15; round++)
        {
            var call = await host.BilledAsync();
            await AtOnceAsync(
                i => ProposeAsync(host, Half(call) with { Kind = new AdjustmentKind.Credit(Money.Usd(16.50m)) }, $"{round}-{i}"), 2);

            // The second is told that there is less, or given what is left.
            (await CallMoneyReading.ReadAsync(host.Keeping.Store, call, CancellationToken.None)).Charged(Currency.Usd)
                .ShouldBeOneOf(Money.Usd(11), Money.Usd(0));
        }

        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_call_that_is_disputed_and_corrected_in_the_same_instant_ends_whole(StoreKind kind)
    {
        await using var host = await CorrectionHost.StartAsync(kind);
        await host.Keeping.TopUpAsync(900m, "second");
        for (var round = 0; round < 15; round++)
        {
            var call = await host.BilledAsync();
            var order = new DisputeOrder(call, null, "spam", null);
            await AtOnceAsync(
                i => i == 0
                    ? ProposeAsync(host, Half(call), $"{round}")
                    : host.Disputes.OpenAsync(order, CorrectionHost.Ann, CancellationToken.None),
                2);
            var dispute = (await host.Disputes.ListAsync(null, call, null, null, 10, CancellationToken.None)).ShouldHaveSingleItem();
            await host.Disputes.DecideAsync(dispute.Id, dispute.Amount, "Agreed.", CorrectionHost.Bob, CancellationToken.None);

            (await CallMoneyReading.ReadAsync(host.Keeping.Store, call, CancellationToken.None)).Charged(Currency.Usd)
                .ShouldBe(Money.Usd(0), $"round {round}");
        }

        (await host.Keeping.BalanceAsync(ChartOfAccounts.Suspense)).ShouldBe(Money.Usd(0));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    private static Task AtOnceAsync(Func<int, Task> act, int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => act(i))));

    private static AdjustmentOrder Half(CallId call) =>
        new([call], new AdjustmentKind.CreditPercent(50), "Half was noise", "recording 17");

    private static Task<AdjustmentOutcome> ProposeAsync(CorrectionHost host, AdjustmentOrder order, string key) =>
        host.Adjustments.ProposeAsync(order, key, Currency.Usd, CorrectionHost.Ann, CancellationToken.None);
}
