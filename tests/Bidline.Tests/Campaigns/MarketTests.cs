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

    [Theory]
    [InlineData("buyer: beta", "buyer: betta", "/targets/1/buyer", "unknown_reference", "beta")]
    [InlineData("{ id: acme-fl }", "{ id: acme-f }", "/campaigns/0/routing/tiers/0/targets/0/id", "unknown_reference", "acme-fl")]
    [InlineData("campaign: auto-fl", "campaign: auto", "/numbers/0/campaign", "unknown_reference", null)]
    [InlineData("id: beta\n", "id: acme\n", "/buyers/1/id", "duplicate_id", null)]
    [InlineData("floor: \"12.00\"", "floor: 12.1234567", "/campaigns/0/routing/auction/floor", "money", null)]
    [InlineData("floor: \"12.00\"", "floor: 1e3", "/campaigns/0/routing/auction/floor", "money", null)]
    [InlineData("max_bid: \"60.00\"", "max_bid: \"-1\"", "/targets/1/price/bidder/max_bid", "money_negative", null)]
    [InlineData("\"+18005550100\"", "800 555 0100", "/numbers/0/number", "not_e164", "+18005550100")]
    [InlineData("timezone: America/Chicago", "timezone: America/Chicgo", "/targets/0/hours/timezone", "time_zone", "America/Chicago")]
    [InlineData("to: \"18:00\"", "to: \"07:00\"", "/targets/0/hours/open/0/to", "hours_end_before_they_begin", "two ranges")]
    [InlineData("timezone: America/Chicago", "timezone: caler", "/targets/0/hours/timezone", "time_zone", "caller")]
    [InlineData("timezone: America/Chicago", "timezone: caller, fallback_timezone: Amerika/Chicago", "/targets/0/hours/fallback_timezone", "time_zone", "America/Chicago")]
    [InlineData("timezone: America/Chicago", "timezone: UTC, fallback_timezone: UTC", "/targets/0/hours/fallback_timezone", "hours_form", "timezone: caller")]
    [InlineData("open: [ { days: mon-fri, from: \"08:00\", to: \"18:00\" } ]", "open: [ { days: mon-fri, from: \"08:00\", to: \"18:00\" } ], week: { mon: xxxxxxxxxxxxxxxxxxxxxxxx }", "/targets/0/hours", "hours_form", "one of open and week")]
    [InlineData(", open: [ { days: mon-fri, from: \"08:00\", to: \"18:00\" } ]", "", "/targets/0/hours", "hours_form", "one of open and week")]
    [InlineData("open: [ { days: mon-fri, from: \"08:00\", to: \"18:00\" } ]", "week: { mon: xxx }", "/targets/0/hours/week/mon", "week_marks", "closed")]
    [InlineData("open: [ { days: mon-fri, from: \"08:00\", to: \"18:00\" } ]", "week: { mon: xxxxxxxxxxxxxxxxxxxxxxx0 }", "/targets/0/hours/week/mon", "week_marks", "closed")]
    [InlineData("open: [ { days: mon-fri, from: \"08:00\", to: \"18:00\" } ]", "week: { mon: ........................ }", "/targets/0/hours/week", "empty", null)]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\", breaks: [ { from: \"13:00\", to: \"12:00\" } ] } ]", "/targets/0/hours/open/0/breaks/0/to", "hours_end_before_they_begin", null)]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\", breaks: [ { from: \"17:00\", to: \"19:00\" } ] } ]", "/targets/0/hours/open/0/breaks/0", "break_outside", null)]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\", concurrent: 0 } ]", "/targets/0/hours/open/0/concurrent", "out_of_range", null)]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\" } ], holidays: { }", "/targets/0/hours/holidays", "empty", "us_federal")]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\" } ], holidays: { calendar: us_federal, except: [colombus_day] }", "/targets/0/hours/holidays/except/0", "unknown_value", "columbus_day")]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\" } ], holidays: { calendar: us_feral }", "/targets/0/hours/holidays/calendar", "unknown_value", "us_federal")]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\" } ], holidays: { dates: [ { date: 2026-02-29, name: none } ] }", "/targets/0/hours/holidays/dates/0/date", "date", "2026-12-24")]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\" } ], exceptions: [ { date: 2026-12-24 } ]", "/targets/0/hours/exceptions/0", "exception_form", "closed: true")]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\" } ], exceptions: [ { date: 2026-12-24, closed: true, open: [ { from: \"08:00\", to: \"12:00\" } ] } ]", "/targets/0/hours/exceptions/0", "exception_form", "closed: true")]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\" } ], exceptions: [ { date: 24.12.2026, closed: true } ]", "/targets/0/hours/exceptions/0/date", "date", "2026-12-24")]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\" } ], exceptions: [ { date: 2026-12-24, closed: true }, { date: 2026-12-24, closed: true } ]", "/targets/0/hours/exceptions/1/date", "duplicate_date", null)]
    [InlineData("to: \"18:00\" } ]", "to: \"18:00\" } ], exceptions: [ { date: 2026-12-24, open: [ { from: \"12:00\", to: \"08:00\" } ] } ]", "/targets/0/hours/exceptions/0/open/0/to", "hours_end_before_they_begin", "two ranges")]
    [InlineData("days: mon-fri", "days: mon-fry", "/targets/0/hours/open/0/days", "days", "fri")]
    [InlineData("deadline_ms: 100", "deadline_ms: 49", "/campaigns/0/routing/auction/deadline_ms", "out_of_range", null)]
    [InlineData("deadline_ms: 100", "deadline_ms: 5001", "/campaigns/0/routing/auction/deadline_ms", "out_of_range", null)]
    [InlineData("url: https://bids", "url: ftp://bids", "/targets/1/price/bidder/url", "url_scheme", null)]
    [InlineData("url: https://bids.example.com", "url: http://127.0.0.1", "/targets/1/price/bidder/url", "private_address", "--allow-private")]
    [InlineData("sip:sales@203.0.113.5:5060", "sip:sales@10.0.0.5", "/targets/0/destination", "private_address", "--allow-private")]
    [InlineData("protocol: bidline", "protocol: bidlin", "/targets/1/price/bidder/protocol", "protocol", "bidline")]
    [InlineData("percent_of_revenue: 80", "percent_of_revenue: 101", "/campaigns/0/publishers/0/payout/percent_of_revenue", "percent", null)]
    [InlineData("127.0.0.0/8", "0.0.0.0/0", "/trunks/0/match/addresses/0", "default_route", null)]
    [InlineData("127.0.0.0/8", "\"::/0\"", "/trunks/0/match/addresses/0", "default_route", null)]
    [InlineData("127.0.0.0/8", "127.0.0.1/8", "/trunks/0/match/addresses/0", "network", "127.0.0.0/8")]
    [InlineData("currency: USD", "currency: USA", "/currency", "currency", null)]
    [InlineData("field: caller.state", "field: caller.stat", "/targets/0/filters/all/0/field", "unknown_field", "caller.state")]
    [InlineData("credit_limit: \"100\"", "name: B", "/buyers/1/credit_limit", "missing", null)]
    [InlineData("billing: prepaid", "wallet: { resume_at: \"5\" }", "/buyers/0/wallet/resume_at", "wallet_form", "pause_below")]
    [InlineData("billing: prepaid", "wallet: { pause_below: \"9\", resume_at: \"5\" }", "/buyers/0/wallet/resume_at", "range", "pause_below")]
    [InlineData("billing: prepaid", "wallet: { notify: \"http://127.0.0.1/\" }", "/buyers/0/wallet/notify", "private_address", "--allow-private")]
    [InlineData("billing: prepaid", "timezone: America/Chicgo", "/buyers/0/timezone", "time_zone", "America/Chicago")]
    [InlineData("name: Zeta Media", "timezone: America/Chicgo", "/publishers/0/timezone", "time_zone", "America/Chicago")]
    [InlineData("name: Zeta Media", "payouts: { hold_days: 181 }", "/publishers/0/payouts/hold_days", "out_of_range", null)]
    [InlineData("name: Zeta Media", "payouts: { account: { holder: Z } }", "/publishers/0/payouts/account", "account_form", "one of the two")]
    [InlineData("name: Zeta Media", "payouts: { account: { holder: Z, iban: DE89370400440532013001 } }", "/publishers/0/payouts/account/iban", "iban", "again")]
    [InlineData("name: Zeta Media", "payouts: { account: { holder: Z, number: \"12 3\" } }", "/publishers/0/payouts/account/number", "account_number", null)]
    [InlineData("name: Zeta Media", "payouts: { account: { holder: Z, number: \"123\", bic: DEUTDE } }", "/publishers/0/payouts/account/bic", "bic", "DEUTDEFF")]
    [InlineData("name: Zeta Media", "tracker: { url: \"https://t.example.com/?p={{payuot}}\" }", "/publishers/0/tracker/url", "unknown_field", "payout")]
    [InlineData("name: Zeta Media", "tracker: { url: \"https://{{tags.host}}/?p={{payout}}\" }", "/publishers/0/tracker/url", "template_host", "host")]
    [InlineData("name: Zeta Media", "tracker: { url: \"https://t.example.com/?p={payout}\" }", "/publishers/0/tracker/url", "template_open", "{{call}}")]
    [InlineData("name: Zeta Media", "tracker: { url: \"http://10.0.0.5/?p={{payout}}\" }", "/publishers/0/tracker/url", "private_address", "--allow-private")]
    [InlineData("name: Zeta Media", "tracker: { url: \"https://t.example.com/\", on: [] }", "/publishers/0/tracker/on", "empty", "paid")]
    [InlineData("name: Zeta Media", "tracker: { url: \"https://t.example.com/\", on: [payed] }", "/publishers/0/tracker/on/0", "unknown_value", "paid")]
    [InlineData("destination: from_bid", "destination: form_bid", "/targets/1/destination", "destination", "from_bid")]
    [InlineData("\"+13055550142\"", "from_bid", "/targets/2/destination", "destination", null)]
    [InlineData("percent_of_revenue: 80, min", "fixed: 3, min", "/campaigns/0/publishers/0/payout", "payout_form", null)]
    [InlineData("{ say: \"Sorry, nobody can take your call right now.\" }", "{}", "/campaigns/0/routing/fallback", "fallback_form", null)]
    [InlineData("{ id: beta-rtb }", "{ id: acme-fl }", "/campaigns/0/routing/tiers/0/targets/1/id", "duplicate_target", null)]
    [InlineData("timeout_ms: 80", "requests_per_second: 0", "/targets/1/price/bidder/requests_per_second", "out_of_range", null)]
    [InlineData("timeout_ms: 80", "in_flight: 1001", "/targets/1/price/bidder/in_flight", "out_of_range", null)]
    [InlineData("deadline_ms: 100", "asked_max: 51", "/campaigns/0/routing/auction/asked_max", "out_of_range", null)]
    [InlineData("calls_per_day: 50,", "calls_per_hour: -1,", "/targets/0/caps/calls_per_hour", "out_of_range", null)]
    [InlineData("calls_per_day: 50,", "spend_per_month: \"-1\",", "/targets/0/caps/spend_per_month", "money_negative", null)]
    [InlineData("calls_per_day: 50,", "calls_per_fortnight: 9,", "/targets/0/caps/calls_per_fortnight", "unknown_key", null)]
    [InlineData("calls_per_day: 50,", "calls_by_hour: { },", "/targets/0/caps/calls_by_hour", "empty", "24 marks")]
    [InlineData("calls_per_day: 50,", "calls_by_hour: { mon: \"12\" },", "/targets/0/caps/calls_by_hour/mon", "week_marks", "any number")]
    [InlineData("calls_per_day: 50,", "calls_by_hour: { mon: \"........a...............\" },", "/targets/0/caps/calls_by_hour/mon", "week_marks", "marks")]
    [InlineData("calls_per_day: 50,", "calls_by_hour: { mon: \"........................\", marks: [ { mark: a, calls: 9 }, { mark: b, calls: -1 } ] },", "/targets/0/caps/calls_by_hour/marks/1/calls", "out_of_range", null)]
    [InlineData("calls_per_day: 50,", "calls_by_hour: { mon: \"........................\", marks: [ { mark: X, calls: 9 } ] },", "/targets/0/caps/calls_by_hour/marks/0/mark", "week_marks", "one letter")]
    [InlineData("calls_per_day: 50,", "calls_by_hour: { mon: \"........................\", marks: [ { mark: a, calls: 9 }, { mark: a, calls: 8 } ] },", "/targets/0/caps/calls_by_hour/marks/1/mark", "duplicate_id", null)]
    [InlineData("price: { fixed: \"34.00\" }", "price: { by_hour: { base: \"-1\", mon: \"........pp..............\", marks: [ { mark: p, set: \"9\" } ] } }", "/targets/0/price/by_hour/base", "money_negative", null)]
    [InlineData("price: { fixed: \"34.00\" }", "price: { by_hour: { base: \"30\", mon: \"........pp..............\", marks: [ { mark: q, set: \"9\" } ] } }", "/targets/0/price/by_hour/mon", "week_marks", "base")]
    [InlineData("price: { fixed: \"34.00\" }", "price: { by_hour: { base: \"30\", mon: \"........pp..............\", marks: [ { mark: p } ] } }", "/targets/0/price/by_hour/marks/0", "mark_form", "set, add and multiply")]
    [InlineData("price: { fixed: \"34.00\" }", "price: { by_hour: { base: \"30\", mon: \"........pp..............\", marks: [ { mark: p, set: \"9\", add: \"1\" } ] } }", "/targets/0/price/by_hour/marks/0", "mark_form", "one of")]
    [InlineData("price: { fixed: \"34.00\" }", "price: { by_hour: { base: \"30\", mon: \"........pp..............\", marks: [ { mark: p, set: \"-9\" } ] } }", "/targets/0/price/by_hour/marks/0/set", "out_of_range", null)]
    [InlineData("price: { fixed: \"34.00\" }", "price: { by_hour: { base: \"30\", mon: \"........pp..............\", marks: [ { mark: p, multiply: twice } ] } }", "/targets/0/price/by_hour/marks/0/multiply", "amount", "1.25")]
    [InlineData("price: { fixed: \"34.00\" }", "price: { by_hour: { base: \"30\", marks: [ { mark: p, set: \"9\" } ] } }", "/targets/0/price/by_hour", "empty", "24 marks")]
    [InlineData("price: { fixed: \"34.00\" }", "price: { fixed: \"1\", by_hour: { base: \"30\", mon: \"........pp..............\", marks: [ { mark: p, set: \"9\" } ] } }", "/targets/0/price", "price_form", "by_hour")]
    [InlineData("count_on: connected", "count_on: billed", "/targets/0/caps/count_on", "unknown_value", null)]
    [InlineData("in: [FL, TX]", "matches: \"(\"", "/targets/0/filters/all/0/matches", "pattern", null)]
    [InlineData("in: [FL, TX]", "matches: \"^(a+)+(?=b)$\"", "/targets/0/filters/all/0/matches", "pattern", "for ever")]
    [InlineData("in: [FL, TX]", "matches: \"(a{9}){9}\"", "/targets/0/filters/all/0/matches", "pattern", "at most 32")]
    [InlineData("in: [FL, TX]", "equal: FL", "/targets/0/filters/all/0/equal", "unknown_key", "equals")]
    [InlineData("in: [FL, TX]", "equals: FL, in: [TX]", "/targets/0/filters/all/0", "filter_form", "under")]
    [InlineData("in: [FL, TX]", "exists: true }, { field: publisher, equals: zetta", "/targets/0/filters/all/1/equals", "unknown_reference", "zeta")]
    [InlineData("in: [FL, TX]", "exists: true }, { field: call.date, equals: 24.12.2026", "/targets/0/filters/all/1/equals", "date", "2026-12-24")]
    [InlineData("in: [FL, TX]", "exists: true }, { field: caller.weekday, equals: sunn", "/targets/0/filters/all/1/equals", "days", "sun")]
    [InlineData("in: [FL, TX]", "in_list: dnk", "/targets/0/filters/all/0/in_list", "unknown_reference", null)]
    [InlineData("trunks:", "lists: [ { id: x, kind: zips } ]\ntrunks:", "/lists/0", "list_form", "bidline lists put x")]
    [InlineData("trunks:", "lists: [ { id: x, kind: zip, values: [\"33130\"] } ]\ntrunks:", "/lists/0/kind", "unknown_value", "zips")]
    [InlineData("trunks:", "lists: [ { id: x, kind: zips, values: [] } ]\ntrunks:", "/lists/0/values", "empty", null)]
    [InlineData("trunks:", "lists: [ { id: x, kind: zips, values: [33130, 501] } ]\ntrunks:", "/lists/0/values/1", "list_row", "leading zero")]
    [InlineData("trunks:", "lists: [ { id: x, kind: zips, content: \"sha256:00\" } ]\ntrunks:", "/lists/0/content", "list_content", "bidline lists put x")]
    [InlineData("trunks:", "lists: [ { id: x, kind: zips, values: [33130] }, { id: x, kind: zips, values: [33130] } ]\ntrunks:", "/lists/1/id", "duplicate_id", null)]
    [InlineData("ring_seconds: 25", "publishers: { allow: [zetta] }", "/targets/0/publishers/allow/0", "unknown_reference", "zeta")]
    [InlineData("ring_seconds: 25", "publishers: { deny: [] }", "/targets/0/publishers/deny", "empty", "leave")]
    [InlineData("ring_seconds: 25", "publishers: { }", "/targets/0/publishers", "choice_form", "allow")]
    [InlineData("ring_seconds: 25", "publishers: { allow: [zeta], deny: [zeta] }", "/targets/0/publishers", "choice_form", "allow")]
    [InlineData("name: Auto insurance, Florida", "calling_hours: fedral", "/campaigns/0/calling_hours", "unknown_value", "federal")]
    [InlineData("[FL, TX]", "[]", "/targets/0/filters/all/0/in", "empty", null)]
    [InlineData("fixed: \"5.00\"", "rules: { base: 1 }, fixed: 2", "/targets/2/price", "price_form", "rules")]
    [InlineData("fixed: \"5.00\"", "rules: { base: \"9\", max: \"8\" }", "/targets/2/price/rules/base", "range", null)]
    [InlineData("fixed: \"5.00\"", "rules: { base: 1, table: [ { op: alway, action: set, amount: 1 } ] }", "/targets/2/price/rules/table/0/op", "unknown_value", "always")]
    [InlineData("fixed: \"5.00\"", "rules: { base: 1, table: [ { all: [ { field: tags.x, op: gte, value: a } ], action: set, amount: 1 } ] }", "/targets/2/price/rules/table/0/all/0/value", "number", null)]
    [InlineData("fixed: \"5.00\"", "rules: { base: 1, table: [ { field: tags.x, all: [], action: reject } ] }", "/targets/2/price/rules/table/0/all", "rule_form", null)]
    [InlineData("share_caller: never", "fields: []", "/targets/1/price/bidder/fields", "empty", "[none]")]
    [InlineData("share_caller: never", "fields: [stat]", "/targets/1/price/bidder/fields/0", "unknown_field", "state")]
    [InlineData("share_caller: never", "fields: [none, zip]", "/targets/1/price/bidder/fields/0", "unknown_field", "alone")]
    [InlineData("share_caller: never", "notices: { url: \"https://n.example.com/\" }", "/targets/1/price/bidder/notices", "empty", "won")]
    [InlineData("share_caller: never", "notices: { url: \"http://127.0.0.1/\", won: true }", "/targets/1/price/bidder/notices/url", "private_address", "--allow-private")]
    [InlineData("floor: \"12.00\"", "floors: [ { id: a, when: { field: caller.stat, in: [TX] }, floor: \"24\" } ]", "/campaigns/0/routing/auction/floors/0/when/field", "unknown_field", "caller.state")]
    [InlineData("floor: \"12.00\"", "floors: [ { id: a, when: { field: publisher, in: [zetta] }, floor: \"24\" } ]", "/campaigns/0/routing/auction/floors/0/when/in/0", "unknown_reference", "zeta")]
    [InlineData("floor: \"12.00\"", "floors: [ { id: a, when: { field: call.weekday, in: [tues] }, floor: \"24\" } ]", "/campaigns/0/routing/auction/floors/0/when/in/0", "days", "tue")]
    [InlineData("floor: \"12.00\"", "floors: [ { id: campaign, when: { field: call.hour, gte: 9 }, floor: \"24\" } ]", "/campaigns/0/routing/auction/floors/0/id", "id_taken", null)]
    [InlineData("floor: \"12.00\"", "floors: [ { id: a, when: { field: call.hour, gte: 9 }, floor: cheap } ]", "/campaigns/0/routing/auction/floors/0/floor", "money", null)]
    [InlineData("floor: \"12.00\"", "floors: [ { id: a, when: { not: { field: publisher, in: [zetta] } }, floor: \"1\" }, { id: a, when: { field: call.hour, gte: 9 }, floor: \"2\" } ]", "/campaigns/0/routing/auction/floors/1/id", "duplicate_id", null)]
    [InlineData("floor: \"12.00\"", "margin: { min_percent: 101 }", "/campaigns/0/routing/auction/margin/min_percent", "percent", null)]
    [InlineData("floor: \"12.00\"", "margin: { min_percent: 20, allow_loss: true }", "/campaigns/0/routing/auction/margin", "margin_form", null)]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-f, publisher: zeta, price: { base_bid: 9 } } ]\nnumbers:\n  - number", "/endpoints/0/campaign", "unknown_reference", "auto-fl")]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, price: {} } ]\nnumbers:\n  - number", "/endpoints/0/price", "price_form", null)]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, price: { pass_through: {} } } ]\nnumbers:\n  - number", "/endpoints/0/price/pass_through", "price_form", null)]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, price: { min_bid: 9, pass_through: { margin_percent: 20, max_bid: 8 } } } ]\nnumbers:\n  - number", "/endpoints/0/price/min_bid", "range", null)]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta } ]\nnumbers:\n  - number", "/endpoints/0/price", "missing", "ping_price")]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, price: { max_bid: 9, pass_through: { margin_percent: 20, max_bid: 8 } } } ]\nnumbers:\n  - number", "/endpoints/0/price/pass_through/max_bid", "price_form", "max_bid")]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, price: { base_bid: 9, modifiers: [ { field: caller.stat, op: equals, value: FL, action: reject } ] } } ]\nnumbers:\n  - number", "/endpoints/0/price/modifiers/0/field", "unknown_field", "caller.state")]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, price: { base_bid: 9, modifiers: [ { field: tags.x, op: in_list, value: vip, action: reject } ] } } ]\nnumbers:\n  - number", "/endpoints/0/price/modifiers/0/value", "unknown_reference", null)]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, price: { base_bid: 9, modifiers: [ { op: always, action: require } ] } } ]\nnumbers:\n  - number", "/endpoints/0/price/modifiers/0/op", "rule_form", "compared")]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, price: { base_bid: 9, modifiers: [ { field: tags.x, op: matches, value: \"(a\", action: demand } ] } } ]\nnumbers:\n  - number", "/endpoints/0/price/modifiers/0/value", "pattern", null)]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, dialect: rinba, price: { base_bid: 9 } } ]\nnumbers:\n  - number", "/endpoints/0/dialect", "dialect", "ringba")]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, key: short, price: { base_bid: 9 } } ]\nnumbers:\n  - number", "/endpoints/0/key", "key_form", "leave it out")]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, signing_secret: whsec_short, price: { base_bid: 9 } } ]\nnumbers:\n  - number", "/endpoints/0/signing_secret", "secret_form", "rotate")]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, addresses: [198.51.100.9/24], price: { base_bid: 9 } } ]\nnumbers:\n  - number", "/endpoints/0/addresses/0", "network", "198.51.100.0/24")]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, variants_per_caller: 0, price: { base_bid: 9 } } ]\nnumbers:\n  - number", "/endpoints/0/variants_per_caller", "out_of_range", null)]
    [InlineData("name: Zeta Media", "open_offers: 0", "/publishers/0/open_offers", "out_of_range", null)]
    [InlineData("name: Zeta Media", "claims: { least_percent: 10, block_percent: 0 }", "/publishers/0/claims/block_percent", "out_of_range", null)]
    [InlineData("name: Zeta Media", "claims: { least_percent: 101 }", "/publishers/0/claims/least_percent", "percent", null)]
    [InlineData("recording: { mode: off }", "caller_offers: sometimes", "/campaigns/0/caller_offers", "unknown_value", null)]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, sip: false, price: { base_bid: 9 } } ]\nnumbers:\n  - number", "/endpoints/0/sip", "no_way", "numbers")]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, sip_host: \"a b\", price: { base_bid: 9 } } ]\nnumbers:\n  - number", "/endpoints/0/sip_host", "host", null)]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, numbers: [\"+18005550100\"], price: { base_bid: 9 } } ]\nnumbers:\n  - number", "/endpoints/0/numbers/0", "number_taken", null)]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, expire_seconds: 4, price: { base_bid: 9 } } ]\nnumbers:\n  - number", "/endpoints/0/expire_seconds", "out_of_range", null)]
    [InlineData("numbers:\n  - number", "endpoints: [ { id: z, campaign: auto-fl, publisher: zeta, late: sometimes, price: { base_bid: 9 } } ]\nnumbers:\n  - number", "/endpoints/0/late", "unknown_value", null)]
    [InlineData("name: Zeta Media", "pings_per_second: 0", "/publishers/0/pings_per_second", "out_of_range", null)]
    [InlineData("ring_seconds: 25", "duplicates: { action: skip }", "/targets/0/duplicates", "duplicates_form", "window_days")]
    [InlineData("ring_seconds: 25", "duplicates: { window_days: 3, window_hours: 3 }", "/targets/0/duplicates", "duplicates_form", null)]
    [InlineData("ring_seconds: 25", "duplicates: { window_days: 401 }", "/targets/0/duplicates/window_days", "out_of_range", null)]
    [InlineData("ring_seconds: 25", "duplicates: { window_days: 3, unpaid: both }", "/targets/0/duplicates/unpaid", "duplicates_form", "allow_unpaid")]
    [InlineData("ring_seconds: 25", "duplicates: { window_days: 3, on: convertd }", "/targets/0/duplicates/on", "unknown_value", "converted")]
    [InlineData("opening_balance: \"500.00\"", "duplicates: { window_hours: 0 }", "/buyers/0/duplicates/window_hours", "out_of_range", null)]
    [InlineData("name: Auto insurance, Florida", "duplicates: { window_days: 3, scope: market }", "/campaigns/0/duplicates/scope", "unknown_value", null)]
    [InlineData("name: Auto insurance, Florida", "repeat: { within_seconds: 3601 }", "/campaigns/0/repeat/within_seconds", "out_of_range", null)]
    [InlineData("name: Auto insurance, Florida", "attestation: a", "/campaigns/0/attestation", "unknown_value", "\"A\"")]
    [InlineData("ring_seconds: 25", "attestation: D", "/targets/0/attestation", "unknown_value", "A, B, C")]
    [InlineData("ring_seconds: 25", "anonymous: refuse", "/targets/0/anonymous", "unknown_value", null)]
    [InlineData("ring_seconds: 25", "consent_required: []", "/targets/0/consent_required", "empty", "trustedform_url")]
    [InlineData("ring_seconds: 25", "consent_required: [\"trusted form\"]", "/targets/0/consent_required/0", "tag", null)]
    [InlineData("name: Auto insurance, Florida", "consent_max_days: 30", "/campaigns/0/consent_required", "empty", null)]
    [InlineData("name: Auto insurance, Florida", "timezone: America/Chicgo", "/campaigns/0/timezone", "time_zone", "America/Chicago")]
    [InlineData("price: { fixed: \"34.00\" }", "price: { per_minute: { rate: \"2\", increment_seconds: 0 } }", "/targets/0/price/per_minute/increment_seconds", "out_of_range", null)]
    [InlineData("price: { fixed: \"34.00\" }", "price: { per_minute: { rate: \"9000000000000\", first_minutes: 9 } }", "/targets/0/price/per_minute/rate", "money", null)]
    [InlineData("price: { fixed: \"34.00\" }", "price: { percent_of_sale: { percent: 10, counts_as: \"9\" } }", "/targets/0/price/percent_of_sale", "price_form", "conversion")]
    [InlineData("price: { fixed: \"34.00\" }", "price: { fixed: \"1\", per_minute: { rate: \"2\" } }", "/targets/0/price", "price_form", "per_minute")]
    [InlineData("qualify: { connected_seconds: 60 }", "qualify: { connected_seconds: 60, on: incoming }", "/targets/0/qualify", "qualify_form", "one of")]
    [InlineData("qualify: { connected_seconds: 60 }", "qualify: {}", "/targets/0/qualify", "qualify_form", "one of")]
    [InlineData("qualify: { connected_seconds: 60 }", "qualify: { connected_seconds: 60, from: dial }", "/targets/0/qualify/from", "qualify_form", "seconds")]
    [InlineData("qualify: { connected_seconds: 60 }", "qualify: { seconds: 4000, from: dial }", "/targets/0/qualify/seconds", "out_of_range", null)]
    [InlineData("qualify: { connected_seconds: 60 }", "qualify: { on: conversoin }", "/targets/0/qualify/on", "unknown_value", "conversion")]
    [InlineData("qualify: { connected_seconds: 60 }", "qualify: { on: conversion, event: \"Big Sale\" }", "/targets/0/qualify/event", "event_name", "sale")]
    [InlineData("qualify: { connected_seconds: 60 }", "qualify: { on: conversion, within_days: 366 }", "/targets/0/qualify/within_days", "out_of_range", null)]
    [InlineData("qualify: { connected_seconds: 60 }", "qualify: { connected_seconds: 60, event: sale }", "/targets/0/qualify/event", "qualify_form", null)]
    [InlineData("percent_of_revenue: 80, min: \"1.00\"", "per_minute: { rate: \"1\", first_minutes: 2 }", "/campaigns/0/publishers/0/payout/per_minute/first_minutes", "payout_form", null)]
    public void A_wrong_value_is_named_with_a_hint(string piece, string by, string path, string code, string? hint)
    {
        var mistakes = Markets.MistakesAfter(piece, by);

        var found = mistakes.Where(mistake => mistake.Path == path && mistake.Code == code).ToList();
        found.ShouldHaveSingleItem().Line.ShouldNotBeNull();
        if (hint is not null) found[0].Hint.ShouldNotBeNull().ShouldContain(hint);
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
