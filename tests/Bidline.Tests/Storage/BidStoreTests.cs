using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Storage;

public sealed class BidStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly CampaignId Campaign = new("auto-fl");
    private static readonly PublisherId Zeta = new("zeta");

    private readonly string _directory = Directory.CreateTempSubdirectory("bidline-bids-").FullName;

    private string File => Path.Combine(_directory, "bids.duckdb");

    [Fact]
    public async Task The_candidates_of_an_auction_read_back_though_no_batch_was_due_yet()
    {
        await using var bids = BidStore.Open(File, TimeProvider.System);
        var auction = Auction(Noon, Won(), Lost(20m), NotAsked());

        bids.Add(auction, Campaign, Zeta, "FL", test: false);

        var rows = await bids.OfAuctionAsync(auction.Id, CancellationToken.None);
        rows.Select(row => (row.Target.Value, row.Stage, row.Bid)).ShouldBe([
            ("acme-fl", CandidateStage.Won, Money.Usd(34m)), ("beta", CandidateStage.Lost, Money.Usd(20m)),
            ("shut", CandidateStage.NotAsked, null)]);
        (rows[0].At, rows[0].Call, rows[0].State, rows[0].DoneMs).ShouldBe((Noon, auction.Call, "FL", 43.5));
    }

    [Fact]
    public async Task Bids_are_there_after_the_store_is_closed_and_opened()
    {
        var auction = Auction(Noon, Won(), Lost(20m));
        await using (var bids = BidStore.Open(File, TimeProvider.System))
            bids.Add(auction, Campaign, Zeta, null, test: false);

        await using var again = BidStore.Open(File, TimeProvider.System);

        again.Damage.ShouldBeNull();
        (await again.OfAuctionAsync(auction.Id, CancellationToken.None)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_buyers_bidding_is_counted_by_the_definitions_of_the_reports()
    {
        await using var bids = BidStore.Open(File, TimeProvider.System);
        var late = Auction(Noon, Won(), Timeout());
        bids.Add(late, Campaign, Zeta, "FL", test: false);
        bids.Add(Auction(Noon, Won(), Lost(20m)), Campaign, Zeta, "FL", test: false);
        bids.Add(Auction(Noon, Lost(0m)), Campaign, Zeta, "FL", test: false);
        bids.Add(Auction(Noon, Won(), Lost(20m)), Campaign, Zeta, "FL", test: true);
        bids.Add(Auction(Noon.AddHours(1), Won(), Lost(20m)), Campaign, Zeta, "FL", test: false);
        var answer = new LateAnswer(140, Money.Usd(39m), "won");
        bids.AddLate(late.Id, new TargetId("beta"), new BuyerId("beta"), false, answer);

        var buyers = await bids.ByBuyerAsync(Noon, Noon.AddHours(1), Campaign, CancellationToken.None);

        buyers.ShouldBe([
            new BuyerBidding(new BuyerId("beta"), 3, 3, 2, 1, 0, 1, 1, 40.5, 94.05),
            new BuyerBidding(new BuyerId("acme"), 2, 2, 2, 2, 2, 0, 0, 40.5, 40.5)]);
    }

    [Fact]
    public async Task A_full_queue_drops_and_counts_and_never_waits()
    {
        await using var bids = BidStore.Open(File, TimeProvider.System);
        var wide = Auction(Noon, [.. Enumerable.Range(0, 1_000).Select(_ => NotAsked())]);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++) bids.Add(wide, Campaign, Zeta, null, test: false);
        })));

        var kept = (await bids.ByBuyerAsync(Noon, Noon.AddHours(1), null, CancellationToken.None)).Single().Considered;
        (kept + bids.Dropped).ShouldBe(200_000);
        bids.Dropped.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_damaged_file_is_moved_aside_and_told_and_the_store_opens()
    {
        await System.IO.File.WriteAllBytesAsync(File, new byte[20_000], TestContext.Current.CancellationToken);

        await using var again = BidStore.Open(File, TimeProvider.System);
        again.Add(Auction(Noon, Won()), Campaign, Zeta, null, test: false);

        again.Damage.ShouldNotBeNull().ShouldContain($"{File}.damaged-");
        Directory.GetFiles(_directory, "*.damaged-*").ShouldHaveSingleItem();
        (await WonAsync(again)).ShouldBe(1);
    }

    [Fact]
    public async Task A_torn_log_is_read_to_its_last_whole_batch_and_a_damaged_one_is_moved_aside()
    {
        await using var live = BidStore.Open(File, TimeProvider.System);
        for (var i = 0; i < 10; i++)
        {
            live.Add(Auction(Noon, Won()), Campaign, Zeta, null, test: false);
            (await WonAsync(live)).ShouldBe(i + 1);
        }

        var (file, log) = (Copy(File), Copy($"{File}.wal"));
        for (var place = log.Length / 7; place < log.Length; place += log.Length / 7)
        {
            (await OpensWithAsync(file, log[..place])).ShouldBe((10 * place / log.Length, null));
            byte[] flipped = [.. log[..place], (byte)~log[place], .. log[(place + 1)..]];
            var (kept, damage) = await OpensWithAsync(file, flipped);
            (kept, damage is not null).ShouldBe((0, true));
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static async Task<long> WonAsync(BidStore bids) =>
        (await bids.ByBuyerAsync(Noon, Noon.AddHours(1), null, CancellationToken.None)).Sum(buyer => buyer.Won);

    private static byte[] Copy(string path)
    {
        using var open = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[open.Length];
        open.ReadExactly(bytes);
        return bytes;
    }

    private async Task<(long Kept, string? Damage)> OpensWithAsync(byte[] file, byte[] log)
    {
        var path = Path.Combine(_directory, $"{Guid.NewGuid():N}.duckdb");
        await System.IO.File.WriteAllBytesAsync(path, file);
        await System.IO.File.WriteAllBytesAsync($"{path}.wal", log);
        await using var bids = BidStore.Open(path, TimeProvider.System);
        var before = await WonAsync(bids);
        bids.Add(Auction(Noon, Won()), Campaign, Zeta, null, test: false);
        (await WonAsync(bids)).ShouldBe(before + 1);
        return (before, bids.Damage);
    }

    private static AuctionRecord Auction(DateTimeOffset at, params Candidate[] candidates) => new(
        AuctionId.New(TimeProvider.System), CallId.New(TimeProvider.System), "call", AuctionType.FirstPrice, default,
        Money.Usd(12m), TimeSpan.FromMilliseconds(100), 42, at, TimeSpan.FromMilliseconds(61), candidates);

    private static Candidate Won() => Of("acme-fl", "acme", CandidateStage.Won, "won", 34m, 1);

    private static Candidate Lost(decimal bid) => Of("beta", "beta", CandidateStage.Lost, "lost.price", bid, 2);

    private static Candidate Timeout() =>
        Of("beta", "beta", CandidateStage.Error, "error.timeout", null, null) with { DoneMs = null };

    private static Candidate NotAsked() =>
        Of("shut", "shut", CandidateStage.NotAsked, "not_asked.paused", null, null) with
        {
            SentMs = null, DoneMs = null,
        };

    private static Candidate Of(
        string target, string buyer, CandidateStage stage, string reason, decimal? bid, int? rank)
    {
        Money? price = bid is { } units ? Money.Usd(units) : null;
        return new Candidate(
            new TargetId(target), new BuyerId(buyer), 0, stage, Reason.Of(reason), [], rank, price, price, 3, 40, 43.5);
    }
}
