using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
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
        held.Free(first);
        held.WhyNot(campaign, new PublisherId("omega"), Given.Caller).ShouldBeNull("given back");
        held.TryHold(campaign, first).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(30));
        held.TryHold(campaign, Made("omega")).ShouldBeTrue("its time is over");
    }

    private static Reason? Why(PingLimits limits, PingEndpoint endpoint, string caller, params (string Name, string Value)[] tags) =>
        limits.WhyNot(
            PingHost.APing() with { Caller = PhoneNumber.Parse(caller), Tags = tags.ToDictionary(it => it.Name, it => it.Value) },
            endpoint, new Publisher(endpoint.Publisher, "Zeta", Paused: false, "p-1"));

    private Reservation Made(string publisher) => new(
        ReservationId.Of(PingId.New(TimeProvider.System)), _clock.GetUtcNow(), new EndpointId(publisher), new CampaignId("auto-fl"),
        new PublisherId(publisher), Given.Caller, default, HasSip: true, Money.Usd(20), new QualifyRule(TimeSpan.FromSeconds(60)),
        _clock.GetUtcNow().AddSeconds(30), new Dictionary<string, string>(), null!, null!);
}
