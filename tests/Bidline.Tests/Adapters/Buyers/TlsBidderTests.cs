using System.Net;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Connecting;
using Bidline.Tests.Auctions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>Real TLS: what is not proven is not told anything, and HTTP/2 is spoken where it is offered (F30).</summary>
public sealed class TlsBidderTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly BidderClient _client = new(
        new BidderClientSettings { OwnRoots = TestCertificates.Roots }, new AddressPolicy(allowPrivate: true),
        TimeProvider.System);

    public static TheoryData<string> BadCertificates =>
        ["expired", "of another name", "self-signed", "for another purpose", "never shown"];

    [Fact]
    public async Task A_certificate_of_a_trusted_authority_is_believed()
    {
        await using var bidder = new TlsBidder(TestCertificates.Good());

        (await AnswerOfAsync(bidder.Url)).ShouldBeOfType<BidAnswer.Bid>();
    }

    [Theory]
    [MemberData(nameof(BadCertificates))]
    public async Task A_bidder_that_cannot_prove_itself_is_told_nothing(string certificate)
    {
        await using var bidder = new TlsBidder(certificate switch
        {
            "expired" => TestCertificates.Expired(),
            "of another name" => TestCertificates.OfAnotherName(),
            "self-signed" => TestCertificates.SelfSigned(),
            "for another purpose" => TestCertificates.ForMail(),
            _ => null,
        });

        var answer = (await AnswerOfAsync(bidder.Url)).ShouldBeOfType<BidAnswer.Failed>();

        answer.Reason.Code.ShouldBe("error.unreachable");
        answer.Reason.Values["step"].ShouldBe(certificate == "never shown" ? "connect" : "tls");
        bidder.BytesTold.ShouldBe(0);
    }

    [Fact]
    public async Task A_handshake_that_stalls_costs_the_auction_its_deadline_and_no_more()
    {
        await using var stalling = new TlsBidder(null);
        await using var honest = new TlsBidder(TestCertificates.Good());
        await AnswerOfAsync(honest.Url);
        var field = new[] { Some.Bidder("stalling", stalling.Url), Some.Bidder("honest", honest.Url) };
        using var auctioneer = new Auctioneer(
            Some.Settings, BuyerProtocols.All, _client.AskAsync, Some.Destinations,
            new BidderHealth(Some.Settings, TimeProvider.System), TimeProvider.System);

        var result = await auctioneer.HoldAsync(Some.Order(field, Some.Terms(deadlineMs: 200)), _ => { }, Stop);

        result.Record.Took.TotalMilliseconds.ShouldBeLessThan(1000);
        result.Record.Candidates.Select(row => row.Reason.Code).ShouldBe(["error.timeout", "won"]);
    }

    [Fact]
    public async Task Without_our_roots_a_private_authority_is_a_stranger()
    {
        await using var bidder = new TlsBidder(TestCertificates.Good());
        using var strict = new BidderClient(
            new BidderClientSettings(), new AddressPolicy(allowPrivate: true), TimeProvider.System);

        var answer = await strict.AskAsync(BuyerProtocols.All[0], Asked.Request(), Asked.Terms(bidder.Url));

        answer.Answer.ShouldBeOfType<BidAnswer.Failed>().Reason.Values["step"].ShouldBe("tls");
        bidder.BytesTold.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_fetched_to_complete_a_strangers_chain()
    {
        await using var canary = HostileBidder.Saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var bidder = new TlsBidder(TestCertificates.Good(canary.Url));
        using var strict = new BidderClient(
            new BidderClientSettings(), new AddressPolicy(allowPrivate: true), TimeProvider.System);

        await strict.AskAsync(BuyerProtocols.All[0], Asked.Request(), Asked.Terms(bidder.Url));

        canary.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2", 1)]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1", 30)]
    public async Task HTTP2_is_spoken_where_it_is_offered_and_shares_a_connection(
        HttpProtocols offered, string spoken, int connectionsMax)
    {
        var protocols = new List<string>();
        await using var server = await StartAsync(offered, async context =>
        {
            lock (protocols) protocols.Add(context.Request.Protocol);
            await Task.Delay(30, Stop);
            await context.Response.WriteAsync("""{"bid":"31.50","destination":"sip:desk@10.0.0.9"}""", Stop);
        });
        var url = server.Urls.Single().Replace("127.0.0.1", "localhost") + "/bid";
        await _client.WarmAsync(new Uri(url), 1, Stop);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => AnswerOfAsync(url)));

        answers.ShouldAllBe(answer => answer is BidAnswer.Bid);
        protocols.Distinct().ShouldBe([spoken]);
        _client.ConnectionsOpened.ShouldBeInRange(1, connectionsMax + 1);
    }

    [Fact]
    public async Task A_late_answer_over_HTTP2_costs_no_connection()
    {
        await using var server = await StartAsync(HttpProtocols.Http2, async context =>
        {
            await Task.Delay(200, Stop);
            await context.Response.WriteAsync("""{"bid":"31.50","destination":"sip:desk@10.0.0.9"}""", Stop);
        });
        var url = server.Urls.Single().Replace("127.0.0.1", "localhost") + "/bid";
        var late = new List<CallEvent.LateBid>();
        using var auctioneer = new Auctioneer(
            Some.Settings, BuyerProtocols.All, _client.AskAsync, Some.Destinations,
            new BidderHealth(Some.Settings, TimeProvider.System), TimeProvider.System);

        for (var i = 0; i < 3; i++)
        {
            await auctioneer.HoldAsync(
                Some.Order([Some.Bidder("slow", url)], Some.Terms(deadlineMs: 100)), late.Add, Stop);
            await Task.Delay(300, Stop);
        }

        late.Count.ShouldBe(3);
        _client.ConnectionsOpened.ShouldBe(1);
    }

    public void Dispose() => _client.Dispose();

    private async Task<BidAnswer> AnswerOfAsync(string url) =>
        (await _client.AskAsync(BuyerProtocols.All[0], Asked.Request(), Asked.Terms(url))).Answer;

    private static async Task<WebApplication> StartAsync(HttpProtocols protocols, RequestDelegate serve)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(TestCertificates.Good());
        }));
        var app = builder.Build();
        app.Map("/{**path}", serve);
        await app.StartAsync(Stop);
        return app;
    }
}
