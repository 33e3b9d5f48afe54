using Bidline.Auctions.Interest;
using Bidline.Enrichment;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions.Interest;

public sealed class BidderInterestsTests
{
    private static readonly TargetId Beta = new("beta");

    private readonly BidderInterests _interests = new();

    [Fact]
    public void Who_never_bid_on_a_state_in_a_thousand_questions_is_left_out_of_it_and_of_nothing_else()
    {
        Learn(Kind("FL"), BidderInterests.AsksLeast - 1, bid: false);
        Learn(Kind("TX", publisher: "omega", campaign: "home"), 1, bid: true);
        LeftOutShare(Kind("FL")).ShouldBe(0);

        // One question more about Florida, and none of its own of the publisher and the campaign without a bid.
        _interests.Learn(Beta, Kind("TX"), bid: true);
        _interests.Learn(Beta, Kind("FL"), bid: false);

        var reason = Enumerable.Range(0, 40).Select(seed => _interests.WhyNot(Beta, Kind("FL"), (ulong)seed)).OfType<Reason>().First();
        (reason.Code, reason.Values["field"], reason.Values["value"], reason.Values["asks"], reason.Values["one_in"])
            .ShouldBe(("not_asked.never_bids", "caller.state", "FL", "1000", "20"));
        LeftOutShare(Kind("TX")).ShouldBe(0);
        _interests.WhyNot(new TargetId("other"), Kind("FL"), 1).ShouldBeNull();
    }

    [Fact]
    public void One_in_twenty_is_asked_all_the_same_and_the_same_seed_says_the_same()
    {
        Learn(Kind("FL"), BidderInterests.AsksLeast, bid: false);

        var leftOut = LeftOutShare(Kind("FL"));

        leftOut.ShouldBeInRange(0.93, 0.97);
        for (var seed = 0UL; seed < 100; seed++)
            (_interests.WhyNot(Beta, Kind("FL"), seed) is null).ShouldBe(_interests.WhyNot(Beta, Kind("FL"), seed) is null);
    }

    [Fact]
    public void Its_first_bid_has_it_asked_again_and_next_time_it_takes_twice_the_questions()
    {
        Learn(Kind("FL"), BidderInterests.AsksLeast, bid: false);
        LeftOutShare(Kind("FL")).ShouldBeGreaterThan(0.9);

        _interests.Learn(Beta, Kind("FL"), bid: true);
        LeftOutShare(Kind("FL")).ShouldBe(0);

        Learn(Kind("FL"), (2 * BidderInterests.AsksLeast) - 1, bid: false);
        LeftOutShare(Kind("FL")).ShouldBe(0);
        Learn(Kind("FL"), 1, bid: false);
        LeftOutShare(Kind("FL")).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void What_is_left_out_is_listed_with_how_often_and_can_be_forgotten()
    {
        Learn(Kind("FL"), BidderInterests.AsksLeast, bid: false);
        for (var seed = 0UL; seed < 10; seed++) _interests.WhyNot(Beta, Kind("FL"), seed);

        var listed = _interests.LeftOutOf(Beta);
        listed.Select(it => it.Field).ShouldBe(["campaign", "caller.area_code", "caller.state", "publisher"]);
        listed[0].LeftOut.ShouldBeGreaterThan(0);

        _interests.Forget(Beta);
        _interests.LeftOutOf(Beta).ShouldBeEmpty();
        LeftOutShare(Kind("FL")).ShouldBe(0);
    }

    private void Learn(CallKind kind, int times, bool bid)
    {
        for (var i = 0; i < times; i++) _interests.Learn(Beta, kind, bid);
    }

    private double LeftOutShare(CallKind kind) =>
        Enumerable.Range(0, 1_000).Count(seed => _interests.WhyNot(Beta, kind, (ulong)seed) is not null) / 1_000.0;

    private static CallKind Kind(string state, string publisher = "zeta", string campaign = "auto-fl") => CallKind.Of(
        CallerProfile.Unknown(PhoneNumber.Parse("+13055550142")) with { State = state, AreaCode = state == "FL" ? "305" : "214" },
        new CampaignId(campaign), new PublisherId(publisher));
}
