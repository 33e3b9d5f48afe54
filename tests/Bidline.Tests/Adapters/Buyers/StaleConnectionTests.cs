using System.Net.Sockets;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Connecting;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// Bidders close idle connections, and sometimes just as we take one: asked once more when no byte of an answer came and
/// time is left, and never otherwise (F32).
/// </summary>
public sealed class StaleConnectionTests : IDisposable
{
    private const string Bid = """{"bid":"31.50","destination":"sip:desk@10.0.0.9"}""";

    private readonly BidderClient _client = new(
        new BidderClientSettings(), new AddressPolicy(allowPrivate: true), TimeProvider.System);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_is_closed_as_it_is_used_again_costs_no_bid(bool byReset)
    {
        var served = new HashSet<Socket>();
        await using var bidder = new HostileBidder(async (stream, stop) =>
        {
            if (served.Add(stream.Socket)) await HostileBidder.SendAsync(stream, HostileBidder.Json(Bid), stop);
            else await CloseAsync(stream, byReset);
        });

        for (var i = 0; i < 200; i++) (await AskAsync(bidder.Url)).ShouldBeOfType<BidAnswer.Bid>();

        _client.Retried.ShouldBe(199);
        bidder.Connections.ShouldBe(200);
    }

    [Fact]
    public async Task A_bidder_that_closes_a_fresh_connection_is_not_asked_twice()
    {
        await using var bidder = new HostileBidder((stream, _) => CloseAsync(stream, byReset: false));

        var answer = (await AskAsync(bidder.Url)).ShouldBeOfType<BidAnswer.Failed>();

        answer.Reason.Values["message"].ShouldBe("closed_early");
        bidder.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Once_a_byte_of_the_answer_has_come_it_is_not_asked_twice()
    {
        var requests = 0;
        await using var bidder = new HostileBidder(async (stream, stop) =>
        {
            if (Interlocked.Increment(ref requests) == 1)
            {
                await HostileBidder.SendAsync(stream, HostileBidder.Json(Bid), stop);
                return;
            }

            await HostileBidder.SendAsync(stream, "H", stop);
            await Task.Delay(20, stop);
            await CloseAsync(stream, byReset: false);
        });
        await AskAsync(bidder.Url);

        (await AskAsync(bidder.Url)).ShouldBeOfType<BidAnswer.Failed>();

        bidder.Requests.ShouldBe(2);
        _client.Retried.ShouldBe(0);
    }

    [Fact]
    public async Task When_no_time_is_left_it_is_not_asked_twice()
    {
        var requests = 0;
        await using var bidder = new HostileBidder(async (stream, stop) =>
        {
            if (Interlocked.Increment(ref requests) == 1)
            {
                await HostileBidder.SendAsync(stream, HostileBidder.Json(Bid), stop);
                return;
            }

            await Task.Delay(80, stop);
            await CloseAsync(stream, byReset: false);
        });
        await AskAsync(bidder.Url);

        (await AskAsync(bidder.Url, deadlineMs: 40)).ShouldBeOfType<BidAnswer.Failed>();

        bidder.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_second_stale_connection_is_the_end_of_it()
    {
        var served = new HashSet<Socket>();
        await using var bidder = new HostileBidder(async (stream, stop) =>
        {
            if (!served.Add(stream.Socket))
            {
                await CloseAsync(stream, byReset: false);
                return;
            }

            // Both connections must be open before either is used a second time.
            await Task.Delay(100, stop);
            await HostileBidder.SendAsync(stream, HostileBidder.Json(Bid), stop);
        });
        await Task.WhenAll(AskAsync(bidder.Url), AskAsync(bidder.Url));

        (await AskAsync(bidder.Url)).ShouldBeOfType<BidAnswer.Failed>().Reason.Values["message"].ShouldBe("closed_early");

        bidder.Requests.ShouldBe(4);
    }

    public void Dispose() => _client.Dispose();

    private async Task<BidAnswer> AskAsync(string url, int deadlineMs = 900) =>
        (await _client.AskAsync(BuyerProtocols.All[0], Asked.Request(deadlineMs), Asked.Terms(url))).Answer;

    private static Task CloseAsync(NetworkStream stream, bool byReset)
    {
        if (byReset) stream.Socket.LingerState = new LingerOption(true, 0);
        stream.Socket.Close();
        return Task.FromException(new IOException("closed"));
    }
}
