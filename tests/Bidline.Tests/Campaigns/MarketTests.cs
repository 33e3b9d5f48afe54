using System.Collections.Frozen;
using System.Net;
using Bidline.Campaigns;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class MarketTests
{
    [Fact]
    public void A_document_becomes_the_book_that_it_describes()
    {
        var book = Market.Compile(Markets.Document, Markets.Rules).Book.ShouldNotBeNull();

        var target = book.Targets[new TargetId("acme-fl")];
        target.Price.ShouldBe(new TargetPrice.Fixed(Money.Usd(34)));
        target.Qualify.Connected.ShouldBe(TimeSpan.FromSeconds(60));
        target.Hours!.Open.Select(range => range.Day).ShouldBe(Enumerable.Range(1, 5).Select(day => (DayOfWeek)day));
        target.Caps.TimeZone.Id.ShouldBe("America/New_York");
        var campaign = book.Campaigns[new CampaignId("auto-fl")];
        campaign.Auction.Floor.ShouldBe(Money.Usd(12));
        (campaign.Auction.Margin, campaign.TimeZone.Id).ShouldBe((MarginTerms.NoLoss, "America/New_York"));
        campaign.Tiers[1].By.ShouldBe(TierOrder.Weight);
        book.Numbers[PhoneNumber.Parse("+18005550100")].Publisher.ShouldBe(new PublisherId("zeta"));
        book.Trunks[new TrunkId("lab")].Match.ShouldContain(IPNetwork.Parse("::1/128"));
    }

    [Fact]
    public void A_pool_lends_its_numbers_for_its_campaign_and_publisher()
    {
        var text = Markets.Boring.Replace("numbers:\n  - number", """
            pools:
              - { id: site, campaign: auto-fl, publisher: zeta, numbers: ["+13055550150", "+13055550151"], hold_minutes: 45,
                  fallback: "+18005550100", parameters: { Kw: Keyword }, sites: [Example.com], sort_by_area: true }
            numbers:
              - number
            """.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        var book = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules).Book.ShouldNotBeNull();

        var pool = book.Pools[new PoolId("site")];
        (pool.Hold, pool.Idle, pool.SortsByArea).ShouldBe((TimeSpan.FromMinutes(45), TimeSpan.FromMinutes(30), true));
        pool.Parameters["Kw"].ShouldBe("keyword");
        pool.Fallback.ShouldBe(PhoneNumber.Parse("+18005550100"));
        (pool.Takes("www.example.com"), pool.Takes("EXAMPLE.com"), pool.Takes("badexample.com"), pool.Takes(null))
            .ShouldBe((true, true, false, false));
        book.Numbers[PhoneNumber.Parse("+13055550151")].Pool.ShouldBe(pool.Id);
    }

    [Fact]
    public void A_lookup_is_asked_with_the_fields_of_its_url_and_waited_for_a_little()
    {
        var text = Markets.Boring + """

            lookups:
              - { id: crm, url: "https://crm.example/{{caller.digits}}?z={{caller.zip}}", facts: { owner: data.owner }, cost: "0.01" }
              - { id: paused, url: "https://crm.example/", facts: { a: a }, paused: true }
            """;

        var book = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules).Book.ShouldNotBeNull();

        var crm = book.Lookups.ShouldHaveSingleItem();
        (crm.Id.Value, crm.Timeout, crm.CacheFor, crm.Cost).ShouldBe(
            ("crm", TimeSpan.FromMilliseconds(300), TimeSpan.FromMinutes(60), Money.Usd(0.01m)));
        crm.Needs.Count.ShouldBe(2);
        (crm.IsFor(new CampaignId("auto-fl")), crm.IsForPings).ShouldBe((true, false));
    }

    [Fact]
    public void A_bidder_and_an_auction_have_their_limits_and_none_unless_given()
    {
        var plain = Market.Compile(Markets.Document, Markets.Rules).Book!;
        var limited = Market.Compile(
            MarketFile.Read(
                Markets.Boring
                    .Replace("timeout_ms: 80", string.Join(
                        "\n        ", "requests_per_second: 40", "in_flight: 9", "adaptive_timeout: true", "shadow: true"))
                    .Replace("deadline_ms: 100", "asked_max: 35"),
                "m.yaml").Document,
            Markets.Rules).Book!;

        var terms = ((TargetPrice.Bidder)limited.Targets[new TargetId("beta-rtb")].Price).Terms;
        (terms.RequestsPerSecond, terms.InFlight, terms.AdaptiveTimeout, terms.Shadow).ShouldBe((40, 9, true, true));
        limited.Campaigns[new CampaignId("auto-fl")].Auction.AskedMax.ShouldBe(35);
        var bare = ((TargetPrice.Bidder)plain.Targets[new TargetId("beta-rtb")].Price).Terms;
        (bare.RequestsPerSecond, bare.InFlight, bare.AdaptiveTimeout, bare.Shadow).ShouldBe((null, null, false, false));
        plain.Campaigns[new CampaignId("auto-fl")].Auction.AskedMax.ShouldBeNull();
    }

    [Fact]
    public void Breaks_marks_holidays_and_exceptions_become_ranges_and_days()
    {
        var plain = Hours("""
            open: [ { days: "fri,sat", from: "08:00", to: "24:00", concurrent: 4,
              breaks: [ { from: "12:00", to: "12:30" }, { from: "23:00", to: "24:00" } ] } ],
            holidays: { calendar: us_federal, except: [columbus_day], dates: [ { date: 12-24, name: Eve } ] },
            exceptions: [ { date: 2026-12-24, open: [ { from: "08:00", to: "12:00" } ] }, { date: 2026-12-31, closed: true } ]
            """);
        var marks = Hours("timezone: caller, fallback_timezone: UTC, week: { mon: \"xx......3333............\", sun: \".......................x\" }");

        plain.Open.Select(range => $"{range.Day} {range.From}-{range.Until} {range.Concurrent}").ShouldBe(
            ["Friday 08:00-12:00 4", "Friday 12:30-23:00 4", "Saturday 08:00-12:00 4", "Saturday 12:30-23:00 4"]);
        (plain.ByCallersClock, plain.TimeZone.Id).ShouldBe((false, "America/New_York"));
        plain.Holidays.NameOf(new DateOnly(2031, 12, 24)).ShouldBe("Eve");
        plain.Holidays.NameOf(new DateOnly(2026, 10, 12)).ShouldBeNull();
        plain.Exceptions[new DateOnly(2026, 12, 31)].Open.ShouldBeEmpty();
        plain.Exceptions[new DateOnly(2026, 12, 24)].Open.ShouldHaveSingleItem().Day.ShouldBe(DayOfWeek.Thursday);
        marks.Open.Select(range => $"{range.Day} {range.From}-{range.Until} {range.Concurrent}").ShouldBe(
            ["Monday 00:00-02:00 ", "Monday 08:00-12:00 3", "Sunday 23:00-00:00 "]);
        (marks.ByCallersClock, marks.TimeZone.Id).ShouldBe((true, "UTC"));

        static OpeningHours Hours(string keys)
        {
            var text = Markets.Boring.Replace(
                "timezone: America/Chicago, open: [ { days: mon-fri, from: \"08:00\", to: \"18:00\" } ]",
                keys.ReplaceLineEndings(" "), StringComparison.Ordinal);
            var reading = MarketFile.Read(text, "m.yaml");
            reading.Mistakes.ShouldBeEmpty();
            return Market.Compile(reading.Document, Markets.Rules).Book!.Targets[new TargetId("acme-fl")].Hours!;
        }
    }

    [Fact]
    public void Rules_and_prices_of_every_form_are_read()
    {
        var text = Markets.Boring
            .Replace("price: { fixed: \"34.00\" }", "price: { per_minute: { rate: \"2.00\", increment_seconds: 6, minimum_seconds: 30 } }")
            .Replace("qualify: { connected_seconds: 60 }\n    hours", "qualify: { seconds: 90, from: dial }\n    hours")
            .Replace("price: { fixed: \"5.00\" }", "price: { percent_of_sale: { percent: 7.5, min: 4, counts_as: 5 } }\n    qualify: { on: conversion, event: sale }");

        var book = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules).Book.ShouldNotBeNull();

        var (first, last) = (book.Targets[new TargetId("acme-fl")], book.Targets[new TargetId("overflow")]);
        first.Price.ShouldBe(new TargetPrice.PerMinute(
            new MinuteRate(Money.Usd(2), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(30)), Money.Usd(10), TimeSpan.FromMinutes(5)));
        first.Qualify.ShouldBe(new QualifyRule(TimeSpan.FromSeconds(90)) { From = QualifyFrom.Dial });
        last.Price.ShouldBe(new TargetPrice.PercentOfSale(7.5m, Money.Usd(4), null, Money.Usd(5)));
        last.Qualify.Conversion.ShouldBe(new ConversionRule("sale", TimeSpan.FromDays(30)));
    }

    [Fact]
    public void Floors_by_rule_and_a_margin_are_read_in_order_on_the_campaigns_clock()
    {
        var text = Markets.Boring.Replace("floor: \"12.00\"", """
            floor: "12.00", margin: { min_percent: 20 }, floors: [
                    { id: tx-nights, when: { all: [ { field: caller.state, in: [TX] }, { field: call.hour, lte: 5 } ] }, floor: "24.00" },
                    { id: zeta, when: { field: publisher, in: [zeta] }, floor: "9" } ]
            """).Replace("name: Auto insurance, Florida", "timezone: America/Chicago");

        var book = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules).Book.ShouldNotBeNull();

        var campaign = book.Campaigns[new CampaignId("auto-fl")];
        campaign.Auction.Floors.Select(rule => (rule.Id, rule.Floor))
            .ShouldBe([("tx-nights", Money.Usd(24)), ("zeta", Money.Usd(9))]);
        campaign.Auction.Margin.ShouldBe(new MarginTerms(20, null, false));
        campaign.TimeZone.Id.ShouldBe("America/Chicago");
    }

    [Fact]
    public void What_is_asked_of_callers_is_read_at_each_of_its_places()
    {
        var text = Markets.Boring
            .Replace("name: Auto insurance, Florida", """
                duplicates: { window_days: 7, on: called }
                    repeat: { within_seconds: 30, action: same_target }
                    anonymous: block
                    attestation: B
                """)
            .Replace("opening_balance: \"500.00\"", "duplicates: { window_hours: 12, on: converted, action: allow_unpaid, unpaid: publisher }")
            .Replace("ring_seconds: 25", "consent_required: [TrustedForm_URL]\n    consent_max_days: 30")
            .Replace("dial: sip:127.0.0.1:5090", "trust_attestation: false");

        var book = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules).Book.ShouldNotBeNull();

        var campaign = book.Campaigns[new CampaignId("auto-fl")];
        campaign.Duplicates.ShouldBe(new DuplicateRule(
            DuplicateScope.Campaign, ContactStage.Called, TimeSpan.FromDays(7), DuplicateAction.Skip, UnpaidSide.Both));
        campaign.Repeat.ShouldBe(new RepeatTerms(TimeSpan.FromSeconds(30), RepeatAction.SameTarget));
        campaign.Callers.ShouldBe(new CallerTerms(true, "B", null));
        book.Buyers[new BuyerId("acme")].Duplicates.ShouldBe(new DuplicateRule(
            DuplicateScope.Buyer, ContactStage.Converted, TimeSpan.FromHours(12), DuplicateAction.AllowUnpaid,
            UnpaidSide.Publisher));
        var consent = book.Targets[new TargetId("acme-fl")].Callers.Consent.ShouldNotBeNull();
        (consent.Required.ShouldHaveSingleItem(), consent.AgeMax).ShouldBe(("trustedform_url", TimeSpan.FromDays(30)));
        book.Targets[new TargetId("overflow")].Callers.ShouldBeSameAs(CallerTerms.Anybody);
        book.Trunks[new TrunkId("lab")].TrustsAttestation.ShouldBeFalse();
    }

    [Fact]
    public void A_number_of_a_publisher_without_terms_is_refused()
    {
        var mistakes = Markets.MistakesAfter("    name: Zeta Media", "  - id: omega");

        mistakes.ShouldBeEmpty();
        Markets.MistakesAfter("publisher: zeta", "publisher: zeta\npublishers_: 1").ShouldNotBeEmpty();
        var other = Markets.Boring.Replace("    name: Zeta Media", "  - id: omega").Replace("publisher: zeta", "publisher: omega");
        Markets.MistakesOf(other).ShouldHaveSingleItem().Code.ShouldBe("no_terms");
    }

    [Fact]
    public void Private_addresses_pass_where_they_are_allowed()
    {
        var text = Markets.Boring.Replace("203.0.113.5", "127.0.0.1");

        Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules with { AllowPrivate = true })
            .Mistakes.ShouldBeEmpty();
    }

    [Fact]
    public void An_alias_is_short_keyed_and_stays_when_publishers_are_added()
    {
        var before = Compile(Publishers(200));
        var after = Compile(Publishers(5000));

        after.Values.Select(publisher => publisher.Alias).ShouldBeUnique();
        before[new PublisherId("p0")].Alias.Length.ShouldBe(6);
        foreach (var (id, publisher) in before) after[id].Alias.ShouldBe(publisher.Alias);
        Compile(Publishers(1), key: 1)[new PublisherId("p0")].Alias.ShouldNotBe(before[new PublisherId("p0")].Alias);
    }

    private static MarketDocument Publishers(int count) => MarketDocument.Empty with
    {
        Publishers = [.. Enumerable.Range(0, count).Select(n => new Bidline.Campaigns.Entries.PublisherEntry { Id = $"p{n}" })],
    };

    private static FrozenDictionary<PublisherId, Publisher> Compile(MarketDocument document, byte key = 0) =>
        Market.Compile(document, Markets.Rules with { AliasKey = new[] { key } }).Book!.Publishers;
}
