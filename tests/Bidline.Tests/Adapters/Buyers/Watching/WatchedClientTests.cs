using System.Text;
using Bidline.Adapters.Buyers;
using Bidline.Adapters.Buyers.Watching;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers.Watching;

public sealed class WatchedClientTests : IDisposable
{
    private readonly WatchedClient _client = new(
        new BidderClientSettings { BodyMax = 1000 }, new AddressPolicy(allowPrivate: true), TimeProvider.System);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task What_went_over_the_wire_is_kept_beside_what_it_means()
    {
        await using var bidder = HostileBidder.Bidding("31.50");

        var reply = await AskAsync(bidder.Url);

        reply.Answer.ShouldBeOfType<BidAnswer.Bid>().Price.ShouldBe(Money.Usd(31.50m));
        var request = reply.Exchange!.Request;
        (request.Method, request.Url.AbsoluteUri).ShouldBe(("POST", bidder.Url));
        request.Headers.ShouldContain(header => header.Key == "Content-Length" && header.Value == $"{request.Body.Length}");
        Encoding.UTF8.GetString(request.Body.Span).ShouldStartWith("{\"id\":\"auc_");
        var answer = reply.Exchange.Answer!;
        (answer.Status, answer.Header("content-type"), answer.IsCut).ShouldBe((200, "application/json", false));
        Encoding.UTF8.GetString(answer.Body.Span).ShouldContain("\"bid\":\"31.50\"");
    }

    [Fact]
    public async Task A_connection_is_new_once_and_then_used_again()
    {
        await using var bidder = HostileBidder.Bidding("31.50");

        var first = (await AskAsync(bidder.Url)).Exchange!.Times;
        var second = (await AskAsync(bidder.Url)).Exchange!.Times;

        (first.IsNewConnection, second.IsNewConnection, bidder.Connections).ShouldBe((true, false, 1));
        first.Connected!.Value.ShouldBeLessThan(first.FirstByte!.Value);
        first.FirstByte.Value.ShouldBeLessThanOrEqualTo(first.Done);
        first.Taken.ShouldBe(first.Done - first.Connected.Value);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_kept_as_far_as_it_is_read()
    {
        await using var bidder = HostileBidder.Saying($"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{new string('x', 5000)}");

        var reply = await AskAsync(bidder.Url);

        reply.Answer.ShouldBeOfType<BidAnswer.Invalid>();
        (reply.Exchange!.Answer!.Body.Length, reply.Exchange.Answer.IsCut).ShouldBe((1000, true));
    }

    [Fact]
    public async Task Two_questions_at_once_are_kept_apart()
    {
        await using var one = HostileBidder.Bidding("1.00");
        await using var other = HostileBidder.Bidding("2.00");

        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => AskAsync(i % 2 == 0 ? one.Url : other.Url)));

        foreach (var reply in replies)
        {
            var price = reply.Answer.ShouldBeOfType<BidAnswer.Bid>().Price.ToDecimalString();
            Encoding.UTF8.GetString(reply.Exchange!.Answer!.Body.Span).ShouldContain(price);
        }
    }

    [Fact]
    public async Task The_tap_lets_nobody_past_the_guard_of_addresses()
    {
        await using var bidder = HostileBidder.Bidding("31.50");
        using var guarded = new WatchedClient(
            new BidderClientSettings(), new AddressPolicy(allowPrivate: false), TimeProvider.System);

        var reply = await AskAsync(bidder.Url, guarded);

        var reason = reply.Answer.ShouldBeOfType<BidAnswer.Failed>().Reason;
        (reason.Values["step"], reason.Values["message"], bidder.Connections).ShouldBe(("address", "loopback", 0));
    }

    [Fact]
    public async Task Where_nobody_listens_there_is_a_question_and_no_answer()
    {
        var reply = await AskAsync("http://127.0.0.1:9/bid");

        (reply.Exchange!.Answer, reply.Exchange.Times.IsNewConnection).ShouldBe((null, false));
    }

    private Task<WatchedReply> AskAsync(string url, WatchedClient? client = null)
    {
        var target = Some.Bidder("rtb", url).Target;
        var order = Some.Order([Some.Bidder("rtb", url)]);
        var terms = ((TargetPrice.Bidder)target.Price).Terms;
        var buyer = Some.Bidder("rtb", url).Buyer;
        var request = new BidRequests(order, Some.Settings, new CallerHash(new byte[32])).For(buyer, terms, TimeSpan.FromSeconds(1));
        return (client ?? _client).AskAsync(BuyerProtocols.All.First(protocol => protocol.Name == "bidline"), request, terms);
    }
}
