using System.Text.Json;
using Bidline.Accounts;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Adapters.Conformance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class SimulationRoutesTests
{
    private const string Path = "/v1/campaigns/auto-fl/simulate";

    // Ten in the morning of a Monday in Chicago, where the desk of acme-fl is.
    private static readonly string Monday = MondayAt(16);

    [Fact]
    public async Task A_made_up_caller_is_sold_to_the_highest_bid_and_the_order_of_the_dials_is_told()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await client.SendAsync("POST", Path, $$"""{"state":"FL","tags":{"age":"52"},"at":"{{Monday}}"}""");

        answer.Status.ShouldBe(200, answer.Text);
        answer.Of("outcome").ShouldBe("sold");
        answer.Of("verdict").ShouldBe(
            "Would be sold to beta · beta-rtb for $60.00 — highest of 2 valid bids (next $34.00). "
            + "Pays when answered: revenue $60.00, payout $48.00, margin $12.00.");
        Dials(answer).ShouldBe(["1 beta-rtb 60.00 48.00 12.00", "1 acme-fl 34.00 27.20 6.80"]);
        answer.Json.GetProperty("market").GetProperty("version").GetInt32().ShouldBe(1);
        var rows = answer.Json.GetProperty("trace").GetProperty("auctions")[0].GetProperty("candidates");
        rows.EnumerateArray().Select(row => $"{row.GetProperty("target")} {row.GetProperty("reason")}").Order()
            .ShouldBe(["acme-fl lost.price", "beta-rtb won", "overflow not_asked.price_below_floor"]);
    }

    [Fact]
    public async Task Nothing_of_it_is_stored_reserved_or_counted()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        for (var i = 0; i < 3; i++) (await client.SendAsync("POST", Path, "{}")).Status.ShouldBe(200);

        await using var db = server.Services.GetRequiredService<Store>().Read();
        (await db.Set<CallRow>().CountAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        (await db.Set<CallEventRow>().CountAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        (await db.Set<HoldRow>().CountAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    [Fact]
    public async Task An_unsold_call_names_every_obstacle_and_who_stood_closest()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await client.SendAsync(
            "POST", Path, $$"""{"state":"OH","bids":{"beta-rtb":"11"},"at":"{{MondayAt(4)}}"}""");

        answer.Of("outcome").ShouldBe("no_buyer", answer.Text);
        answer.Json.GetProperty("closest").GetProperty("target").GetString().ShouldBe("beta-rtb");
        answer.Of("verdict").ShouldEndWith(
            "Closest to a sale: beta · beta-rtb — would have taken it at a floor of $11.00 or less.");
        var desk = Candidate(answer, "acme-fl");
        desk.GetProperty("reason").GetString().ShouldBe("not_asked.hours_closed");
        desk.GetProperty("also_failed").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldStartWith("not_asked.");
        answer.Json.GetProperty("fallback").GetProperty("text").GetString()!.ShouldStartWith("Sorry");
    }

    [Fact]
    public async Task A_change_can_be_tried_before_it_is_applied()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        const string draft = "targets: [{ id: overflow, buyer: acme, destination: sip:d@203.0.113.9, price: { fixed: \\\"13\\\" } }]";

        var answer = await client.SendAsync(
            "POST", Path, $$"""{"state":"OH","bids":{"beta-rtb":"0"},"market":"{{draft}}"}""");

        answer.Status.ShouldBe(200, answer.Text);
        Dials(answer).ShouldBe(["2 overflow 13.00 10.40 2.60"]);
        var market = answer.Json.GetProperty("market");
        (market.GetProperty("version").GetInt32(), market.GetProperty("draft").GetBoolean()).ShouldBe((1, true));
        market.GetProperty("changes").EnumerateArray().ShouldContain(line => line.GetString()!.Contains("overflow"));
        server.Book.Version.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_wrong_in_a_draft_has_its_line()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await client.SendAsync(
            "POST", Path, """{"market":"targets:\n  - id: overflow\n    buyer: nobody\n    destination: from_bid\n"}""");

        answer.Status.ShouldBe(422);
        answer.Errors.ShouldContain("/market/targets/0/buyer unknown_reference");
        answer.Json.GetProperty("errors")[0].GetProperty("line").GetInt32().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Bidders_are_really_asked_where_that_is_wanted_and_told_that_it_is_a_test()
    {
        await using var bidder = await FaultyBidder.StartAsync();
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await server.ClientAsync(Role.Operator);
        await client.SendAsync("PATCH", "/v1/targets/beta-rtb", "{\"price\":{\"bidder\":{\"url\":\"" + bidder.Url + "\",\"timeout_ms\":2000}}}");
        await client.SendAsync("PATCH", "/v1/campaigns/auto-fl", """{"routing":{"auction":{"deadline_ms":2000}}}""");

        var answer = await client.SendAsync("POST", Path, """{"caller":"+12145550123","ask_bidders":true}""");

        answer.Status.ShouldBe(200, answer.Text);
        Dials(answer)[0].ShouldBe("1 beta-rtb 31.50 25.20 6.30");
        Candidate(answer, "beta-rtb").GetProperty("done_ms").GetDouble().ShouldBeGreaterThan(0);
        answer.Json.GetProperty("trace").GetProperty("disclosures").GetArrayLength().ShouldBe(1);

        var again = await client.SendAsync("POST", Path, """{"ask_bidders":true}""");
        (again.Status, again.Of("code"), again.Headers["Retry-After"]).ShouldBe((429, "too_many", "1"));
    }

    [Fact]
    public async Task Every_tier_is_walked_to_the_end_where_that_is_wanted()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        await client.SendAsync("PATCH", "/v1/campaigns/auto-fl", """{"routing":{"auction":{"floor":"1"}}}""");

        var first = await client.SendAsync("POST", Path, """{"state":"OH"}""");
        var all = await client.SendAsync("POST", Path, """{"state":"OH","every_tier":true}""");

        Dials(first).ShouldBe(["1 beta-rtb 60.00 48.00 12.00"]);
        Dials(all).ShouldBe(["1 beta-rtb 60.00 48.00 12.00", "2 overflow 5.00 4.00 1.00"]);
    }

    [Fact]
    public async Task A_reservation_that_the_buyer_could_not_cover_is_foretold()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        await client.SendAsync("PATCH", "/v1/buyers/beta", """{"credit_limit":"20"}""");
        await server.Services.GetRequiredService<Capacity>().WakeAsync(server.Book.Buyers.Keys, TestContext.Current.CancellationToken);
        Answer answer = null!;
        await Until.HoldsAsync(async () =>
        {
            answer = await client.SendAsync("POST", Path, $$"""{"state":"FL","tags":{"age":"52"},"at":"{{Monday}}"}""");
            return Dial(answer, 0).TryGetProperty("refusal", out _);
        });

        Dial(answer, 0).GetProperty("refusal").GetProperty("code").GetString().ShouldBe("rejected.balance");
        answer.Of("verdict").ShouldStartWith("Would be sold to Acme Insurance");
        answer.Json.GetProperty("trace").GetProperty("money").GetProperty("expected").GetProperty("revenue").GetString().ShouldBe("34.00");
    }

    [Fact]
    public async Task A_paused_campaign_refuses_the_made_up_call_too()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        await client.SendAsync("PATCH", "/v1/campaigns/auto-fl", """{"paused":true}""");

        var answer = await client.SendAsync("POST", Path, "{}");

        (answer.Of("outcome"), answer.Of("reason")).ShouldBe(("blocked", "call.campaign_paused"));
        Dials(answer).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("TX", "TX")]
    [InlineData("ny", "NY")]
    public async Task A_caller_who_is_only_a_state_gets_a_number_of_it(string given, string state)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await client.SendAsync("POST", Path, $$"""{"state":"{{given}}","zip":"12345"}""");

        var profile = answer.Json.GetProperty("trace").GetProperty("profile");
        (profile.GetProperty("state").GetString(), profile.GetProperty("zip").GetString()).ShouldBe((state, "12345"));
        profile.GetProperty("area_code").GetString().ShouldNotBe("305");
    }

    [Theory]
    [InlineData("""{"caller":"hello"}""", "/caller phone")]
    [InlineData("""{"caller":"+13055559999","ask_bidders":true}""", "/caller not_fictional")]
    [InlineData("""{"state":"Florida"}""", "/state length")]
    [InlineData("""{"zip":""}""", "/zip length")]
    [InlineData("""{"publisher":"none"}""", "/publisher unknown_reference")]
    [InlineData("""{"dialled":"+18005550199"}""", "/dialled not_a_number_of_it")]
    [InlineData("""{"at":"soon"}""", "/at instant")]
    [InlineData("""{"at":"2199-01-01T00:00:00Z"}""", "/at too_far")]
    [InlineData("""{"attestation":"D"}""", "/attestation unknown_value")]
    [InlineData("""{"duplicate_days":-1}""", "/duplicate_days range")]
    [InlineData("""{"ask_bidders":"maybe"}""", "/ask_bidders unknown_value")]
    [InlineData("""{"bids":{"none":"1"}}""", "/bids/none unknown_reference")]
    [InlineData("""{"bids":{"acme-fl":"1"}}""", "/bids/acme-fl no_bidder")]
    [InlineData("""{"bids":{"beta-rtb":"-1"}}""", "/bids/beta-rtb money")]
    [InlineData("""{"bids":{"beta-rtb":"1"},"ask_bidders":true}""", "/bids asked")]
    [InlineData("""{"number":"+13055550142"}""", "/number unknown_key")]
    public async Task What_cannot_be_made_up_is_refused_with_its_place(string body, string error)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await client.SendAsync("POST", Path, body);

        answer.Status.ShouldBe(422, answer.Text);
        answer.Errors.ShouldBe([error]);
    }

    [Fact]
    public async Task A_campaign_that_is_not_there_is_not_found()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await client.SendAsync("POST", "/v1/campaigns/none/simulate", """{"state":"FL"}""");

        (answer.Status, answer.Of("code")).ShouldBe((404, "not_found"));
    }

    /// <summary>"tier target price payout margin" of each dial.</summary>
    private static List<string> Dials(Answer answer) =>
        [.. answer.Json.GetProperty("dials").EnumerateArray().Select(dial =>
            $"{dial.GetProperty("tier")} {dial.GetProperty("target")} {dial.GetProperty("price")} "
            + $"{dial.GetProperty("payout")} {dial.GetProperty("margin")}")];

    private static JsonElement Dial(Answer answer, int index) => answer.Json.GetProperty("dials")[index];

    private static JsonElement Candidate(Answer answer, string target) =>
        answer.Json.GetProperty("trace").GetProperty("auctions")[0].GetProperty("candidates").EnumerateArray()
            .Single(row => row.GetProperty("target").GetString() == target);

    private static string MondayAt(int hour)
    {
        var today = TimeProvider.System.GetUtcNow().Date;
        var monday = today.AddDays(((int)DayOfWeek.Monday - (int)today.DayOfWeek + 7) % 7 + 7);
        return monday.AddHours(hour).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
    }
}
