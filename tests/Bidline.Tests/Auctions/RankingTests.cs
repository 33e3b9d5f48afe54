using System.Text.Json;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Storage;
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
        if (one.Terms.By != TierOrder.RoundRobin && one.Terms.Performance!.UntilKnown != TierOrder.RoundRobin)
            Decide(without, one.Terms).Offers[0].Target.Id.ShouldBe(offers[0].Target.Id);
    });

    /// <summary>Through the JSON in which the call log keeps it: seeds, rates and amounts come back to the last digit.</summary>
    [Fact]
    public void A_stored_auction_decided_again_names_the_same_winner() => Auctions().Sample(
        one =>
        {
            var (rows, offers) = Decide(one.Rows, one.Terms);
            var record = new AuctionRecord(
                AuctionId.New(TimeProvider.System), CallId.New(TimeProvider.System), "call", one.Terms.Type,
                one.Terms.RankBy, one.Terms.Floor, TimeSpan.Zero, one.Terms.Seed, DateTimeOffset.UnixEpoch,
                TimeSpan.Zero, rows, one.Terms.Tier, one.Terms.By, one.Terms.Turn)
            {
                Performance = one.Terms.Performance,
            };
            var text = JsonSerializer.Serialize<CallEvent>(new CallEvent.AuctionClosed(record), StoredJson.Options);
            var stored = (CallEvent.AuctionClosed)JsonSerializer.Deserialize<CallEvent>(text, StoredJson.Options)!;

            Ranking.WinnerOf(stored.Auction).ShouldBe(offers.Length == 0 ? null : offers[0].Target.Id);
            ReplayedAuction.Of(stored.Auction).IsTheSame.ShouldBeTrue();
        },
        iter: 10_000);

    [Fact]
    public void A_record_whose_order_was_tampered_with_is_found_out()
    {
        var (rows, _) = Rank(AuctionType.FirstPrice, 0, [34, 31.5m]);
        var record = new AuctionRecord(
            AuctionId.New(TimeProvider.System), CallId.New(TimeProvider.System), "call", AuctionType.FirstPrice,
            RankBy.Price, Money.Usd(0), TimeSpan.Zero, 7, DateTimeOffset.UnixEpoch, TimeSpan.Zero,
            [rows[0] with { Rank = 2 }, rows[1] with { Rank = 1 }]);

        ReplayedAuction.Of(record).IsTheSame.ShouldBeFalse();
    }

    [Fact]
    public void Whoever_is_ranked_pays_its_bid_at_first_price_and_at_second_price_never_more_and_never_below_the_floor() =>
        Auctions().Sample(
            one =>
            {
                var (rows, offers) = Decide(one.Rows, one.Terms);
                for (var rank = 0; rank < offers.Length; rank++)
                {
                    var row = rows.Single(each => each.Rank == rank + 1);
                    var next = rows.SingleOrDefault(each => each.Rank == rank + 2);
                    offers[rank].Price.ShouldBe(row.Pays!.Value);
                    if (one.Terms.Type == AuctionType.FirstPrice || one.Terms.By != TierOrder.Auction)
                        row.Pays.ShouldBe(row.Bid);
                    else ShouldBeSecondPrice(row, next, one.Terms);
                }
            },
            iter: 5_000);

    [Fact]
    public void A_tie_at_second_price_pays_what_both_had_bid()
    {
        var offers = Rank(AuctionType.SecondPrice, 12, [20, 20]).Offers;

        offers.Select(offer => offer.Price).ShouldBe([Money.Usd(20), Money.Usd(12)]);
    }

    [Fact]
    public void A_fixed_price_stays_what_it_is_at_second_price_and_sets_what_a_bid_above_it_pays()
    {
        var rows = new[] { Row("bid", 30), Row("fixed", 20) };
        var offers = new[] { OfferOf(rows[0]), BidJudge.JudgeFixed(Some.Fixed("fixed", 20), Money.Usd(20)).Offer };

        var (ranked, sold) = Ranking.Decide(rows, offers, Second(floor: 5));

        sold.Select(offer => offer.Price).ShouldBe([Money.Usd(20), Money.Usd(20)]);
        (ranked[0].Reason.Values["pays"], ranked[0].Reason.Values["price"]).ShouldBe(("next bid", "20.00"));
    }

    [Fact]
    public void The_second_price_is_never_so_low_that_the_margin_goes()
    {
        var terms = Second(floor: 5) with
        {
            Payout = new PayoutTerms.Fixed(Money.Usd(16)), Margin = new MarginTerms(20, null, false),
        };

        var (ranked, sold) = Decide([Row("high", 40), Row("low", 20)], terms);

        sold.Select(offer => offer.Price).ShouldBe([Money.Usd(20), Money.Usd(20)]);
        ranked[0].Reason.Values["pays"].ShouldBe("next bid");
        Decide([Row("alone", 40)], terms).Rows[0].Reason.Values["pays"].ShouldBe("margin");
    }

    [Fact]
    public void At_second_price_by_expectation_the_winner_pays_what_keeps_it_ahead()
    {
        var rows = new[] { Expecting("sure", 30, 0.9m, 0.8m), Expecting("dear", 48, 0.5m, 0.5m) };

        var (ranked, sold) = Decide(rows, Second(floor: 5) with { RankBy = RankBy.ExpectedRevenue });

        sold[0].Target.Id.Value.ShouldBe("sure");
        sold[0].Price.ShouldBe(new Money(16_666_667, Currency.Usd));
        ranked[1].Reason.Code.ShouldBe("lost.expected_revenue");
        ranked[1].Reason.Values["gap"].ShouldBe("9.60");
    }

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
            (rows, type, by, seed, turn) =>
            {
                var floor = seed % 3;
                var expects = seed % 2 == 0;
                return (
                    rows.Select((r, i) => AnyRow("t" + i, floor + (r.Item1 / 4m), r, expects)).ToArray(),
                    new RankingTerms(type, by, 0, seed, turn, Money.Usd(floor))
                    {
                        RankBy = expects ? RankBy.ExpectedRevenue : RankBy.Price,
                        Performance = new PerformanceTerms(
                            TimeSpan.FromDays(7), 5, turn % 40, (TierOrder)(turn % 5)),
                    });
            });
    }

    private static Candidate AnyRow(string id, decimal bid, (int, int Priority, int Weight, int Answers) draw, bool expects) =>
        (expects && draw.Answers > 0
            ? Expecting(id, bid, draw.Weight / 100m, draw.Answers / 7m, draw.Priority, draw.Weight)
            : Row(id, bid, draw.Priority, draw.Weight, draw.Answers > 0)) with { Past = AnyPast(draw) };

    private static TargetPast? AnyPast((int, int Priority, int Weight, int Answers) draw) => draw.Weight % 7 == 0
        ? null
        : new TargetPast(
            draw.Weight % 3 == 0 ? null : DateTimeOffset.UnixEpoch.AddSeconds(draw.Weight), draw.Weight % 11,
            Money.Usd(draw.Priority * draw.Answers));

    private static void ShouldBeSecondPrice(Candidate row, Candidate? next, RankingTerms terms)
    {
        row.Pays!.Value.ShouldBeLessThanOrEqualTo(row.Bid!.Value);
        row.Pays.Value.ShouldBeGreaterThanOrEqualTo(Money.Min(terms.Floor, row.Bid.Value));
        if (next is null) row.Pays.ShouldBe(terms.Floor.IsPositive ? terms.Floor : row.Bid);
        else if (row.Expected is null) row.Pays.ShouldBe(Money.Max(terms.Floor, next.Bid!.Value));
        else if (row.Pays < row.Bid) row.Expected.AmountAt(row.Pays.Value).ShouldBeGreaterThanOrEqualTo(next.Effective!.Value);
    }

    private static RankingTerms Second(decimal floor) =>
        new(AuctionType.SecondPrice, TierOrder.Auction, 0, 7, 0, Money.Usd(floor));

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
        var offers = rows.Select(row => row.Bid is { IsPositive: true } ? OfferOf(row) : null).ToArray();
        return Ranking.Decide(rows, offers, terms);
    }

    private static Offer OfferOf(Candidate row) =>
        BidJudge.JudgeFixed(Some.Bidder(row.Target.Value), row.Bid!.Value).Offer! with { Expected = row.Expected };

    private static Candidate Expecting(
        string id, decimal bid, decimal answers, decimal qualifies, int priority = 0, int weight = 1)
    {
        var price = Money.Usd(bid);
        var expected = new ExpectedRevenue(
            price, 60, decimal.Round(answers, 6), decimal.Round(qualifies, 6), 41.5m, 30.2m, 212, 340.7m);
        expected = expected with { Amount = expected.AmountAt(price) };
        return Row(id, bid, priority, weight) with { Expected = expected, Effective = expected.Amount };
    }

    private static Candidate Row(string id, decimal bid, int priority = 0, int weight = 1, bool answered = true) => new(
        new TargetId(id), new BuyerId("b"), 0, CandidateStage.Lost, Reason.Of("lost.price"), [],
        Bid: answered ? Money.Usd(bid) : null, Effective: answered ? Money.Usd(bid) : null, SentMs: 0,
        Priority: priority, Weight: weight);
}
