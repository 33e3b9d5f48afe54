using System.Collections.Frozen;
using Bidline.Auctions;
using Bidline.Auctions.Interest;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Tests.Auctions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

public sealed class PingEconomyTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Callers_out_of_one_hundred_numbers_are_a_list_that_is_checked()
    {
        var (limits, endpoint) = (new PingLimits(_clock), PingHost.AnEndpoint() with { NeighboursPerMinute = 5 });

        var neighbours = Enumerable.Range(0, 12).Select(i => Why(limits, endpoint, $"+130555501{i:00}")).ToList();

        neighbours[..5].ShouldAllBe(reason => reason == null);
        neighbours[5..].Select(reason => (reason!.Code, reason.Values["limit"])).Distinct().ShouldBe([("ping.bulk_check", "5")]);
        Why(limits, endpoint, "+12125550101").ShouldBeNull();
        Why(limits, endpoint, "+13055550100").ShouldBeNull("asked before, and no new neighbour");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Why(limits, endpoint, "+13055550199").ShouldBeNull();
    }

    [Fact]
    public void The_same_caller_with_ever_other_tags_is_a_price_that_is_probed()
    {
        var (limits, endpoint) = (new PingLimits(_clock), PingHost.AnEndpoint() with { VariantsPerCaller = 3 });

        var variants = Enumerable.Range(0, 6).Select(i => Why(limits, endpoint, "+13055550142", ("age", $"{i}"), ("zip", "33130"))).ToList();

        variants[..3].ShouldAllBe(reason => reason == null);
        variants[3..].Select(reason => (reason!.Code, reason.Values["limit"])).Distinct().ShouldBe([("ping.tag_variants", "3")]);
        Why(limits, endpoint, "+13055550142", ("zip", "33130"), ("age", "0")).ShouldBeNull("known already, in another order");
        Why(limits, endpoint, "+13055550143", ("age", "9")).ShouldBeNull("another caller");
    }

    [Fact]
    public void Nothing_is_asked_of_an_endpoint_that_names_no_such_limit()
    {
        var limits = new PingLimits(_clock);

        for (var i = 0; i < 100; i++)
            Why(limits, PingHost.AnEndpoint() with { PingsPerCaller = 1_000 }, $"+130555501{i:00}", ("n", $"{i}")).ShouldBeNull();
    }

    [Fact]
    public void A_campaign_takes_so_many_pings_a_second_over_all_its_endpoints()
    {
        var (limits, campaign) = (new PingLimits(_clock), Given.ACampaign("high") with { PingsPerSecond = 3 });

        var all = Enumerable.Range(0, 6).Select(i => limits.WhyNot(
            PingHost.APing() with { Caller = default }, PingHost.AnEndpoint() with { Id = new EndpointId($"e{i}") },
            new Publisher(new PublisherId($"p{i}"), "P", Paused: false, "p-1"), campaign)).ToList();

        all[..3].ShouldAllBe(reason => reason == null);
        all[3..].Select(reason => (reason!.Code, reason.Values["scope"], reason.Values["limit"])).Distinct()
            .ShouldBe([("ping.rate_limited", "campaign", "3")]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        limits.WhyNot(
            PingHost.APing(), PingHost.AnEndpoint(), new Publisher(new PublisherId("p"), "P", Paused: false, "p-1"), campaign)
            .ShouldBeNull();
    }

    [Theory]
    [InlineData(8, "ping.endpoint_closed")]
    [InlineData(9, null)]
    [InlineData(17, "ping.endpoint_closed")]
    public async Task An_endpoint_takes_pings_in_its_hours_and_says_when_it_opens(int hour, string? code)
    {
        var open = Enumerable.Range(0, 7).Select(day => new OpenRange((DayOfWeek)day, new TimeOnly(9, 0), new TimeOnly(17, 0)));
        var hours = new OpeningHours(TimeZoneInfo.Utc, [.. open]);
        await using var host = await PingHost.StartAsync(PingHost.AnEndpoint() with { Hours = hours });

        var outcome = await host.PingAsync(PingHost.APing() with { ReceivedAt = new DateTimeOffset(2026, 3, 2, hour, 0, 0, TimeSpan.Zero) });

        var refused = outcome as PingOutcome.Rejected;
        refused?.Reason.Code.ShouldBe(code);
        if (code is not null) refused.ShouldNotBeNull().Reason.Values["opens"].ShouldBe(hour < 9 ? "Mon 2026-03-02 09:00" : "Tue 2026-03-03 09:00");
    }

    [Fact]
    public async Task A_bidder_that_never_bids_on_such_calls_is_not_asked_by_pings_and_its_row_says_so()
    {
        using var bidders = new ScriptedBidders().Bidding("high", 34).Bidding("low", 20);
        await using var host = await PingHost.StartAsync(bidders: bidders);
        var kind = CallKind.Of(CallerProfile.Unknown(Given.Caller), new CampaignId("auto-fl"), new PublisherId("zeta"));
        for (var i = 0; i < BidderInterests.AsksLeast; i++) bidders.Health.Interests.Learn(new TargetId("high"), kind, bid: false);

        var offers = new List<Reservation>();
        List<Candidate> Rows() => [.. offers.Select(it => it.Record.Candidates.Single(row => row.Target.Value == "high"))];
        // One in twenty: that none of four hundred is, happens once in a thousand million runs.
        for (var i = 0; i < 400 && Rows().Count(row => row.Stage == CandidateStage.Won) < 5; i++)
            offers.Add(await host.OfferAsync(PingHost.APing() with { Caller = PhoneNumber.Parse($"+1{305 + (i / 100)}55501{i % 100:00}") }));

        // It bids when it is explored, and is asked from then on.
        var rows = Rows();
        var explored = rows.FindIndex(row => row.Stage == CandidateStage.Won);
        rows[..explored].ShouldAllBe(row => row.Reason.Code == "not_asked.never_bids" && row.Stage == CandidateStage.NotAsked);
        rows[explored..].Count.ShouldBe(5);
        rows[explored..].ShouldAllBe(row => row.Stage == CandidateStage.Won);
    }

    [Fact]
    public async Task Switched_off_for_a_bidder_it_is_asked_about_everything()
    {
        using var bidders = new ScriptedBidders().Bidding("high", 34).Bidding("low", 20);
        await using var host = await PingHost.StartAsync(bidders: bidders, target: it => it with
        {
            Price = it.Price is TargetPrice.Bidder(var terms) ? new TargetPrice.Bidder(terms with { LearnedFilter = false }) : it.Price,
        });
        var kind = CallKind.Of(CallerProfile.Unknown(Given.Caller), new CampaignId("auto-fl"), new PublisherId("zeta"));
        for (var i = 0; i < BidderInterests.AsksLeast; i++) bidders.Health.Interests.Learn(new TargetId("high"), kind, bid: false);

        (await host.OfferAsync()).Winner.Target.Value.ShouldBe("high");
    }

    [Fact]
    public async Task A_publisher_that_buys_too_is_not_asked_about_its_own_calls()
    {
        using var bidders = new ScriptedBidders().Bidding("high", 34).Bidding("low", 20);
        await using var host = await PingHost.StartAsync(bidders: bidders, publisher: it => it with { Buyer = new BuyerId("acme") });

        var refused = (await host.PingAsync()).ShouldBeOfType<PingOutcome.Rejected>();

        (refused.Reason.Code, ReasonClasses.Of(refused.Reason.Code)).ShouldBe(("not_asked.loop", ReasonClass.Loop));
        bidders.Asked.ShouldBeEmpty();
    }

    [Fact]
    public void A_ping_about_a_caller_that_its_own_buyer_is_being_asked_about_is_our_question_come_back()
    {
        var asked = new CallersAsked(Some.Settings);
        var buyer = new BuyerId("acme");
        var candidacy = new Candidacy(
            Given.ABidder("high") with { Buyer = buyer, Price = new TargetPrice.Bidder(Terms(ShareCaller.Full)) },
            Given.ABuyer("acme"), 0, Given.ACampaign("high").Tiers[0].Targets[0], []);
        var book = Given.ABook(Given.ACampaign("high"), Given.ATarget("high")) with { PublishingBuyers = new[] { buyer }.ToFrozenSet() };
        var itself = new Publisher(new PublisherId("acme-media"), "Acme Media", Paused: false, "p-2") { Buyer = buyer };
        var another = itself with { Buyer = null };
        var ping = PingHost.APing() with { ExposesCaller = true };

        using (asked.Ask(ping, book, [candidacy]))
        using (asked.Ask(ping, book, [candidacy]))
        {
            asked.WhyLoop(itself, ping.Caller)!.Code.ShouldBe("ping.caller_loop");
            asked.WhyLoop(another, ping.Caller).ShouldBeNull("another publisher may well have the same caller");
            asked.WhyLoop(itself, PhoneNumber.Parse("+13055550199")).ShouldBeNull();
        }

        asked.WhyLoop(itself, ping.Caller).ShouldBeNull("nobody is asked any more");
        asked.Ask(ping with { ExposesCaller = false }, book, [candidacy]).ShouldBeNull("whoever is not shown the number cannot send it");

        static BidderTerms Terms(ShareCaller share) =>
            ((TargetPrice.Bidder)Given.ABidder("high").Price).Terms with { ShareCaller = share };
    }

    [Theory]
    [InlineData(CallerOffers.Any, null)]
    [InlineData(CallerOffers.First, "ping.caller_offered")]
    public void Where_the_first_publisher_has_a_caller_another_is_promised_nothing_until_that_offer_ends(CallerOffers policy, string? code)
    {
        var held = new HeldCallers(_clock);
        var campaign = Given.ACampaign("high") with { CallerOffers = policy };
        var first = Made("zeta");
        held.TryHold(campaign, first).ShouldBeTrue();

        held.WhyNot(campaign, new PublisherId("omega"), Given.Caller)?.Code.ShouldBe(code);
        held.TryHold(campaign, Made("omega")).ShouldBe(code is null);
        held.WhyNot(campaign, first.Publisher, Given.Caller).ShouldBeNull("its own");
        held.WhyNot(campaign, new PublisherId("omega"), PhoneNumber.Parse("+13055550199")).ShouldBeNull();
        held.Free(first with { Tags = new Dictionary<string, string>() });
        held.WhyNot(campaign, new PublisherId("omega"), Given.Caller).ShouldBeNull("given back, as it was read from the store");
        held.TryHold(campaign, first).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(30));
        held.TryHold(campaign, Made("omega")).ShouldBeTrue("its time is over");
    }

    private static Reason? Why(PingLimits limits, PingEndpoint endpoint, string caller, params (string Name, string Value)[] tags) =>
        limits.WhyNot(
            PingHost.APing() with { Caller = PhoneNumber.Parse(caller), Tags = tags.ToDictionary(it => it.Name, it => it.Value) },
            endpoint, new Publisher(endpoint.Publisher, "Zeta", Paused: false, "p-1"), Given.ACampaign("high"));

    private Reservation Made(string publisher) => new(
        ReservationId.Of(PingId.New(TimeProvider.System)), _clock.GetUtcNow(), new EndpointId(publisher), new CampaignId("auto-fl"),
        new PublisherId(publisher), Given.Caller, default, HasSip: true, Money.Usd(20), new QualifyRule(TimeSpan.FromSeconds(60)),
        _clock.GetUtcNow().AddSeconds(30), new Dictionary<string, string>(), null!, null!);
}
