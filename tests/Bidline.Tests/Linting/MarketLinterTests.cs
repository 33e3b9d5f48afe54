using Bidline.Campaigns;
using Bidline.Linting;
using Bidline.Tests.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Linting;

public sealed class MarketLinterTests
{
    /// <summary>A market in which every target always takes every caller: nothing to say about it.</summary>
    private const string Sound = """
        currency: USD
        timezone: America/New_York
        publishers: [ { id: zeta } ]
        buyers: [ { id: acme, caps: { concurrent: 10, calls_per_day: 200 } }, { id: beta } ]
        targets:
          - id: desk
            buyer: acme
            destination: sip:desk@203.0.113.5
            price: { fixed: "30.00" }
            qualify: { connected_seconds: 60 }
            caps: { concurrent: 5, calls_per_day: 50 }
          - id: rtb
            buyer: beta
            destination: "+13055550142"
            price: { bidder: { protocol: bidline, url: "https://bids.example.com/bid", timeout_ms: 80, max_bid: "60.00" } }
        campaigns:
          - id: auto
            routing:
              auction: { floor: "12.00", deadline_ms: 100 }
              tiers: [ { targets: [ { id: desk }, { id: rtb } ] } ]
            publishers: [ { id: zeta, payout: { percent_of_revenue: 80 }, qualify: { connected_seconds: 60 } } ]
        numbers: [ { number: "+18005550100", campaign: auto, publisher: zeta } ]
        trunks: [ { id: lab, dial: "sip:203.0.113.9" } ]
        """;

    [Fact]
    public void A_sound_market_gets_no_advice() => Advise(Sound).ShouldBeEmpty();

    [Theory]
    [InlineData("fixed: \"30.00\"", "fixed: \"10.00\"", "price_below_floor", "/campaigns/auto/routing/auction/floor", "10.00")]
    [InlineData("max_bid: \"60.00\"", "max_bid: \"11.99\"", "price_below_floor", "/campaigns/auto/routing/auction/floor", "11.99")]
    [InlineData("percent_of_revenue: 80", "fixed: \"31.00\"", "price_below_payout", "/campaigns/auto/publishers/zeta/payout", "31.00")]
    [InlineData("dial: \"sip:203.0.113.9\"", "match: { addresses: [203.0.113.9] }", "undialable_number", "/targets/rtb/destination", "no trunk")]
    [InlineData("+13055550142", "+18005550100", "loop", "/targets/rtb/destination", "+18005550100")]
    [InlineData("id: auto\n    routing:", "id: auto\n    routing:\n      overflow: { campaign: auto }", "overflow_loop", "/campaigns/auto/routing/overflow/campaign", "itself")]
    [InlineData("id: auto\n    routing:", "id: auto\n    routing:\n      overflow: { number: \"+18005550100\" }", "loop", "/campaigns/auto/routing/overflow/number", "tracking number")]
    [InlineData("id: auto\n    routing:", "id: auto\n    routing:\n      fallback: { dial: \"+18005550100\" }", "loop", "/campaigns/auto/routing/fallback/dial", "tracking number")]
    [InlineData("concurrent: 5,", "concurrent: 11,", "caps_contradict", "/targets/desk/caps/concurrent", "11")]
    [InlineData("calls_per_day: 50", "calls_per_day: 201", "caps_contradict", "/targets/desk/caps/calls_per_day", "201")]
    [InlineData("calls_per_day: 50", "spend_per_day: \"29.99\"", "caps_contradict", "/targets/desk/caps/spend_per_day", "29.99")]
    [InlineData("calls_per_day: 50", "calls_per_day: 0", "cap_zero", "/targets/desk/caps/calls_per_day", "never")]
    [InlineData("concurrent: 10,", "concurrent: 0,", "cap_zero", "/buyers/acme/caps/concurrent", "never")]
    [InlineData("timeout_ms: 80", "timeout_ms: 101", "bidder_deadline", "/targets/rtb/price/bidder/timeout_ms", "101 ms")]
    [InlineData("percent_of_revenue: 80 }, qualify: { connected_seconds: 60", "fixed: \"9.00\" }, qualify: { connected_seconds: 30", "qualify_order", "/campaigns/auto/publishers/zeta/qualify", "30 s")]
    [InlineData("fixed: \"30.00\" }", "fixed: \"30.00\" }\n    filters: { all: [ { field: caller.zip, in: [\"33130\"] }, { field: caller.zip, prefix: \"9\" } ] }", "filter_never", "/targets/desk/filters", "caller.zip")]
    [InlineData("fixed: \"30.00\" }", "fixed: \"30.00\" }\n    filters: { all: [ { field: tags.age, gte: 65 }, { field: tags.age, lte: 40 } ] }", "filter_never", "/targets/desk/filters", "at least 65")]
    [InlineData("fixed: \"30.00\" }", "fixed: \"30.00\" }\n    filters: { field: call.weekday, gte: 1 }", "filter_never", "/targets/desk/filters", "never a number")]
    [InlineData("fixed: \"30.00\" }", "fixed: \"30.00\" }\n    filters: { all: [ { field: tags.x, exists: false }, { field: tags.x, matches: a } ] }", "filter_never", "/targets/desk/filters", "not to be known")]
    [InlineData("trunks:", "lists: [ { id: spam, kind: zips, values: [\"33130\"] } ]\ntrunks:", "list_unused", "/lists/spam", "spam")]
    [InlineData("numbers: [ { number: \"+18005550100\", campaign: auto, publisher: zeta } ]", "", "no_number", "/campaigns/auto", "auto")]
    [InlineData("id: auto\n", "id: auto\n    paused: true\n", "paused_with_number", "/campaigns/auto/paused", "fallback")]
    [InlineData("{ id: desk }, { id: rtb }", "{ id: desk }", "target_unused", "/targets/rtb", "no campaign")]
    [InlineData("[ { targets: [ { id: desk }, { id: rtb } ] } ]", "[ { targets: [ { id: desk, weight: 0 }, { id: rtb } ], by: weight } ]", "weight_zero", "/campaigns/auto/routing/tiers/0/targets/desk/weight", "desk")]
    public void A_planted_fault_is_found_with_its_fix(string piece, string by, string code, string path, string names)
    {
        Sound.ShouldContain(piece);

        var advice = Advise(Sound.Replace(piece, by)).Where(found => found.Code == code).ToList();

        advice.ShouldHaveSingleItem().Path.ShouldBe(path);
        advice[0].Detail.ShouldContain(names);
        advice[0].Fix.ShouldNotBeEmpty();
    }

