using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Qualification;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Qualification;

public sealed class ConversionsTests
{
    private static readonly QualifyRule OnSale =
        new(TimeSpan.Zero) { Conversion = new ConversionRule("sale", TimeSpan.FromDays(30)) };

    private static readonly SaleTerms ByConversion = Orders.Terms() with { BuyerRule = OnSale };

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_conversion_charges_the_buyer_and_pays_the_publisher_what_the_terms_say(StoreKind kind)
    {
        await using var host = await StartAsync(kind);
        var call = await SettledAsync(host, ByConversion);
        (await call.ReadAsync<CallEvent.Settled>()).BuyerVerdict.Code.ShouldBe("pay.awaiting_conversion");
        host.Board.Of(Orders.AcmeFlorida, Orders.Acme)!.FreeFunds.ShouldBe(Money.Usd(100));

        var taken = (await ReportAsync(host, call)).ShouldBeOfType<ConversionOutcome.Taken>().Conversion;

        (taken.State, taken.Revenue, taken.Event).ShouldBe(("booked", Money.Usd(27.50m), "sale"));
        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(72.50m));
        (await host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(22m));
        host.Board.Of(Orders.AcmeFlorida, Orders.Acme)!.FreeFunds.ShouldBe(Money.Usd(72.50m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_thousand_reports_of_one_sale_book_it_once_and_all_get_its_result(StoreKind kind)
    {
        await using var host = await StartAsync(kind);
        var call = await SettledAsync(host, ByConversion);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => ReportAsync(host, call)));

        outcomes.OfType<ConversionOutcome.Taken>().Count().ShouldBe(1);
        outcomes.OfType<ConversionOutcome.Repeated>().Count().ShouldBe(999);
        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(72.50m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_report_before_the_caller_hangs_up_is_booked_with_the_settlement()
    {
        await using var host = await StartAsync();
        var call = await new LoggedCall(host) { Terms = ByConversion }.ToAsync(Stage.Connected);

        var taken = (await ReportAsync(host, call)).ShouldBeOfType<ConversionOutcome.Taken>().Conversion;
        taken.State.ShouldBe("taken");
        await call.EndAsync(TimeSpan.FromSeconds(131));
        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);

        (await ReportAsync(host, call)).ShouldBeOfType<ConversionOutcome.Repeated>().Conversion.State.ShouldBe("booked");
        (await host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(22m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_report_that_another_process_took_and_left_is_booked_with_the_settlement(StoreKind kind)
    {
        await using var host = await StartAsync(kind);
        var call = await new LoggedCall(host) { Terms = ByConversion }.ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromSeconds(131));
        await using var other = await KeepingHost.StartBesideAsync(host.Store);
        await TakenOnlyAsync(other, call);

        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);

        (await ListAsync(host)).Single().State.ShouldBe("booked");
        (await host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(22m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_report_that_comes_as_the_call_is_settled_is_booked_once_by_one_of_the_two(StoreKind kind)
    {
        await using var host = await StartAsync(kind);
        await host.TopUpAsync(1_000m, "second");
        var calls = new List<LoggedCall>();
        for (var i = 0; i < 20; i++)
        {
            calls.Add(await new LoggedCall(host) { Terms = ByConversion }.ToAsync(Stage.Connected));
            await calls[i].EndAsync(TimeSpan.FromSeconds(131));
        }

        await Task.WhenAll(calls.Select(call => Task.WhenAll(
            host.Settlement.SettleAsync(call.Id, CancellationToken.None), ReportAsync(host, call))));

        foreach (var call in calls)
            (await call.ReadAsync<CallEvent.ConversionBooked>()).Revenue.ShouldBe(Money.Usd(27.50m));
        (await host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(20 * 22m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_amount_for_the_same_sale_is_written_down_and_refused()
    {
        await using var host = await StartAsync();
        var call = await SettledAsync(host, ByConversion);
        await ReportAsync(host, call, Money.Usd(900));

        var refused = (await ReportAsync(host, call, Money.Usd(901))).ShouldBeOfType<ConversionOutcome.Refused>();

        refused.Reason.Code.ShouldBe("conversion.other_amount");
        var kept = await ListAsync(host);
        kept.Select(row => (row.State, row.Amount)).ShouldBe([("refused", Money.Usd(901)), ("booked", Money.Usd(900))]);
        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(72.50m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    public static TheoryData<string, ConversionReport> Bad => new()
    {
        { "conversion.not_sold", Report(buyer: new BuyerId("beta")) },
        { "conversion.not_expected", Report(name: "signup") },
        { "conversion.amount_range", Report(amount: Money.Usd(-1)) },
        { "conversion.amount_range", Report(amount: Money.Usd(1_000_000_000)) },
        { "conversion.currency", Report(amount: Money.FromUnits(1, Currency.Parse("EUR"))) },
    };

    [Theory, MemberData(nameof(Bad))]
    public async Task What_cannot_be_taken_is_refused_with_its_reason_and_books_nothing(string code, ConversionReport report)
    {
        await using var host = await StartAsync();
        var call = await SettledAsync(host, ByConversion);

        var outcome = await host.Conversions.TakeAsync(report with { Call = call.Id }, CancellationToken.None);

        outcome.ShouldBeOfType<ConversionOutcome.Refused>().Reason.Code.ShouldBe(code);
        (await ListAsync(host)).ShouldHaveSingleItem().State.ShouldBe("refused");
        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(100));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(29, null)]
    [InlineData(31, "conversion.late")]
    public async Task A_late_report_counts_inside_the_window_and_is_refused_outside(int days, string? code)
    {
        await using var host = await StartAsync();
        var call = await SettledAsync(host, ByConversion);
        host.ReportClock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(days));

        var outcome = await ReportAsync(host, call);

        (outcome as ConversionOutcome.Refused)?.Reason.Code.ShouldBe(code);
        (await host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(code is null ? 22 : 0));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_publisher_that_earns_by_conversion_is_paid_by_an_entry_of_its_own()
    {
        await using var host = await StartAsync();
        var call = await SettledAsync(host, Orders.Terms() with { PublisherRule = OnSale });
        (await host.BalanceAsync(ChartOfAccounts.PlatformRevenue)).ShouldBe(Money.Usd(27.50m));

        var taken = (await ReportAsync(host, call)).ShouldBeOfType<ConversionOutcome.Taken>().Conversion;

        taken.Revenue.ShouldBe(Money.Usd(0));
        (await host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(22m));
        (await host.BalanceAsync(ChartOfAccounts.PlatformRevenue)).ShouldBe(Money.Usd(5.50m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_share_of_the_sale_is_taken_of_the_first_amount()
    {
        await using var host = await StartAsync();
        var terms = ByConversion with { Charge = new ChargeTerms.PercentOfSale(5, Money.Usd(10), Money.Usd(60)) };
        var call = await SettledAsync(host, terms);

        var without = await ReportAsync(host, call);
        var taken = (await ReportAsync(host, call, Money.Usd(1_000))).ShouldBeOfType<ConversionOutcome.Taken>().Conversion;

        without.ShouldBeOfType<ConversionOutcome.Refused>().Reason.Code.ShouldBe("conversion.amount_missing");
        taken.Revenue.ShouldBe(Money.Usd(50));
        (await host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(40));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_conversion_that_the_prepayment_does_not_cover_is_owed()
    {
        await using var host = await StartAsync();
        var call = await SettledAsync(host, ByConversion);
        await new LoggedCall(host) { Terms = Orders.Terms(90) }.ToAsync(Stage.Held);

        await ReportAsync(host, call);

        (await host.BalanceAsync(ChartOfAccounts.Receivable(Orders.Acme))).ShouldBe(Money.Usd(27.50m));
        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(100));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_report_that_a_crash_left_unbooked_is_booked_by_the_next_start()
    {
        await using var host = await StartAsync();
        var call = await SettledAsync(host, ByConversion);
        await TakenOnlyAsync(host, call);

        (await host.Settlement.SettleAllAsync(CancellationToken.None)).ShouldBe(0);

        (await ListAsync(host)).Single().State.ShouldBe("booked");
        (await host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(22m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cap_that_counts_conversions_closes_when_one_comes_late_also_for_the_next_keeper()
    {
        await using var host = await StartAsync();
        var caps = Orders.CallsPerDay(1, CapCountsOn.Converted);
        var call = new LoggedCall(host) { Terms = ByConversion, BuyerCaps = caps };
        await (await call.ToAsync(Stage.Connected)).EndAsync(TimeSpan.FromSeconds(30));
        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);
        await ReportAsync(host, call);

        var now = await host.ReserveAsync(Orders.Order(buyer: caps));
        await using var next = await KeepingHost.StartBesideAsync(host.Store);
        var later = await next.ReserveAsync(Orders.Order(buyer: caps));

        now.ShouldBeOfType<ReserveOutcome.Refused>().Reason.Code.ShouldBe("not_asked.cap_calls");
        later.ShouldBeOfType<ReserveOutcome.Refused>().Reason.Code.ShouldBe("not_asked.cap_calls");
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_log_replays_to_the_journal_byte_for_byte()
    {
        await using var host = await StartAsync();
        var both = Orders.Terms() with { PublisherRule = OnSale };
        var call = await SettledAsync(host, both);
        await ReportAsync(host, call);
        var log = await host.Log.ReadAsync(call.Id, CancellationToken.None);

        var first = JournalReplay.Of(log);

        JournalReplay.Of(await host.Log.ReadAsync(call.Id, CancellationToken.None)).ShouldBe(first);
        JournalReplay.Of([.. log.Where(entry => entry.Event is not CallEvent.ConversionBooked)]).ShouldBe(first);
        first.ShouldContain("publisher_payable zeta -22000000 USD");
        first.ShouldContain("buyer acme 27500000 USD");
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    private static async Task<KeepingHost> StartAsync(StoreKind kind = StoreKind.Sqlite)
    {
        var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(100m);
        return host;
    }

    private static async Task<LoggedCall> SettledAsync(KeepingHost host, SaleTerms terms)
    {
        var call = await new LoggedCall(host) { Terms = terms }.ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromSeconds(131));
        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);
        return call;
    }

    private static ConversionReport Report(BuyerId? buyer = null, string? name = null, Money? amount = null) =>
        new(default, buyer ?? Orders.Acme, name, amount, "key:acme crm");

    private static Task<ConversionOutcome> ReportAsync(KeepingHost host, LoggedCall call, Money? amount = null) =>
        host.Conversions.TakeAsync(Report(amount: amount) with { Call = call.Id }, CancellationToken.None);

    private static Task<IReadOnlyList<Conversion>> ListAsync(KeepingHost host) =>
        host.Conversions.ListAsync(null, null, null, null, 10, CancellationToken.None);

    /// <summary>As a server leaves it that dies between taking and booking.</summary>
    private static async Task TakenOnlyAsync(KeepingHost host, LoggedCall call)
    {
        var id = ConversionId.New(TimeProvider.System);
        var journal = await host.Log.ReopenAsync(call.Id, CancellationToken.None);
        await journal!.WriteTogetherAsync(
            new CallEvent.ConversionReported(id, "sale", null),
            new CommitUnit(null, [new Statement(
                "INSERT INTO conversions (id, call_id, buyer, event, currency, state, author, reported_at) "
                + "VALUES (@p0, @p1, 'acme', 'sale', 'USD', 'taken', 'test', 1)", id.ToString(), call.Id.ToString())]));
    }
}
