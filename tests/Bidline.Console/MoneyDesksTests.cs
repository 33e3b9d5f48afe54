using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Bidline.Billing;
using Bidline.Console.Parts;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

/// <summary>What people do with money in the console, and that the API says the same afterwards.</summary>
public sealed class MoneyDesksTests(Suite suite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_of_a_day_are_corrected_after_a_look_at_what_it_does_to_each_party()
    {
        await using var market = await RungAsync();
        await using var screen = await suite.OpenAsync("/money/corrections", address: market.Server.Http);
        var before = await BalancesAsync(market);

        await screen.Page.Locator("input[name=amount]").FillAsync("50");
        await screen.Page.Locator("input[name=reason]").FillAsync("Half of it was noise");
        await screen.Page.Locator("input[name=evidence]").FillAsync("ticket 17");
        await screen.Page.Locator("[data-act-look]").ClickAsync();
        await Expect(screen.Page.Locator("[data-preview]")).ToBeVisibleAsync();
        var parties = await screen.Page.Locator("tr[data-party]").EvaluateAllAsync<string[]>(
            "rows => rows.map(row => `${row.dataset.party} ${row.querySelector('td').innerText}`)");
        (await BalancesAsync(market)).ShouldBe(before);
        await screen.ShouldFitAsync();
        await screen.Page.Locator("[data-act-book]").ClickAsync();

        await Expect(screen.Page.Locator(".call-said")).ToHaveTextAsync("Booked.");
        await Expect(screen.Page.Locator("tr[data-adjustment]")).ToHaveAttributeAsync("data-state", "booked");
        var booked = (await market.GetAsync("/v1/adjustments")).GetProperty("data")[0];
        booked.GetProperty("evidence").GetString().ShouldBe("ticket 17");
        parties.ShouldBe(booked.GetProperty("parties").EnumerateArray().Select(Shown));
        booked.GetProperty("parties").EnumerateArray().Sum(Change).ShouldBe(0m);
        var after = await BalancesAsync(market);
        foreach (var party in booked.GetProperty("parties").EnumerateArray().Where(it => Party(it) != "margin"))
        {
            var account = Party(party).Replace("publisher ", "publisher_payable:").Replace("buyer ", "buyer_prepaid:");
            (after[account] - before[account]).ShouldBe(Change(party));
        }

        await Expect(screen.Page.Locator(".rail-link.active")).ToHaveTextAsync("Money");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task What_somebody_else_proposed_is_approved_and_what_cannot_be_read_is_said_so()
    {
        await using var market = await RungAsync();
        var call = (await market.CallsAsync()).First(call =>
            call.TryGetProperty("qualified", out var qualified) && qualified.GetBoolean());
        using var proposal = new HttpRequestMessage(HttpMethod.Post, "/v1/adjustments");
        proposal.Headers.Add("Idempotency-Key", "k1");
        proposal.Content = JsonContent.Create(new
        {
            calls = new[] { call.GetProperty("id").GetString() }, charge = "400.00", charge_payout = "300.00",
            reason = "Sold for too little", evidence = "the contract",
        });
        using var proposed = await market.Api.SendAsync(proposal, Stop);
        (await proposed.Content.ReadAsStringAsync(Stop)).ShouldContain("\"proposed\"");
        await using var screen = await suite.OpenAsync("/money/corrections", address: market.Server.Http);

        await screen.Page.Locator("input[name=amount]").FillAsync("101");
        await screen.Page.Locator("input[name=reason]").FillAsync("x");
        await screen.Page.Locator("input[name=evidence]").FillAsync("y");
        await screen.Page.Locator("[data-act-look]").ClickAsync();
        await Expect(screen.Page.Locator("[role=alert]")).ToHaveTextAsync("A share is above 0 and at most 100 percent.");
        await screen.Page.Locator("[data-act-approve]").ClickAsync();

        await Expect(screen.Page.Locator(".call-said")).ToHaveTextAsync("Booked.");
        await Expect(screen.Page.Locator("tr[data-adjustment]")).ToHaveAttributeAsync("data-state", "booked");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task Publishers_are_paid_by_a_batch_for_the_bank_and_owed_nothing_once_it_is_marked()
    {
        await using var market = await RungAsync();
        foreach (var publisher in (await market.GetAsync("/v1/publishers")).GetProperty("data").EnumerateArray())
        {
            var account = new { holder = "Zeta Media", iban = "GB82WEST12345698765432" };
            using var answer = await market.Api.PatchAsJsonAsync(
                $"/v1/publishers/{publisher.GetProperty("id").GetString()}", new { payouts = new { hold_days = 0, account } }, Stop);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Stop));
        }

        var owed = (await BalancesAsync(market)).Where(it => it.Key.StartsWith("publisher_payable:", StringComparison.Ordinal))
            .Count(it => it.Value >= 0.01m);
        await using var screen = await suite.OpenAsync("/money/payouts", address: market.Server.Http);

        await screen.Page.Locator("[data-act-batch]").ClickAsync();
        await Expect(screen.Page.Locator("[data-batch]")).ToHaveCountAsync(1);
        await Expect(screen.Page.Locator("tr[data-payout]")).ToHaveCountAsync(owed);
        await screen.ShouldFitAsync();
        var id = await screen.Page.Locator("[data-batch]").GetAttributeAsync("data-batch");
        var csv = await FetchAsync(screen, market, $"/money/payouts/{id}.csv");
        var pain = await FetchAsync(screen, market, $"/money/payouts/{id}.xml?payer=Bidline&iban=DE89370400440532013000");
        (await csv.TextAsync()).ShouldContain("GB82WEST12345698765432");
        (await pain.TextAsync()).ShouldContain("urn:iso:std:iso:20022:tech:xsd:pain.001.001.09");
        (await FetchAsync(screen, market, $"/money/payouts/{id}.xml")).Status.ShouldBe(400);
        for (var left = owed; left > 0; left--)
        {
            await screen.Page.Locator("[data-act-paid]").First.ClickAsync();
            await Expect(screen.Page.Locator("[data-act-paid]")).ToHaveCountAsync(left - 1);
        }

        await Expect(screen.Page.Locator("tr[data-payout][data-state=paid]")).ToHaveCountAsync(owed);
        (await BalancesAsync(market)).Where(it => it.Key.StartsWith("publisher_payable:", StringComparison.Ordinal))
            .ShouldAllBe(it => it.Value >= 0 && it.Value < 0.01m);
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_debt_above_the_limit_is_borne_once_somebody_else_has_approved_it()
    {
        await using var market = await Market.OpenAsync(new WorldSettings(1, 1, 1));
        var publisher = (await market.GetAsync("/v1/publishers")).GetProperty("data")[0].GetProperty("id").GetString()!;
        var buyer = (await market.GetAsync("/v1/buyers")).GetProperty("data")[0].GetProperty("id").GetString()!;
        await OverpayAsync(market, new PublisherId(publisher), new BuyerId(buyer));
        await using var screen = await suite.OpenAsync("/money/debts", address: market.Server.Http);

        await screen.Page.Locator($"tr[data-debt='publisher {publisher}'] [data-act-bear]").ClickAsync();
        await Expect(screen.Page.Locator("input[name=amount]")).ToHaveValueAsync("600.75");
        await screen.Page.Locator("input[name=reason]").FillAsync("Out of business");
        await screen.Page.Locator("input[name=evidence]").FillAsync("letter of the court");
        await screen.Page.Locator("[data-act-book]").ClickAsync();
        await Expect(screen.Page.Locator("tr[data-write-off]")).ToHaveAttributeAsync("data-state", "proposed");
        await screen.Page.Locator("[data-act-approve]").ClickAsync();
        await Expect(screen.Page.Locator(".call-said")).ToContainTextAsync("whoever proposed it cannot approve it");
        var id = await screen.Page.Locator("tr[data-write-off]").GetAttributeAsync("data-write-off");
        using var approved = await market.Api.PostAsync(new Uri($"/v1/write-offs/{id}/approve", UriKind.Relative), null, Stop);
        await screen.GoAsync("/money/debts");

        approved.IsSuccessStatusCode.ShouldBeTrue();
        await Expect(screen.Page.Locator("tr[data-write-off]")).ToHaveAttributeAsync("data-state", "booked");
        await Expect(screen.Page.Locator("tr[data-debt]")).ToHaveCountAsync(0);
        (await BalancesAsync(market))["bad_debt"].ShouldBe(600.75m);
        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_carriers_records_are_matched_and_what_differs_is_explained()
    {
        await using var market = await RungAsync();
        var calls = (await market.CallsAsync()).Where(call => call.GetProperty("talk_ms").ValueKind == JsonValueKind.Number)
            .Select(call => (Id: call.GetProperty("id").GetString(), Talk: call.GetProperty("talk_ms").GetDouble() / 1000))
            .Where(call => call.Talk > 0).Take(2).ToArray();
        var sheet = string.Create(
            CultureInfo.InvariantCulture,
            $"reference,call,seconds\na,{calls[0].Id},{Math.Round(calls[0].Talk)}\nb,{calls[1].Id},{Math.Round(calls[1].Talk) + 90}\nc,nobody,7\n");
        await using var screen = await suite.OpenAsync("/money/reconciliation", address: market.Server.Http);

        await screen.Page.Locator("input[name=carrier]").FillAsync("lab");
        await screen.Page.Locator("input[name=carrier]").PressAsync("Tab");
        await Screen.ChooseFileAsync(screen.Page.Locator(".block-form"), "march.csv", sheet);

        await Expect(screen.Page.Locator("[data-imported]")).ToHaveTextAsync("1 matched, 1 differs, 1 unknown");
        await Expect(screen.Page.Locator("tr[data-line=R5]")).ToHaveAttributeAsync("data-ok", "false");
        await Expect(screen.Page.Locator("tr[data-difference]")).ToHaveCountAsync(2);
        var differs = screen.Page.Locator("tr[data-difference=b]");
        await differs.Locator("input").FillAsync("They count from the invite");
        await differs.Locator("input").PressAsync("Tab");
        await differs.Locator("[data-act-explain]").ClickAsync();
        await Expect(screen.Page.Locator("tr[data-difference]")).ToHaveCountAsync(1);
        await Expect(screen.Page.Locator("tr[data-line=R5]")).ToContainTextAsync("1 explained");
        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    private static async Task<Market> RungAsync()
    {
        var market = await Market.OpenAsync(new WorldSettings(1, 8, 8));
        await market.RingAsync();
        return market;
    }

    /// <summary>By account, as their owners read them.</summary>
    private static async Task<Dictionary<string, decimal>> BalancesAsync(Market market) =>
        (await market.GetAsync("/v1/ledger/accounts")).GetProperty("data").EnumerateArray().ToDictionary(
            it => it.GetProperty("account").GetString()!,
            it => decimal.Parse(it.GetProperty("balance").GetString()!, CultureInfo.InvariantCulture));

    private static Task<PostOutcome> OverpayAsync(Market market, PublisherId publisher, BuyerId buyer) =>
        market.Server.Services.GetRequiredService<Capacity>().PostAsync(
            buyer,
            new LedgerTransaction(TransactionId.For("paid"), TransactionKind.Payout, "paid", "Payout",
            [
                LedgerEntry.Debit(ChartOfAccounts.Payable(publisher), Money.Usd(600.75m)),
                LedgerEntry.Credit(ChartOfAccounts.BankClearing, Money.Usd(600.75m)),
            ]),
            CancellationToken.None);

    private static Task<IAPIResponse> FetchAsync(Screen screen, Market market, string path) =>
        screen.Page.Context.APIRequest.GetAsync(new Uri(market.Server.Http, path).ToString());

    private static string Party(JsonElement party) => party.GetProperty("party").GetString()!;

    private static decimal Change(JsonElement party) =>
        decimal.Parse(party.GetProperty("change").GetString()!, CultureInfo.InvariantCulture);

    private static string Shown(JsonElement party)
    {
        var change = decimal.Round(Change(party), 2, MidpointRounding.ToEven);
        var sign = change < 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Party(party)} {sign}${Math.Abs(change):N2}");
    }
}
