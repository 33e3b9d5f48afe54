using System.Net;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Tests.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>A bidder's URL must not be a way inside: not when it is saved, not when it is asked, not after DNS changed.</summary>
public sealed class InsideUrlTests
{
    [Fact]
    public void More_than_two_hundred_forms_are_refused_when_they_are_saved()
    {
        InsideUrls.Refused.Count.ShouldBeGreaterThan(200);

        InsideUrls.Refused.Where(form => !IsRefused(string.Format(null, form, 8080))).ShouldBeEmpty();
    }

    [Fact]
    public async Task None_of_them_and_no_name_reaches_the_canary_when_it_is_asked()
    {
        await using var canary = HostileBidder.Bidding("31.50");
        using var client = new BidderClient(
            new BidderClientSettings(), new AddressPolicy(allowPrivate: false), TimeProvider.System,
            static handler => handler, WorstCase);
        var asked = 0;

        foreach (var form in InsideUrls.Refused.Concat(InsideUrls.Names))
        {
            var text = string.Format(null, form, new Uri(canary.Url).Port);
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) continue;
            var reply = await client.AskAsync(BuyerProtocols.All[0], Asked.Request(), Asked.Terms(text));
            reply.Answer.ShouldBeOfType<BidAnswer.Failed>(text).Reason.Code.ShouldBe("error.unreachable", text);
            asked++;
        }

        asked.ShouldBeGreaterThan(200);
        canary.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_after_a_while_is_judged_again_at_each_connection()
    {
        // 0.0.0.0 is never allowed, and on this machine it reaches whoever listens on loopback.
        var answers = new Queue<IPAddress[]>([[IPAddress.Loopback], [IPAddress.Any], [IPAddress.Any, IPAddress.Loopback]]);
        await using var bidder = HostileBidder.Saying(
            HostileBidder.Json("""{"bid":"9","destination":"sip:a@10.0.0.9"}""").Replace(
                "Content-Length", "Connection: close\r\nContent-Length"));
        using var client = new BidderClient(
            new BidderClientSettings(), new AddressPolicy(allowPrivate: true), TimeProvider.System,
            static handler => handler, (_, _) => Task.FromResult(answers.Dequeue()));
        var url = bidder.Url.Replace("127.0.0.1", "flips.example.com");

        (await AskAsync(client, url)).ShouldBeOfType<BidAnswer.Bid>();
        var refused = (await AskAsync(client, url)).ShouldBeOfType<BidAnswer.Failed>().Reason;
        (await AskAsync(client, url)).ShouldBeOfType<BidAnswer.Bid>();

        (refused.Values["step"], refused.Values["message"]).ShouldBe(("address", "unspecified"));
        bidder.Connections.ShouldBe(2);
        answers.ShouldBeEmpty();
    }

    private static Task<IPAddress[]> WorstCase(string host, CancellationToken cancel) =>
        Task.FromResult(IPAddress.TryParse(host, out var literal) ? new[] { literal } : [IPAddress.Loopback]);

    private static async Task<BidAnswer> AskAsync(BidderClient client, string url) =>
        (await client.AskAsync(BuyerProtocols.All[0], Asked.Request(), Asked.Terms(url))).Answer;

    private static bool IsRefused(string url)
    {
        var document = Markets.Document with
        {
            Targets = [.. Markets.Document.Targets.Select(target => target.Price.Bidder is not { } bidder
                ? target
                : target with { Price = target.Price with { Bidder = bidder with { Url = url } } })],
        };
        return Market.Compile(document, Markets.Rules).Mistakes.Any(mistake => mistake.Path.EndsWith("/url"));
    }
}