    [Fact]
    public void An_attestation_that_no_trunk_is_trusted_for_is_never_met()
    {
        var asking = Sound.Replace("id: auto\n", "id: auto\n    attestation: B\n");
        var receiving = asking.Replace("dial: \"sip:203.0.113.9\"", "dial: \"sip:203.0.113.9\", match: { addresses: [203.0.113.9] }");
        Advise(receiving).ShouldBeEmpty();

        var found = Advise(receiving.Replace("match:", "trust_attestation: false, match:")).ShouldHaveSingleItem();

        (found.Level, found.Code, found.Path).ShouldBe((AdviceLevel.Warning, "attestation_untrusted", "/campaigns/auto/attestation"));
    }

    [Fact]
    public void Rules_for_duplicates_that_say_the_same_or_the_contrary_are_named()
    {
        var skips = Sound.Replace("caps: { concurrent: 5, calls_per_day: 50 }", "duplicates: { window_days: 7 }");
        Advise(skips).ShouldBeEmpty();

        Advise(skips.Replace("id: acme, caps", "id: acme, duplicates: { window_days: 30, on: called }, caps"))
            .ShouldHaveSingleItem().Code.ShouldBe("duplicates_covered");
        Advise(skips.Replace("id: auto\n", "id: auto\n    duplicates: { window_days: 7, action: same_target }\n"))
            .ShouldHaveSingleItem().Code.ShouldBe("never_back");
        Advise(skips.Replace("id: auto\n", "id: auto\n    duplicates: { window_days: 8, action: same_target }\n")).ShouldBeEmpty();
    }

    [Fact]
    public void A_tier_of_bidders_in_shadow_alone_sells_nothing()
    {
        var shadow = Sound.Replace("max_bid: \"60.00\"", "shadow: true");
        Advise(shadow).ShouldNotContain(found => found.Code == "shadow_tier");

        var alone = Advise(shadow.Replace("{ id: desk }, { id: rtb }", "{ id: rtb }"));

        alone.Where(found => found.Code == "shadow_tier").ShouldHaveSingleItem()
            .Path.ShouldBe("/campaigns/auto/routing/tiers/0");
    }

