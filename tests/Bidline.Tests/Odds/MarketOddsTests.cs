using Bidline.Odds;
using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Odds;

public sealed class MarketOddsTests
{
    private static readonly CampaignId Auto = new("auto");
    private static readonly PublisherId Zeta = new("zeta");
    private static readonly BuyerId Steady = new("steady");
    private static readonly BuyerId Cliff = new("cliff");

    [Fact]
    public void Without_a_call_the_first_guess_stands()
    {
        var odds = Of(MarketOdds.Nothing, Steady, 120);

        odds.Answer.ShouldBe(0.8, 1e-9);
        odds.Qualify.ShouldBe(0.5, 1e-3);
        odds.CampaignTalks.ShouldBe(0);
    }

    [Fact]
    public void A_buyer_that_never_answers_is_soon_expected_not_to()
    {
        var odds = Learned(Enumerable.Range(0, 200).Select(_ => Unanswered(Steady)));

        Of(odds, Steady, 60).Answer.ShouldBeLessThan(0.03);
        Of(odds, Steady, 60).BuyerDials.ShouldBe(200, 1e-6);
    }

    [Fact]
    public void A_buyer_that_hangs_up_just_before_it_would_pay_shows_at_its_own_minimum_only()
    {
        var odds = Learned(Enumerable.Range(0, 300).SelectMany(i => new[]
        {
            Talk(Steady, 20 + (i * 7 % 200)), Talk(Cliff, Math.Min(58, 20 + (i * 7 % 200))),
        }));

        Of(odds, Cliff, 58).Qualify.ShouldBeGreaterThan(0.6);
        Of(odds, Cliff, 60).Qualify.ShouldBeLessThan(0.12);
        Of(odds, Steady, 60).Qualify.ShouldBe(Share(60), 0.08);
        Of(odds, new BuyerId("new"), 60).Qualify.ShouldBeInRange(0.3, 0.6);

        static double Share(int seconds) => Enumerable.Range(0, 300).Count(i => 20 + (i * 7 % 200) >= seconds) / 300.0;
    }

    [Fact]
    public void With_many_talks_the_curve_is_what_was_counted()
    {
        var lengths = Enumerable.Range(0, 5000).Select(i => i * 37 % 240).ToArray();
        var odds = Learned(lengths.Select(seconds => Talk(Steady, seconds)));

        foreach (var seconds in new[] { 1, 30, 60, 90, 120, 179 })
            Of(odds, Steady, seconds).Qualify.ShouldBe(lengths.Count(it => it >= seconds) / 5000.0, 0.01);
    }

    [Fact]
    public void A_longer_minimum_never_qualifies_more_often() =>
        Gen.Select(Dials(), Gen.Double[0, 4000], Gen.Double[0, 4000]).Sample(
            (dials, one, other) =>
            {
                var odds = Learned(dials);
                var (less, more) = (Math.Min(one, other), Math.Max(one, other));
                var (often, seldom) = (Of(odds, Steady, less).Qualify, Of(odds, Steady, more).Qualify);
                return seldom <= often + 1e-12 && often <= 1 && seldom >= 0;
            },
            iter: 300);

    [Fact]
    public void The_order_in_which_calls_are_told_does_not_matter() => Dials().Sample(
        dials =>
        {
            var (one, other) = (Of(Learned(dials), Cliff, 60), Of(Learned(dials.Reverse()), Cliff, 60));
            return Math.Abs(one.Qualify - other.Qualify) < 1e-9 && Math.Abs(one.Answer - other.Answer) < 1e-9;
        },
        iter: 200);

    [Fact]
    public void A_call_of_two_weeks_ago_counts_half()
    {
        var now = Given.Monday9Am;
        var odds = Learned([Talk(Steady, 50) with { At = now.AddDays(-14) }, Talk(Steady, 50) with { At = now }]);

        odds.TalksOf(Auto, now).ShouldBe(1.5, 1e-9);
        odds.TalksOf(Auto, now.AddDays(14)).ShouldBe(0.75, 1e-9);
    }

    [Fact]
    public void A_buyer_with_a_bad_past_gets_another_chance_in_time()
    {
        var odds = Learned(Enumerable.Range(0, 300).SelectMany(i => new[] { Talk(Steady, 100), Unanswered(Cliff) }));

        var soon = odds.Of(Auto, Zeta, Cliff, TimeSpan.FromSeconds(60), Given.Monday9Am.AddDays(7));
        var later = odds.Of(Auto, Zeta, Cliff, TimeSpan.FromSeconds(60), Given.Monday9Am.AddDays(120));

        soon.Answer.ShouldBeLessThan(0.05);
        later.Answer.ShouldBeGreaterThan(0.4);
    }

    [Fact]
    public void A_talk_that_was_cut_counts_until_then_and_not_as_ended()
    {
        var cut = Learned(Enumerable.Range(0, 400).Select(i => Talk(Steady, i % 2 == 0 ? 30 : 100) with { IsCut = i % 2 == 0 }));
        var ended = Learned(Enumerable.Range(0, 400).Select(i => Talk(Steady, i % 2 == 0 ? 30 : 100)));

        Of(cut, Steady, 90).Qualify.ShouldBeGreaterThan(0.85);
        Of(ended, Steady, 90).Qualify.ShouldBeLessThan(0.55);
    }

    [Fact]
    public void A_publisher_whose_callers_hang_up_early_lowers_every_buyer()
    {
        var bad = new PublisherId("bad");
        var odds = Learned(Enumerable.Range(0, 300).SelectMany(i => new[]
        {
            Talk(Steady, 60 + (i % 60)), Talk(Steady, 5 + (i % 40)) with { Publisher = bad },
        }));

        odds.Of(Auto, Zeta, Steady, TimeSpan.FromSeconds(60), Given.Monday9Am).Qualify.ShouldBeGreaterThan(0.8);
        odds.Of(Auto, bad, Steady, TimeSpan.FromSeconds(60), Given.Monday9Am).Qualify.ShouldBeLessThan(0.15);
        odds.Of(Auto, bad, new BuyerId("new"), TimeSpan.FromSeconds(60), Given.Monday9Am).Qualify.ShouldBeLessThan(0.15);
    }

    private static OfferOdds Of(MarketOdds odds, BuyerId buyer, double seconds) =>
        odds.Of(Auto, Zeta, buyer, TimeSpan.FromSeconds(seconds), Given.Monday9Am);

    private static MarketOdds Learned(IEnumerable<PastDial> dials) =>
        dials.Aggregate(MarketOdds.Nothing, (odds, dial) => odds.With(dial));

    private static PastDial Talk(BuyerId buyer, double seconds) =>
        new(Auto, Zeta, buyer, TimeSpan.FromSeconds(seconds), false, Given.Monday9Am);

    private static PastDial Unanswered(BuyerId buyer) => new(Auto, Zeta, buyer, null, false, Given.Monday9Am);

    private static Gen<PastDial[]> Dials() => Gen.Select(
        Gen.OneOf(Gen.Const(Steady), Gen.Const(Cliff)), Gen.Bool, Gen.Double[0, 400], Gen.Int[0, 40],
        (buyer, answered, seconds, days) => new PastDial(
            Auto, Zeta, buyer, answered ? TimeSpan.FromSeconds(seconds) : null, false, Given.Monday9Am.AddDays(-days)))
        .Array[0, 60];
}
