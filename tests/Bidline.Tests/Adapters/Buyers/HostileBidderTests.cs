using System.Diagnostics;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Connecting;
using Bidline.Routing;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;
using static Bidline.Tests.Adapters.Buyers.HostileBidder;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// Auctions over real connections, with bidders that do their worst beside an honest one: silent and dripping (F24, F25),
/// pouring and packed (F26, F27), malformed and dishonest (F28, F36), failing for good (F33), all dead (F34). How long
/// over the deadline a quiet machine takes is measured in bench/auction.
/// </summary>
[Collection(nameof(HostileBidderTests))]
[CollectionDefinition(nameof(HostileBidderTests), DisableParallelization = true)]
public sealed class HostileBidderTests : IDisposable
{
    private const int DeadlineMs = 500;
    private const int ToleranceMs = 500;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly BidderClient _client = ClientWith(allowPrivate: true);
    private readonly Auctioneer _auctioneer;

    public HostileBidderTests() => _auctioneer = AuctioneerWith(_client);

    public static TheoryData<string> Behaviours => [.. HostileBehaviours.All.Keys];

    [Theory]
    [MemberData(nameof(Behaviours))]
    public async Task A_hostile_bidder_is_one_reason_on_one_row_and_hurts_nobody_else(string behaviour)
    {
        var (reason, make) = HostileBehaviours.All[behaviour];
        await using var hostile = make();
        await using var honest = HostileBidder.Bidding("31.50");
        await using var earlier = Saying(Json(
            $$"""{"bid":"31.50","id":"{{HostileBehaviours.UsedId}}","destination":"sip:a@10.0.0.9"}"""));
        await HoldAsync(Some.Bidder("honest", honest.Url), Some.Bidder("hostile", earlier.Url));
        var watch = Stopwatch.StartNew();

        var result = await HoldAsync(Some.Bidder("hostile", hostile.Url), Some.Bidder("honest", honest.Url));

        watch.ElapsedMilliseconds.ShouldBeLessThan(DeadlineMs + ToleranceMs);
        result.Record.Candidates[0].Reason.Code.ShouldBe(reason, result.Record.Candidates[0].Reason.Values.ToString());
        result.Record.Candidates[1].Reason.Code.ShouldBe("won");
        result.Offers.Single().Target.Id.Value.ShouldBe("honest");
    }

    [Fact]
    public async Task When_all_fifty_are_dead_the_auction_ends_in_time_with_nothing_to_dial()
    {
        string[] ways = ["never answers", "reset at once", "one byte a tenth of a second", "closed in the body", "not HTTP"];
        var dead = ways.Select(way => HostileBehaviours.All[way].Make()).ToArray();
        var urls = dead.Select(bidder => bidder.Url).Append("http://127.0.0.1:9/bid").ToArray();
        var field = Enumerable.Range(0, 50).Select(i => Some.Bidder("b" + i, urls[i % urls.Length])).ToArray();
        await HoldAsync(Some.Bidder("first", urls[1]));
        var watch = Stopwatch.StartNew();

        var result = await HoldAsync(field);

        watch.ElapsedMilliseconds.ShouldBeLessThan(DeadlineMs + ToleranceMs);
        result.Offers.ShouldBeEmpty();
        result.Record.Candidates.ShouldAllBe(row => row.Stage == CandidateStage.Error);
        foreach (var bidder in dead) await bidder.DisposeAsync();
    }

    [Theory]
    [InlineData("interim answers as fast as they go", "headers")]
    [InlineData("chunk extensions without end", "answer")]
    public async Task What_hides_from_the_limit_of_the_body_ends_soon_and_not_after_its_time(string behaviour, string path)
    {
        await using var flooding = HostileBehaviours.All[behaviour].Make();
        var watch = Stopwatch.StartNew();

        var reply = await _client.AskAsync(BuyerProtocols.All[0], Asked.Request(), Asked.Terms(flooding.Url, 5000));

        watch.ElapsedMilliseconds.ShouldBeLessThan(2000);
        reply.Answer.ShouldBeOfType<BidAnswer.Invalid>().Reason.Values["path"].ShouldBe(path);
    }

