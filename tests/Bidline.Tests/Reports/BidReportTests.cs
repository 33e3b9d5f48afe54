using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Shouldly;
using Xunit;
using static Bidline.Tests.Reports.ReportedCalls;

namespace Bidline.Tests.Reports;

/// <summary>Bids are in DuckDB whatever the store of the calls.</summary>
public sealed class BidReportTests
{
    [Fact]
    public async Task Bids_stand_on_their_price_steps_with_what_won()
    {
        await using var calls = await OpenAsync(StoreKind.Sqlite);
        Add(calls, floor: 12, ("acme", 34), ("beta", 20), ("low", 11));
        Add(calls, floor: 12, ("beta", 21), ("acme", 13));

        (await calls.RowsAsync(Form("bids", "valid", "won", "win_rate", "avg_win") with
        {
            Dimensions = ["buyer", "price_step"], Sort = "buyer",
        })).ShouldBe([
            "acme 12.00: 1 1 0 0 –", "acme 32.00: 1 1 1 100 34.00", "beta 20.00: 2 2 1 50 21.00", "low 10.00: 1 0 0 – –"]);
        (await calls.RowsAsync(Form("avg_bid", "won_value", "floor_hits", "floor_gap"))).ShouldBe([": 22.00 55.00 1 1.00"]);
    }

    [Fact]
    public async Task A_floor_cost_the_bids_below_it_and_others_are_held_with_the_same_bids()
    {
        await using var calls = await OpenAsync(StoreKind.Sqlite);
        Add(calls, floor: 12, ("acme", 34), ("beta", 20));
        Add(calls, floor: 12, ("low", 11), ("lower", 9));
        Add(calls, floor: 12);

        (await calls.RowsAsync(Form("bid_auctions", "bid_auctions_sold", "floor_unsold", "floor_cost"))).ShouldBe([": 3 1 1 11.00"]);
        var report = await calls.MakeAsync(
            Form("bid_auctions", "sold_at", "revenue_at", "second_at", "lost_at") with { Dimensions = ["at_floor"] });

        string At(string floor) => Values(report, report.Rows.Single(row => row.Keys[0] == floor).Values);
        At("0.00").ShouldBe("3 2 45.00 29.00 0.00");
        At("10.00").ShouldBe("3 2 45.00 30.00 0.00");
        At("12.00").ShouldBe("3 1 34.00 20.00 0.00");
        At("28.00").ShouldBe("3 1 34.00 28.00 0.00");
        At("36.00").ShouldBe("3 0 0.00 0.00 34.00");
        report.Rows.Select(row => decimal.Parse(row.Keys[0]!, System.Globalization.CultureInfo.InvariantCulture)).ShouldBeInOrder();
        // Each auction is at every step: there is nothing to add up.
        report.Total.Values.ShouldAllBe(value => value == null);
    }

    [Fact]
    public async Task Figures_of_steps_are_unknown_without_the_steps_and_calls_know_no_price_step()
    {
        await using var calls = await OpenAsync(StoreKind.Sqlite);
        await calls.WriteAsync(StoredCall.Of(Noon));
        Add(calls, floor: 12, ("acme", 34));

        (await calls.RowsAsync(Form("incoming", "revenue_at", "talking"))).ShouldBe([": 1 – –"]);
        (await calls.RowsAsync(Form("bids", "incoming") with { Dimensions = ["price_step"] })).ShouldBe(["32.00: 1 –"]);
        (await calls.RowsAsync(Form("bid_auctions", "incoming") with { Dimensions = ["campaign"] })).ShouldBe(["auto-fl: 1 1"]);
        (await calls.RowsAsync(Form("bid_auctions", "bids") with { Dimensions = ["buyer"], Sort = "-bids" })).ShouldBe(["acme: – 1"]);
    }

    private static void Add(ReportedCalls calls, decimal floor, params (string Buyer, decimal Bid)[] bids)
    {
        var call = StoredCall.Of(Noon);
        var best = bids.Where(it => it.Bid >= floor).Select(it => it.Bid).DefaultIfEmpty(0).Max();
        calls.Store.Bids.Add(
            new AuctionRecord(
                new AuctionId(call.Id.Value), call.Id, "call", AuctionType.FirstPrice, RankBy.Price, Money.Usd(floor),
                TimeSpan.FromMilliseconds(100), 42, Noon, TimeSpan.FromMilliseconds(61),
                [.. bids.Select(it => new Candidate(
                    new TargetId(it.Buyer), new BuyerId(it.Buyer), 0,
                    it.Bid < floor ? CandidateStage.Rejected : it.Bid == best ? CandidateStage.Won : CandidateStage.Lost,
                    Reason.Of(it.Bid < floor ? "rejected.below_floor" : it.Bid == best ? "won" : "lost.price"), [], 1,
                    Money.Usd(it.Bid), Money.Usd(it.Bid)))
                    .DefaultIfEmpty(new Candidate(new TargetId("shut"), new BuyerId("shut"), 0, CandidateStage.NotAsked,
                        Reason.Of("not_asked.hours_closed"), []))]),
            new CampaignId("auto-fl"), new PublisherId("zeta"), "FL", test: false);
    }
}
