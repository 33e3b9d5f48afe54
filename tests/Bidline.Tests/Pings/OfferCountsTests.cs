using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

public sealed class OfferCountsTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Open_offers_are_counted_until_they_end_by_call_by_hand_or_by_time()
    {
        var counts = new OfferCounts(_clock);
        var publisher = Zeta(openOffers: 3);
        var offers = Enumerable.Range(0, 3).Select(_ => New()).ToList();
        foreach (var offer in offers) counts.TryOpen(publisher, offer, In(30)).ShouldBeTrue();

        counts.TryOpen(publisher, New(), In(30)).ShouldBeFalse();
        var full = counts.WhyNot(publisher, PingId.New(_clock))!;
        (full.Code, full.Values["limit"]).ShouldBe(("ping.open_offers", "3"));
        counts.Close(publisher.Id, offers[0], OfferEnd.Claimed);
        counts.Close(publisher.Id, offers[1], OfferEnd.GivenBack);
        counts.Of(publisher.Id).ShouldBe((1, 1, 1));
        _clock.Advance(TimeSpan.FromSeconds(30));

        counts.Of(publisher.Id).ShouldBe((0, 1, 2));
        counts.WhyNot(publisher, PingId.New(_clock)).ShouldBeNull();
    }

    [Theory]
    [InlineData(9, 91, true)]
    [InlineData(10, 90, false)]
    [InlineData(0, 99, false)]
    public void Below_the_least_share_some_pings_are_promised_nothing_once_enough_offers_have_ended(int claimed, int unclaimed, bool blocks)
    {
        var counts = new OfferCounts(_clock);
        var publisher = Zeta() with { Claims = new ClaimTerms(10, 50, 100) };
        counts.Learn(publisher.Id, claimed, unclaimed);

        var refused = Enumerable.Range(0, 1_000).Count(_ => counts.WhyNot(publisher, PingId.New(_clock)) is not null);

        refused.ShouldBeInRange(blocks ? 400 : 0, blocks ? 600 : 0);
    }

    [Fact]
    public void What_a_publisher_does_now_outweighs_what_it_did_long_ago()
    {
        var counts = new OfferCounts(_clock);
        var publisher = Zeta();
        counts.Learn(publisher.Id, 0, 1_000_000);

        for (var i = 0; i < 6_000; i++) counts.Close(publisher.Id, New(), OfferEnd.Claimed);

        var (_, claimed, ended) = counts.Of(publisher.Id);
        ended.ShouldBeLessThanOrEqualTo(ClaimTerms.LatestMax);
        (100 * claimed / ended).ShouldBeGreaterThan(80);
    }

    private static Publisher Zeta(int? openOffers = null) =>
        new(new PublisherId("zeta"), "Zeta", Paused: false, "p-1") { OpenOffers = openOffers };

    private static ReservationId New() => ReservationId.Of(PingId.New(TimeProvider.System));

    private DateTimeOffset In(int seconds) => _clock.GetUtcNow().AddSeconds(seconds);
}