    [Theory]
    [InlineData("endless chunks")]
    [InlineData("ten gigabytes until close")]
    [InlineData("endless headers")]
    [InlineData("interim answers as fast as they go")]
    [InlineData("gzip bomb")]
    public async Task Fifty_pouring_bidders_do_not_fill_the_memory(string behaviour)
    {
        await using var pouring = HostileBehaviours.All[behaviour].Make();
        var field = Enumerable.Range(0, 50).Select(i => Some.Bidder("b" + i, pouring.Url)).ToArray();
        await HoldAsync(field);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 4; i++)
        {
            // A new auctioneer each time, or the breaker would have them left alone after ten.
            using var auctioneer = AuctioneerWith(_client);
            var result = await auctioneer.HoldAsync(OrderOf(field), _ => { }, Stop);
            result.Record.Candidates.Count(row => row.Stage == CandidateStage.Error).ShouldBe(50);
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        grown.ShouldBeLessThan(32 << 20);
    }

    [Fact]
    public async Task A_bidder_nobody_listens_for_is_unreachable()
    {
        var result = await HoldAsync(Some.Bidder("gone", "http://127.0.0.1:9/bid"));

        var reason = result.Record.Candidates[0].Reason;
        reason.Code.ShouldBe("error.unreachable");
        reason.Values["step"].ShouldBe("connect");
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/bid")]
    [InlineData("http://localhost:{0}/bid")]
    [InlineData("http://2130706433:{0}/bid")]
    [InlineData("http://0x7f.1:{0}/bid")]
    [InlineData("http://0177.0.0.1:{0}/bid")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/bid")]
    [InlineData("http://0.0.0.0:{0}/bid")]
    [InlineData("http://user:password@127.0.0.1:{0}/bid")]
    public async Task Without_leave_no_form_of_an_inside_address_is_connected(string form)
    {
        await using var canary = HostileBidder.Bidding("31.50");
        using var client = ClientWith(allowPrivate: false);
        using var auctioneer = AuctioneerWith(client);
        var url = string.Format(null, form, new Uri(canary.Url).Port);

        var order = Some.Order([Some.Bidder("inside", url)], Some.Terms(deadlineMs: DeadlineMs));
        var result = await auctioneer.HoldAsync(order, _ => { }, Stop);

        result.Record.Candidates[0].Reason.Code.ShouldBe("error.unreachable");
        canary.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_late_answer_is_drained_and_its_connection_used_again()
    {
        await using var slow = new HostileBidder(async (stream, stop) =>
        {
            await Task.Delay(DeadlineMs + 100, stop);
            var answer = HostileBidder.Json("""{"bid":"9","destination":"sip:a@10.0.0.9"}""");
            await HostileBidder.SendAsync(stream, answer, stop);
        });
        var late = new List<CallEvent.LateBid>();

        for (var i = 0; i < 3; i++)
        {
            await _auctioneer.HoldAsync(OrderOf([Some.Bidder("slow", slow.Url)]), late.Add, Stop);
            await Task.Delay(250, Stop);
        }

        late.Count.ShouldBe(3);
        late.ShouldAllBe(one => one.Answer.WouldHave == "won");
        slow.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_bidder_that_always_fails_is_left_alone_after_a_while()
    {
        await using var broken = HostileBehaviours.All["status 500"].Make();
        var codes = new List<string>();

        for (var i = 0; i < 20; i++)
            codes.Add((await HoldAsync(Some.Bidder("broken", broken.Url))).Record.Candidates[0].Reason.Code);

        codes.Take(10).ShouldAllBe(code => code == "error.http");
        codes.Skip(10).ShouldAllBe(code => code == "not_asked.circuit_open");
    }

    public void Dispose()
    {
        _auctioneer.Dispose();
        _client.Dispose();
    }

    private static BidderClient ClientWith(bool allowPrivate) =>
        new(new BidderClientSettings(), new AddressPolicy(allowPrivate), TimeProvider.System);

    private static Auctioneer AuctioneerWith(BidderClient client)
    {
        var settings = Some.Settings with { AskedMax = 50 };
        var health = new BidderHealth(settings, TimeProvider.System);
        return new Auctioneer(
            settings, BuyerProtocols.All, client.AskAsync, Some.Destinations, health, TimeProvider.System);
    }

    private static AuctionOrder OrderOf(Candidacy[] field) => Some.Order(field, Some.Terms(deadlineMs: DeadlineMs));

    private Task<AuctionResult> HoldAsync(params Candidacy[] field) =>
        _auctioneer.HoldAsync(OrderOf(field), _ => { }, Stop);
}
