using System.Diagnostics;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Connecting;
using Bidline.Console.Parts;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Console;

/// <summary>Calls that a simulated day seldom has, written into a real server's log and looked at.</summary>
public sealed class CallStatesTests(Suite suite, CallStatesTests.QuietMarket quiet) : IClassFixture<CallStatesTests.QuietMarket>
{
    private static readonly CampaignId Auto = new("auto");
    private static readonly PublisherId Zeta = new("zeta");

    [Fact]
    public async Task A_refused_call_says_why_and_that_there_was_no_auction()
    {
        var refused = Reason.Of("call.number_unassigned");
        var id = await WriteAsync(null, new CallEvent.Refused(refused, 404), Ended(CallOutcome.Blocked, refused));
        await using var screen = await suite.OpenAsync($"/calls/{id}", address: quiet.Market.Server.Http);

        (await screen.TextAsync("h1")).ShouldContain("Blocked");
        (await screen.TextAsync(".verdict-sentence")).ShouldBe("Refused: the dialled number is not a tracking number.");
        (await screen.TextAsync("#block-3")).ShouldContain("There was no auction: the dialled number is not a tracking number.");
        (await screen.Page.Locator("tr.candidate").CountAsync()).ShouldBe(0);
        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_call_that_a_restart_ended_says_so()
    {
        var id = await WriteAsync(
            Auto, Enriched(), Auction(2),
            Ended(CallOutcome.Failed, Reason.Of("error.internal", ("reference", "its server stopped"))) with { By = EndedBy.Recovery });
        await using var screen = await suite.OpenAsync($"/calls/{id}", address: quiet.Market.Server.Http);

        (await screen.Page.Locator(".call-flag").AllInnerTextsAsync()).ShouldContain("Ended by a restart");
        (await screen.Page.Locator(".tl-candidate").CountAsync()).ShouldBe(2);
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_call_without_a_number_is_shown_like_any_other()
    {
        var id = await WriteAsync(Auto, Ended(CallOutcome.Abandoned, Reason.Of("call.caller_hangup_screen", ("after", "0.3"))));
        await using var screen = await suite.OpenAsync($"/calls/{id}", 320, address: quiet.Market.Server.Http);

        (await screen.TextAsync(".verdict-facts")).ShouldContain("withheld");
        (await screen.TextAsync("#block-5")).ShouldContain("The number was withheld.");
        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task Sixty_candidates_take_the_server_less_than_four_tenths_of_a_second()
    {
        var id = await WriteAsync(Auto, Enriched(), Auction(60), Ended(CallOutcome.NoBuyer, Reason.Of("no_bid.declined")));
        using var browser = new HttpClient { BaseAddress = quiet.Market.Server.Http };
        var took = new List<double>();
        for (var i = 0; i < 11; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var page = await browser.GetStringAsync($"/calls/{id}", TestContext.Current.CancellationToken);
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            page.Split("<tr class=\"candidate ").Length.ShouldBe(61);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"ms: {string.Join(", ", took.Select(ms => $"{ms:0}"))}");
        took.Order().ElementAt(took.Count / 2).ShouldBeLessThan(400);

        await using var screen = await suite.OpenAsync($"/calls/{id}", address: quiet.Market.Server.Http);
        (await screen.Page.Locator(".tl-candidate").CountAsync()).ShouldBe(12);
        await screen.Page.Locator(".tl-more").ClickAsync();
        await screen.Page.Locator(".tl-candidate").Nth(59).WaitForAsync();
        screen.ShouldHaveNoComplaints();
    }

    private async Task<CallId> WriteAsync(CampaignId? campaign, params CallEvent[] events)
    {
        var services = quiet.Market.Server.Services;
        var id = CallId.New(TimeProvider.System);
        var journal = services.GetRequiredService<CallLog>().Start(id);
        var inbound = new InboundCall(
            id, TimeProvider.System.GetUtcNow(), new TrunkId("lab"), PhoneNumber.Parse("+18005550100"), default,
            new Dictionary<string, string>(), null, "127.0.0.1:5060", "a@b");
        journal.Write(new CallEvent.Received(inbound, campaign, campaign is null ? null : Zeta, 1, "sha256:1", "test.1"));
        foreach (var happened in events[..^1]) journal.Write(happened);
        await journal.WriteDurablyAsync(events[^1]);
        await services.GetRequiredService<Settlement>().SettleAsync(id, CancellationToken.None);
        return id;
    }

    private static CallEvent.Enriched Enriched() => new(CallerProfile.Unknown(default) with { State = "FL" });

    private static CallEvent.Ended Ended(CallOutcome outcome, Reason reason) => new(outcome, reason, null, TimeSpan.Zero, null);

    private static CallEvent.AuctionClosed Auction(int candidates) => new(new AuctionRecord(
        AuctionId.New(TimeProvider.System), CallId.New(TimeProvider.System), "call", Campaigns.AuctionType.FirstPrice, Campaigns.RankBy.Price,
        Money.Usd(12), TimeSpan.FromMilliseconds(200), 7, TimeProvider.System.GetUtcNow(), TimeSpan.FromMilliseconds(90),
        [
            .. Enumerable.Range(0, candidates).Select(i => new Candidate(
                new TargetId($"target-{i}"), new BuyerId($"buyer-{i}"), 0, CandidateStage.NoBid,
                Reason.Of("no_bid.reason", ("text", "not this one")), [], SentMs: 1, FirstByteMs: 20 + i, DoneMs: 21 + i,
                Shown: ["area_code", "state"])),
        ]));

    /// <summary>A server in which nobody calls.</summary>
    public sealed class QuietMarket : IAsyncLifetime
    {
        private Market? _market;

        public Market Market => _market!;

        public async ValueTask InitializeAsync() => _market = await Market.OpenAsync(new WorldSettings(1, 1, 1));

        public ValueTask DisposeAsync() => _market!.DisposeAsync();
    }
}
