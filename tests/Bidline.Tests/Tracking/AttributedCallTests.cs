using System.Collections.Frozen;
using System.Text.Json;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Postbacks.Trackers;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Auctions;
using Bidline.Tests.Calls;
using Bidline.Tracking;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking;

/// <summary>Calls to lent numbers through the whole live half.</summary>
public sealed class AttributedCallTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly PoolId Site = new("site");

    [Fact]
    public async Task A_call_to_a_lent_number_goes_to_the_buyer_who_wants_its_keyword()
    {
        await using var host = await HostAsync();
        host.Holders = (pool, number) => Task.FromResult<Holder?>(
            (pool, number) == (Site, Given.Dialled) ? Had(Given.AVisit(tags: [("keyword", "plumber"), ("gclid", "1")])) : null);

        var log = await host.CallAsync(Script);

        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("keyword");
        var found = log.OfType<CallEvent.Attributed>().Single().Attribution;
        (found.Pool, found.Certainty).ShouldBe((Site, Certainty.Held));
        log.OfType<CallEvent.Enriched>().Single().Profile.Tags["gclid"].ShouldBe("1");
    }

    [Fact]
    public async Task A_call_whose_visit_is_not_known_is_sold_like_any_other()
    {
        await using var host = await HostAsync();

        var log = await host.CallAsync(Script);

        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("plain");
        log.OfType<CallEvent.Attributed>().Single().Attribution.Certainty.ShouldBe(Certainty.None);
    }

    [Fact]
    public void A_visit_is_in_the_trace_of_its_call_with_all_that_brought_its_visitor()
    {
        var first = Given.AVisit(tags: [("utm_source", "bing")]);
        var visit = Given.AVisit(visitor: first.Visitor, tags: [("gclid", "1"), ("keyword", "plumber")]) with
        {
            Earlier = first.Remembered(),
        };

        var trace = CallTrace.Of(Log(Attribution.Of(Site, Had(visit), Given.Monday9Am)), null)!;

        trace.Visit!.Touches.Select(touch => touch.Source).ShouldBe(["bing", "google"]);
        (trace.Visit.Id, trace.Visit.Certainty).ShouldBe((visit.Id.ToString(), "held"));
        trace.Events[1].Text.ShouldContain("brought by google, “plumber”");
    }

    /// <summary>A network hears of its click again.</summary>
    [Fact]
    public void The_click_id_of_the_visit_goes_to_the_publishers_tracker()
    {
        var publisher = Given.APublisher() with
        {
            Tracker = new TrackerTerms(new TrackerUrl("https://ads.example/c?gclid={{tags.gclid}}"), Paid: true, Ended: false),
        };
        var book = CampaignBook.Empty with { Publishers = new[] { publisher }.ToFrozenDictionary(it => it.Id) };
        var found = Attribution.Of(Site, Had(Given.AVisit(tags: ("gclid", "Cj0KCQ&x"))), Given.Monday9Am);
        var settled = new CallEvent.Settled(
            Reason.Of("pay.qualified"), Reason.Of("pay.qualified"), Money.Usd(30), Money.Usd(20), Money.Usd(10), null);

        var told = TrackerNews.Of(Log(found), settled, book).ShouldHaveSingleItem();

        JsonElement.Parse(told.Body).GetProperty("tags.gclid").GetString().ShouldBe("Cj0KCQ&x");
        TrackerRequest.Of(publisher.Tracker.Url, told.Body).Url.ToString().ShouldBe("https://ads.example/c?gclid=Cj0KCQ%26x");
    }

    private static CarrierScript Script => new()
    {
        CallerTalksFor = Soon,
        FarSides = new Dictionary<string, FarSide>
        {
            ["sip:plain@127.0.0.1:5071"] = new FarSide.Answers(Soon),
            ["sip:keyword@127.0.0.1:5072"] = new FarSide.Answers(Soon),
        },
    };

    private static Holder Had(Visit visit) =>
        new(visit, TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow().AddMinutes(29));

    private static CallLogEntry[] Log(Attribution found)
    {
        CallEvent[] events =
        [
            new CallEvent.Received(Given.AnInboundCall(), new CampaignId("auto-fl"), new PublisherId("zeta"), 1, "", "node"),
            new CallEvent.Attributed(found),
            new CallEvent.Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), EndedBy.Caller, TimeSpan.FromSeconds(90), null),
        ];
        return [.. events.Select((happened, index) =>
            new CallLogEntry(Given.CallId, index + 1, Given.Monday9Am, TimeSpan.Zero, happened))];
    }

    private static Task<FlowHost> HostAsync()
    {
        var campaign = Given.ACampaign("plain", "keyword");
        var keyword = Given.ATarget("keyword", price: 50) with
        {
            Destination = new Destination.Sip("sip:keyword@127.0.0.1:5072"),
            Filter = new CallFilter.In("tags.keyword", ["plumber"]),
        };
        var plain = Given.ATarget("plain") with { Destination = new Destination.Sip("sip:plain@127.0.0.1:5071") };
        var book = Given.ABook(campaign, plain, keyword);
        return FlowHost.StartAsync(
            book with
            {
                Numbers = new[]
                {
                    new TrackingNumber(Given.Dialled, campaign.Id, new PublisherId("zeta")) { Pool = Site },
                }.ToFrozenDictionary(number => number.Number),
            },
            new ScriptedBidders().Auctioneer);
    }
}
