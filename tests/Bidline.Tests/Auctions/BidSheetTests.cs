using Bidline.Auctions;
using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

/// <summary>Closing early must never change who wins, or what is paid.</summary>
public sealed class BidSheetTests
{
    private static readonly Judgement Nothing = new(CandidateStage.NoBid, Reason.Of("no_bid.declined"), null, null);

    // Everyone's place, most and bid (0 is none), whether it is a shadow, and the order in which they answer.
    private static readonly Gen<(Field[] Field, int[] Order)> Auctions =
        Gen.Select(Gen.Long[0, 2], Gen.Long[1, 12], Gen.Long[0, 12], Gen.Int[0, 5])
            .Select((place, max, bid, shadow) => new Field(place, max, Math.Min(bid, max), shadow == 0))
            .Array[1, 12]
            .SelectMany(field => Gen.Shuffle(Enumerable.Range(0, field.Length).ToArray()).Select(order => (field, order)));

    [Fact]
    public void Closing_early_never_changes_the_winner() => Auctions.Sample(it =>
    {
        var (sheet, taken) = Play(it.Field, it.Order, needsRunnerUp: false);

        sheet.IsClosed.ShouldBeTrue();
        Best(it.Field, taken).FirstOrDefault().ShouldBe(Best(it.Field, it.Order).FirstOrDefault());
    });

    [Fact]
    public void Nor_the_bid_that_sets_the_price_of_a_second_price_auction() => Auctions.Sample(it =>
    {
        var (_, taken) = Play(it.Field, it.Order, needsRunnerUp: true);

        var (early, whole) = (Best(it.Field, taken), Best(it.Field, it.Order));
        early.FirstOrDefault().ShouldBe(whole.FirstOrDefault());
        if (whole.Count > 1) early.ElementAtOrDefault(1).ShouldBe(whole[1]);
    });

    [Fact]
    public void It_does_not_wait_longer_than_it_must() => Auctions.Sample(it =>
    {
        var (_, taken) = Play(it.Field, it.Order, needsRunnerUp: false);
        if (taken.Count == 0) return;

        // Without the last answer somebody pending could still have won, or the last was the only one.
        var before = taken.SkipLast(1).ToArray();
        var leader = Best(it.Field, before).FirstOrDefault();
        var pending = Enumerable.Range(0, it.Field.Length).Except(before).Where(i => !it.Field[i].IsShadow);
        pending.Any(i => leader == default || it.Field[i].BestKey(i).Beats(leader)).ShouldBeTrue();
    });

    [Fact]
    public void A_shadow_is_never_waited_for_and_its_answer_is_kept()
    {
        var sheet = new BidSheet([null, new RankKey(0, 5, 1)], [100, 100], false, _ => { });
        sheet.Gathered();

        sheet.Take(0, new Answered(Nothing, null, 1), new RankKey(0, 99, 0)).ShouldBeTrue();
        sheet.IsClosed.ShouldBeFalse();
        sheet.Take(1, new Answered(Nothing, null, 1), new RankKey(0, 4, 1));

        sheet.IsClosed.ShouldBeTrue();
        sheet.Answers[0].ShouldNotBeNull();
        new BidSheet([null], [100], false, _ => { }).IsClosed.ShouldBeTrue();
    }

    [Fact]
    public void A_shadow_whose_time_is_over_is_told_so_and_closes_nothing()
    {
        var late = new List<int>();
        var sheet = new BidSheet([null, new RankKey(0, 5, 1)], [50, 100], false, late.Add);
        sheet.Gathered();

        sheet.Expire(60).ShouldBe(100);

        late.ShouldBe([0]);
        sheet.WasPending(0).ShouldBeFalse();
        sheet.IsClosed.ShouldBeFalse();
    }

    // Answers one by one until the sheet has enough; returns who was taken while it was open.
    private static (BidSheet Sheet, List<int> Taken) Play(Field[] field, int[] order, bool needsRunnerUp)
    {
        var best = field.Select((it, i) => it.IsShadow ? (RankKey?)null : it.BestKey(i)).ToArray();
        var due = field.Select(_ => 100L).ToArray();
        var sheet = new BidSheet(best, due, needsRunnerUp, _ => { });
        var taken = new List<int>();
        sheet.Gathered();
        foreach (var i in order)
        {
            if (sheet.IsClosed) break;
            sheet.Take(i, new Answered(Nothing, null, 1), field[i].Key(i)).ShouldBeTrue();
            taken.Add(i);
        }

        return (sheet, taken);
    }

    private static List<RankKey> Best(Field[] field, IEnumerable<int> answered) =>
        [.. answered.Where(i => !field[i].IsShadow && field[i].Bid > 0).Select(i => field[i].Key(i)!.Value).Order()];

    private sealed record Field(long Place, long Max, long Bid, bool IsShadow)
    {
        public RankKey BestKey(int i) => new(Place, Max, (ulong)i);

        public RankKey? Key(int i) => Bid == 0 ? null : new RankKey(Place, Bid, (ulong)i);
    }
}
