using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Qualification;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Faults;

/// <summary>F69: conversions before the hang-up, after the window, a thousand times, with other amounts, by another buyer.</summary>
public sealed class F69ConversionFloodTests
{
    private static readonly SaleTerms Terms = Orders.Terms() with
    {
        BuyerRule = new QualifyRule(TimeSpan.Zero) { Conversion = new ConversionRule("sale", TimeSpan.FromDays(30)) },
    };

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task F69_the_first_valid_one_wins_and_no_money_is_extra(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(100m);
        var call = await new LoggedCall(host) { Terms = Terms }.ToAsync(Stage.Connected);
        (await ReportAsync(host, call, 100)).ShouldBeOfType<ConversionOutcome.Taken>("before the hang-up");
        await call.EndAsync(TimeSpan.FromSeconds(131));
        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);

        var same = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => ReportAsync(host, call, 100)));
        var others = await Task.WhenAll(Enumerable.Range(1, 100).Select(i => ReportAsync(host, call, 100 + i)));
        var strangers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ReportAsync(host, call, 100, "beta")));
        host.ReportClock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(31));
        var late = await Task.WhenAll(Enumerable.Range(1, 100).Select(i => ReportAsync(host, call, 200 + i)));

        same.ShouldAllBe(outcome => outcome is ConversionOutcome.Repeated);
        CodesOf(others).ShouldBe(["conversion.other_amount"]);
        CodesOf(strangers).ShouldBe(["conversion.not_sold"]);
        CodesOf(late).ShouldBe(["conversion.other_amount"]);
        (await host.Conversions.ListAsync(null, call.Id, "refused", null, 1_000, CancellationToken.None)).Count.ShouldBe(300);
        var extra = Money.Usd(72.50m) - await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme));
        extra.ShouldBe(Money.Usd(0));
        (await host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(22m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task F69_the_first_of_all_behind_the_window_moves_nothing()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(100m);
        var call = await new LoggedCall(host) { Terms = Terms }.ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromSeconds(131));
        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);
        host.ReportClock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(31));

        var late = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ReportAsync(host, call, 100)));

        CodesOf(late).ShouldBe(["conversion.late"]);
        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(100));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    private static Task<ConversionOutcome> ReportAsync(KeepingHost host, LoggedCall call, decimal amount, string buyer = "acme") =>
        host.Conversions.TakeAsync(
            new ConversionReport(call.Id, new BuyerId(buyer), "sale", Money.Usd(amount), "key:crm"), CancellationToken.None);

    private static IEnumerable<string> CodesOf(ConversionOutcome[] outcomes) =>
        outcomes.Select(outcome => outcome.ShouldBeOfType<ConversionOutcome.Refused>().Reason.Code).Distinct();
}
