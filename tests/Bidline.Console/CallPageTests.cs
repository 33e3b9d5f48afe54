using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bidline.Console.Parts;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bidline.Console;

/// <summary>The call page against the API: the same call, the same facts, for those who see it and those who hear it.</summary>
public sealed partial class CallPageTests(Suite suite)
{
    [Theory]
    [InlineData("connected")]
    [InlineData("no_buyer")]
    [InlineData("not_connected")]
    public async Task The_page_says_what_the_api_says(string outcome)
    {
        var call = await FindAsync(call => call.GetProperty("outcome").GetString() == outcome);
        await using var screen = await suite.OpenAsync(PathOf(call));

        (await screen.TextAsync(".verdict-sentence")).ShouldBe(call.GetProperty("verdict").GetString());
        (await screen.Page.Locator("tr.candidate").CountAsync()).ShouldBe(Sum(call, "considered"));
        (await screen.Page.Locator("table.events tbody tr").CountAsync()).ShouldBe(call.GetProperty("events").GetArrayLength());
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task The_bottom_line_adds_up_to_the_rows_and_to_the_api()
    {
        var call = await FindAsync(call => call.GetProperty("outcome").GetString() == "connected");
        await using var screen = await suite.OpenAsync(PathOf(call));

        var auctions = call.GetProperty("auctions").EnumerateArray().ToArray();
        var lines = await screen.Page.Locator(".bottom-line").AllInnerTextsAsync();
        lines.Count.ShouldBe(auctions.Length);
        foreach (var (line, auction) in lines.Zip(auctions))
        {
            var (sums, parts) = Read(line);
            sums.ShouldBe((auction.GetProperty("considered").GetInt32(),
                auction.GetProperty("considered").GetInt32() - auction.GetProperty("asked").GetInt32(),
                auction.GetProperty("asked").GetInt32()));
            (sums.NotAsked + sums.Asked).ShouldBe(sums.Considered);
            parts.Sum().ShouldBe(sums.Asked);
        }

        (await screen.Page.Locator("tr.candidate[data-stage=not_asked]").CountAsync())
            .ShouldBe(Sum(call, "considered") - Sum(call, "asked"));
    }

    [Fact]
    public async Task The_money_is_the_apis_and_its_ledger_lines_sum_to_zero()
    {
        var call = await FindAsync(call => call.GetProperty("money_state").GetString() == "booked");
        await using var screen = await suite.OpenAsync(PathOf(call));

        foreach (var name in new[] { "revenue", "payout", "margin" })
        {
            var cells = await screen.Page.Locator($"tr[data-money={name}] td").AllInnerTextsAsync();
            cells.ShouldBe(new[] { "expected", "booked", "final" }.Select(step =>
                "$" + call.GetProperty("money").GetProperty(step).GetProperty(name).GetString()));
        }

        var entries = await (await suite.MarketAsync()).GetAsync($"/v1/ledger/entries?call={call.GetProperty("id").GetString()}");
        (await screen.Page.Locator("table.ledger tbody tr").CountAsync()).ShouldBe(entries.GetProperty("data").GetArrayLength());
        var totals = await screen.Page.Locator("table.ledger tfoot td").AllInnerTextsAsync();
        totals[0].ShouldBe(totals[1]);
        (await screen.TextAsync("table.ledger tfoot th")).ShouldContain("Sums to zero");
    }

    [Fact]
    public async Task An_unsold_call_names_who_stood_closest()
    {
        var call = await FindAsync(call => call.GetProperty("outcome").GetString() == "no_buyer");
        await using var screen = await suite.OpenAsync(PathOf(call));

        (await screen.TextAsync(".closest")).ShouldEndWith(call.GetProperty("closest").GetProperty("advice").GetString()!);
        (await screen.TextAsync("#block-4")).ShouldContain("No buyer pays");
    }

    [Fact]
    public async Task An_ordinary_call_is_answered_above_the_fold()
    {
        var call = await FindAsync(call => call.GetProperty("outcome").GetString() == "connected"
            && call.GetProperty("auctions") is var auctions && auctions.GetArrayLength() == 1
            && auctions[0].GetProperty("asked").GetInt32() >= 6 && call.GetProperty("attempts").GetArrayLength() == 1);
        await using var screen = await suite.OpenAsync(PathOf(call), 1280, 720);

        (await screen.Page.EvaluateAsync<double>("document.querySelector('#block-2').getBoundingClientRect().bottom"))
            .ShouldBeLessThanOrEqualTo(720);
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task It_fits_small_and_large_screens_light_and_dark(int width, ColorScheme scheme)
    {
        foreach (var outcome in new[] { "connected", "no_buyer" })
        {
            var call = await FindAsync(call => call.GetProperty("outcome").GetString() == outcome);
            await using var screen = await suite.OpenAsync(PathOf(call), width, 760, scheme);

            await screen.ShouldFitAsync();
            screen.ShouldHaveNoComplaints();
            var (ink, paper) = (await ColourAsync(screen, "color"), await ColourAsync(screen, "backgroundColor"));
            (ink > paper).ShouldBe(scheme == ColorScheme.Dark, $"ink {ink}, paper {paper}");
        }
    }

    [Fact]
    public async Task It_never_stands_without_its_looks_while_it_becomes_interactive()
    {
        var call = await FindAsync(call => call.GetProperty("outcome").GetString() == "connected");
        await using var screen = await suite.OpenAsync("/calls");
        await screen.Page.AddInitScriptAsync("""
            window.lost = [];
            new MutationObserver(changes => changes.forEach(change => change.removedNodes.forEach(node => {
                if (node.rel === 'stylesheet') window.lost.push(node.href);
            }))).observe(document, { subtree: true, childList: true });
            """);

        await screen.GoAsync(PathOf(call));

        (await screen.Page.EvaluateAsync<string[]>("window.lost")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_line_of_the_timeline_can_be_reached_and_heard()
    {
        var call = await FindAsync(call => call.GetProperty("outcome").GetString() == "connected");
        await using var screen = await suite.OpenAsync(PathOf(call));
        var rows = screen.Page.Locator(".tl-row");
        await screen.Page.Locator(".call[data-keys=on]").WaitForAsync();

        await rows.First.FocusAsync();
        await screen.Page.Keyboard.PressAsync("ArrowDown");

        (await rows.Nth(1).EvaluateAsync<bool>("row => row === document.activeElement")).ShouldBeTrue();
        (await rows.Nth(1).Locator(".tl-told").IsVisibleAsync()).ShouldBeTrue();
        var told = await screen.Page.Locator(".tl-told").AllTextContentsAsync();
        told.ShouldAllBe(text => text.Length > 10);
        told.Count.ShouldBe(await rows.CountAsync());
    }

    [Fact]
    public async Task Keys_lead_to_the_parts_and_to_the_calls_beside_it()
    {
        var calls = await (await suite.MarketAsync()).CallsAsync();
        var ids = calls.Select(call => call.GetProperty("id").GetString()).ToArray();
        await using var screen = await suite.OpenAsync($"/calls/{ids[1]}");
        await screen.Page.Locator(".call[data-keys=on]").WaitForAsync();

        await screen.Page.Keyboard.PressAsync("4");
        (await screen.Page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("block-4");
        await screen.Page.Keyboard.PressAsync("j");
        await screen.Page.WaitForURLAsync($"**/calls/{ids[2]}");
        await screen.Page.Locator($"[data-call={ids[2]}]").WaitForAsync();
        await screen.Page.Keyboard.PressAsync("k");
        await screen.Page.WaitForURLAsync($"**/calls/{ids[1]}");
        await screen.Page.Keyboard.PressAsync("y");
        await Assertions.Expect(screen.Page.Locator("#call-said")).ToHaveTextAsync("Link copied");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task Only_those_who_were_asked_can_be_shown()
    {
        var call = await FindAsync(call => call.GetProperty("outcome").GetString() == "connected");
        await using var screen = await suite.OpenAsync(PathOf(call));

        await screen.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Only asked" }).ClickAsync();

        await Assertions.Expect(screen.Page.Locator("tr.candidate")).ToHaveCountAsync(Sum(call, "asked"));
    }

    [Fact]
    public async Task A_reason_leads_to_what_it_means()
    {
        var call = await FindAsync(call => call.GetProperty("outcome").GetString() == "no_buyer");
        await using var screen = await suite.OpenAsync(PathOf(call));
        var code = await screen.Page.Locator("tr.candidate a.code").First.InnerTextAsync();

        await screen.Page.Locator("tr.candidate a.code").First.ClickAsync();

        await screen.Page.Locator($"tr[id='{code}']").WaitForAsync();
        screen.ShouldHaveNoComplaints();
    }

    [Theory]
    [InlineData("call_0197b0de000070008000000000000000")]
    [InlineData("nonsense")]
    public async Task An_id_of_no_call_says_so_and_leads_to_the_list(string id)
    {
        await using var screen = await suite.OpenAsync($"/calls/{id}");

        (await screen.TextAsync("h1")).ShouldBe("There is no such call");
        (await screen.Page.Locator(".call-none a[href=calls]").CountAsync()).ShouldBe(1);
        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    private async Task<JsonElement> FindAsync(Func<JsonElement, bool> wanted)
    {
        var market = await suite.MarketAsync();
        foreach (var call in await market.CallsAsync())
        {
            var whole = await market.GetAsync($"/v1/calls/{call.GetProperty("id").GetString()}?expand=trace");
            if (wanted(whole)) return whole;
        }

        throw new InvalidOperationException("The market has no such call.");
    }

    private static string PathOf(JsonElement call) => $"/calls/{call.GetProperty("id").GetString()}";

    private static int Sum(JsonElement call, string count) =>
        call.GetProperty("auctions").EnumerateArray().Sum(auction => auction.GetProperty(count).GetInt32());

    private static ((int Considered, int NotAsked, int Asked) Sums, IEnumerable<int> Parts) Read(string line)
    {
        var numbers = Number().Matches(line).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)).ToArray();
        return ((numbers[0], numbers[1], numbers[2]), numbers[3..]);
    }

    /// <summary>How light the verdict's ink or paper is, 0 to 765.</summary>
    private static Task<int> ColourAsync(Screen screen, string property) => screen.Page.EvaluateAsync<int>(
        "property => getComputedStyle(document.querySelector('#block-1'))[property].match(/[0-9.]+/g).slice(0, 3)"
        + ".reduce((sum, part) => sum + Number(part), 0) | 0", property);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
