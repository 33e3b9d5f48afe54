using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

public sealed class RankingTests
{
    [Fact]
    public void First_price_pays_its_own_bid()
    {
        var offers = Rank(AuctionType.FirstPrice, 12, [34, 31.5m]).Offers;

        offers.Select(offer => offer.Price).ShouldBe([Money.Usd(34), Money.Usd(31.5m)]);
    }

    [Fact]
    public void Second_price_pays_the_next_bid_and_the_last_one_the_floor()
    {
        var offers = Rank(AuctionType.SecondPrice, 12, [34, 31.5m]).Offers;

        offers.Select(offer => offer.Price).ShouldBe([Money.Usd(31.5m), Money.Usd(12)]);
    }

    [Fact]
    public void A_lone_bid_without_a_floor_pays_itself_at_second_price() =>
        Rank(AuctionType.SecondPrice, 0, [34]).Offers.Single().Price.ShouldBe(Money.Usd(34));

    [Fact]
    public void A_tie_is_decided_by_lot_and_over_many_seeds_evenly()
    {
        var wins = Enumerable.Range(0, 2000)
            .Count(seed => Rank(AuctionType.FirstPrice, 0, [20, 20], (ulong)seed).Offers[0].Target.Id.Value == "t0");

        wins.ShouldBeInRange(900, 1100);
        Rank(AuctionType.FirstPrice, 0, [20, 20]).Rows.ShouldContain(row => row.Reason.Code == "lost.tie");
    }

    [Fact]
    public void Priority_goes_before_price_and_price_decides_within_one_priority()
    {
        var rows = new[] { Row("cheap", 5, priority: 1), Row("dear", 90, priority: 2), Row("fair", 9, priority: 1) };

        var (ranked, offers) = Decide(rows, Terms(TierOrder.Priority));

        offers.Select(offer => offer.Target.Id.Value).ShouldBe(["fair", "cheap", "dear"]);
        ranked[1].Reason.Code.ShouldBe("lost.priority");
        ranked[0].Reason.Code.ShouldBe("lost.price");
    }

    [Fact]
    public void Weights_share_the_first_tries_as_they_say_and_zero_is_a_spare()
    {
        var rows = new[] { Row("spare", 90, weight: 0), Row("seven", 10, weight: 70), Row("three", 10, weight: 30) };

        var firsts = Enumerable.Range(0, 4000)
            .Select(seed => Decide(rows, Terms(TierOrder.Weight, (ulong)seed)).Offers)
            .ToArray();

        firsts.Count(offers => offers[0].Target.Id.Value == "seven").ShouldBeInRange(2680, 2920);
        firsts.ShouldAllBe(offers => offers[2].Target.Id.Value == "spare");
    }

    [Fact]
    public void Turns_go_round()
    {
        var rows = new[] { Row("a", 1), Row("b", 2), Row("c", 3) };

        var firsts = Enumerable.Range(0, 5)
            .Select(turn => Decide(rows, Terms(TierOrder.RoundRobin) with { Turn = turn }).Offers[0].Target.Id.Value);

        firsts.ShouldBe(["a", "b", "c", "a", "b"]);
    }

    [Fact]
    public void Leaving_out_a_loser_never_changes_who_wins() => Auctions().Sample(one =>
    {
        var (rows, offers) = Decide(one.Rows, one.Terms);
        if (offers.Length < 2) return;
        var loser = Array.FindIndex(rows, row => row.Rank == rows.Max(other => other.Rank));
        var without = one.Rows.Where((_, i) => i != loser).ToArray();

        // Turns count seats, and a seat less is another round.
        if (one.Terms.By != TierOrder.RoundRobin)
            Decide(without, one.Terms).Offers[0].Target.Id.ShouldBe(offers[0].Target.Id);
    });

    [Fact]
    public void A_stored_auction_decided_again_names_the_same_winner() => Auctions().Sample(
        one =>
        {
            var (rows, offers) = Decide(one.Rows, one.Terms);
            var record = new AuctionRecord(
                AuctionId.New(TimeProvider.System), CallId.New(TimeProvider.System), "call", one.Terms.Type,
                RankBy.Price, one.Terms.Floor, TimeSpan.Zero, one.Terms.Seed, DateTimeOffset.UnixEpoch, TimeSpan.Zero,
                rows, one.Terms.Tier, one.Terms.By, one.Terms.Turn);

            Ranking.WinnerOf(record).ShouldBe(offers.Length == 0 ? null : offers[0].Target.Id);
        },
        iter: 10_000);

    [Fact]
    public void Counts_over_the_rows_add_up() => Auctions().Sample(one =>
    {
        var (rows, offers) = Decide(one.Rows, one.Terms);

        rows.Length.ShouldBe(one.Rows.Length);
        rows.Count(row => row.Stage == CandidateStage.Won).ShouldBe(offers.Length > 0 ? 1 : 0);
        rows.Where(row => row.Rank is not null).Select(row => row.Rank!.Value).Order()
            .ShouldBe(Enumerable.Range(1, offers.Length));
    });

    private static Gen<(Candidate[] Rows, RankingTerms Terms)> Auctions()
    {
        var row = Gen.Select(Gen.Int[0, 40], Gen.Int[0, 3], Gen.Int[0, 100], Gen.Int[0, 5]);
        return Gen.Select(
            row.Array[0, 25], Gen.Enum<AuctionType>(), Gen.Enum<TierOrder>(), Gen.ULong, Gen.Int[0, 1000],
            (rows, type, by, seed, turn) => (
                rows.Select((r, i) => Row("t" + i, r.Item1 / 4m, r.Item2, r.Item3, r.Item4 > 0)).ToArray(),
                new RankingTerms(type, by, 0, seed, turn, Money.Usd(0))));
    }

    private static (Candidate[] Rows, Offer[] Offers) Rank(
        AuctionType type, decimal floor, decimal[] bids, ulong seed = 7)
    {
        var rows = bids.Select((bid, i) => Row("t" + i, bid)).ToArray();
        return Decide(rows, new RankingTerms(type, TierOrder.Auction, 0, seed, 0, Money.Usd(floor)));
    }

    private static RankingTerms Terms(TierOrder by, ulong seed = 7) =>
        new(AuctionType.FirstPrice, by, 0, seed, 0, Money.Usd(0));

    private static (Candidate[] Rows, Offer[] Offers) Decide(Candidate[] rows, RankingTerms terms)
    {
        var offers = rows.Select(row => row.Effective is { IsPositive: true } price
            ? BidJudge.JudgeFixed(Some.Bidder(row.Target.Value), price).Offer
            : null).ToArray();
        return Ranking.Decide(rows, offers, terms);
    }

    private static Candidate Row(string id, decimal bid, int priority = 0, int weight = 1, bool answered = true) => new(
        new TargetId(id), new BuyerId("b"), 0, CandidateStage.Lost, Reason.Of("lost.price"), [],
        Effective: answered ? Money.Usd(bid) : null, SentMs: 0, Priority: priority, Weight: weight);
}