    [Fact]
    public void States_that_no_target_takes_are_named()
    {
        var florida = OnlyFrom(Sound, "{ field: caller.state, in: [FL, TX] }");
        var notTexas = OnlyFrom(Sound, "{ not: { field: caller.state, in: [TX] } }");
        var byAge = OnlyFrom(Sound, "{ any: [ { field: caller.state, in: [FL] }, { field: tags.age, gte: 65 } ] }");

        Advise(florida).ShouldHaveSingleItem().Detail.ShouldContain("takes callers from FL, TX only");
        Advise(notTexas).ShouldHaveSingleItem().Detail.ShouldContain("no target for callers from TX;");
        Advise(byAge).ShouldBeEmpty();
    }

    [Fact]
    public void Times_at_which_everybody_is_closed_are_named_in_the_markets_zone()
    {
        var text = EachTarget(Sound, """
            hours: { timezone: America/Chicago, open: [ { days: mon-sun, from: "00:00", to: "24:00" } ] }
            """);
        var lunch = EachTarget(Sound, """
            hours: { timezone: America/Chicago, open: [ { days: mon-sun, from: "00:00", to: "12:00" }, { days: mon-sun, from: "12:30", to: "24:00" } ] }
            """);

        Advise(text).ShouldBeEmpty();
        Advise(lunch).ShouldHaveSingleItem().Detail
            .ShouldContain("closed Mon 13:00 to Mon 13:30, Tue 13:00 to Tue 13:30");
    }

    [Fact]
    public void Days_that_holidays_close_for_everybody_are_named()
    {
        const string week = "hours: { open: [ { days: mon-sun, from: \"00:00\", to: \"24:00\" } ], ";
        var all = EachTarget(Sound, week + "holidays: { dates: [ { date: 03-17, name: Saint Patrick } ] } }");
        var other = all.Replace("date: 03-17, name: Saint Patrick } ] } }\n    destination: sip", "date: 03-18, name: x } ] } }\n    destination: sip");

        Advise(all).Single(found => found.Code == "holiday_gap").Detail.ShouldContain("on Tue 2026-03-17 (Saint Patrick)");
        other.ShouldNotBe(all);
        Advise(other).ShouldBeEmpty();
    }

    [Fact]
    public void A_tier_of_paused_targets_and_one_behind_ten_dials_are_unreachable()
    {
        var paused = Sound.Replace("buyers: [ { id: acme,", "buyers: [ { id: acme, paused: true,")
            .Replace("{ targets: [ { id: desk }, { id: rtb } ] }", "{ targets: [ { id: rtb } ] }, { targets: [ { id: desk } ] }");
        var crowd = string.Join("\n", Enumerable.Range(0, 10).Select(n =>
            $"  - {{ id: t{n}, buyer: acme, destination: \"sip:t{n}@203.0.113.5\", price: {{ fixed: \"20.00\" }} }}"));
        var deep = Sound.Replace("targets:\n  - id: desk", $"targets:\n{crowd}\n  - id: desk").Replace(
            "[ { targets: [ { id: desk }, { id: rtb } ] } ]",
            $"[ {{ targets: [ {string.Join(", ", Enumerable.Range(0, 10).Select(n => $"{{ id: t{n} }}"))} ] }}, {{ targets: [ {{ id: desk }}, {{ id: rtb }} ] }} ]");

        Advise(paused).ShouldHaveSingleItem().Path.ShouldBe("/campaigns/auto/routing/tiers/1");
        Advise(deep).ShouldHaveSingleItem().Code.ShouldBe("unreachable_tier");
    }

    [Fact]
    public void Warnings_come_before_notes()
    {
        var advice = Advise(Sound.Replace("timeout_ms: 80", "timeout_ms: 101").Replace("fixed: \"30.00\"", "fixed: \"10.00\""));

        advice.Select(found => found.Level).ShouldBe([AdviceLevel.Warning, AdviceLevel.Note]);
    }

    private static string OnlyFrom(string market, string filter) => EachTarget(market, $"filters: {filter}");

    private static string EachTarget(string market, string line) => market
        .Replace("    buyer: acme\n", $"    buyer: acme\n    {line.Trim()}\n")
        .Replace("    buyer: beta\n", $"    buyer: beta\n    {line.Trim()}\n");

    private static IReadOnlyList<Advice> Advise(string text)
    {
        var reading = MarketFile.Read(text, "market.yaml");
        var compiled = Market.Compile(reading.Document, Markets.Rules);
        reading.Together(compiled.Mistakes).ShouldBeEmpty();
        return MarketLinter.Advise(compiled.Book!, Given.Monday9Am);
    }
}
