using Bidline.Billing;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Server.Console.Call.Facts;
using Bidline.Tests.Calls;
using Shouldly;
using Xunit;
using static Bidline.Tests.Calls.ToldCall;

namespace Bidline.Tests.Console.Call;

public sealed class MoneyFactsTests
{
    [Fact]
    public void A_paid_call_goes_from_expected_over_booked_to_final()
    {
        var money = Of(Talked(192).Settled());

        money.Lines.ShouldBe(
        [
            new MoneyLine("Revenue", "$34.00", "$34.00", "$34.00"),
            new MoneyLine("Payout", "$27.20", "$27.20", "$27.20"),
            new MoneyLine("Margin", "$6.80", "$6.80", "$6.80"),
        ]);
        money.Arithmetic.ShouldBe("$34.00 price − $27.20 payout (80 % of the revenue) = $6.80 margin (20 %)");
        (money.Buyer.Said, money.Publisher.Said).ShouldBe(("Acme Insurance pays $34.00", "zeta is paid $27.20"));
        money.Buyer.Checks.ShouldBe(
        [
            new PayCheck("A buyer answered", "an answer", "after 6 s", true),
            new PayCheck("Talk time", "90 s", "192 s", true),
        ]);
    }

    [Fact]
    public void A_call_that_was_too_short_says_what_each_side_needed_and_got()
    {
        var money = Of(Talked(62).Settled());

        money.Lines[0].ShouldBe(new MoneyLine("Revenue", "$34.00", "$0.00", "$0.00"));
        (money.Buyer.Said, money.Buyer.Code).ShouldBe(("Acme Insurance pays nothing", "pay.too_short"));
        money.Buyer.Checks[1].ShouldBe(new PayCheck("Talk time", "90 s", "62 s", false));
        // The publisher's own rule was met; it is paid nothing because nothing came in.
        money.Publisher.Checks.ShouldBe(
        [
            new PayCheck("A buyer answered", "an answer", "after 6 s", true),
            new PayCheck("Talk time", "60 s", "62 s", true),
            new PayCheck("The buyer paid", "revenue", "nothing", false),
        ]);
    }

    [Fact]
    public void A_payout_that_was_promised_above_the_revenue_says_so()
    {
        var capped = Reason.Of("pay.cap_payout", ("needed", "60"), ("got", "192"), ("promised", "40.00"), ("paid", "34.00"));
        var money = Of(Talked(192).Then(0.1, new CallEvent.Settled(
            Reason.Of("pay.qualified"), capped, Money.Usd(34), Money.Usd(34), Money.Usd(0), CallPosting.IdOf(Given.CallId))));

        money.Publisher.Checks[^1].ShouldBe(
            new PayCheck("Payout within the revenue", "at most $34.00", "promised $40.00", false));
    }

    [Fact]
    public void A_live_call_knows_what_would_be_paid_and_nothing_more()
    {
        var money = Of(new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Answered(1, AcmeFlorida, 6));

        money.Lines[0].ShouldBe(new MoneyLine("Revenue", "$34.00", null, null));
        money.Buyer.Said.ShouldBe("Acme Insurance would pay $34.00");
        money.Buyer.Checks[1].ShouldBe(new PayCheck("Talk time", "90 s", "still talking", null));
    }

    [Fact]
    public void An_unsold_call_is_nobodys_money()
    {
        var money = Of(new ToldCall().Ended(CallOutcome.NoBuyer, Reason.Of("not_asked.geo")).Settled());

        (money.Buyer.Said, money.Publisher.Said, money.Arithmetic).ShouldBe(("No buyer pays", "zeta is paid nothing", null));
        money.Buyer.Checks[0].ShouldBe(new PayCheck("A buyer answered", "an answer", "nobody did", false));
    }

    [Fact]
    public void Ledger_lines_stand_as_debits_and_credits_that_sum_to_zero()
    {
        var call = Given.CallId;
        var transaction = CallPosting.IdOf(call);
        EntryLine Line(int number, Account account, decimal amount) => new(
            transaction, number, "call", "Qualified call", account, Money.Usd(amount), call, Given.Monday9Am);

        var posted = LedgerFacts.Of(
            [
                Line(2, ChartOfAccounts.Payable(new PublisherId("zeta")), -27.20m),
                Line(1, ChartOfAccounts.Prepaid(Acme), 34), Line(3, ChartOfAccounts.PlatformRevenue, -6.80m),
            ],
            new Naming(Book)).ShouldHaveSingleItem();

        posted.Lines.ShouldBe(
        [
            new LedgerLine("buyer prepaid", "Acme Insurance", "$34.00", null),
            new LedgerLine("publisher payable", "zeta", null, "$27.20"),
            new LedgerLine("platform revenue", null, null, "$6.80"),
        ]);
        (posted.Debits, posted.Credits, posted.IsBalanced).ShouldBe(("$34.00", "$34.00", true));
    }

    private static ToldCall Talked(double seconds) => new ToldCall().Auctioned().Dialled(1, AcmeFlorida)
        .Answered(1, AcmeFlorida, 6).Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: seconds);

    private static MoneyFacts Of(ToldCall told) => MoneyFacts.Of(CallTrace.Of(told.Log, Book)!, new Naming(Book));
}
