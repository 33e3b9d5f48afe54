using System.Collections.Frozen;
using System.Text;
using Bidline.Adapters.Buyers;
using Bidline.Adapters.Buyers.Watching;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Tests.Adapters.Buyers;
using Bidline.Tests.Adapters.Conformance;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions.Trials;

public sealed class BidderTrialTests : IDisposable
{
    private readonly WatchedClient _client =
        new(new BidderClientSettings(), new AddressPolicy(allowPrivate: true), TimeProvider.System);

    private readonly BidderTrial _trial;

    public BidderTrialTests() => _trial = new BidderTrial(
        Some.Settings, BuyerProtocols.All, _client.AskAsync, Some.Destinations,
        new BidderHealth(Some.Settings, TimeProvider.System), TimeProvider.System);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_bid_is_shown_with_what_was_sent_and_what_it_is_worth_in_each_campaign()
    {
        await using var bidder = await FaultyBidder.StartAsync();
        var dear = Given.ACampaign(50, ["rtb"]) with { Id = new CampaignId("dear") };
        var cheap = Given.ACampaign(12, ["rtb"]) with { Id = new CampaignId("cheap") };

        var report = await ReportAsync(Book(bidder.Url.AbsoluteUri, cheap, dear));

        report.Answer.ShouldBeOfType<BidAnswer.Bid>().Price.ShouldBe(Money.Usd(31.50m));
        report.Campaign.ShouldBe(cheap.Id);
        var sent = Encoding.UTF8.GetString(report.Exchange!.Request.Body.Span);
        sent.ShouldContain("\"test\":true");
        sent.ShouldContain("\"floor\":\"12.00\"");
        report.Exchange.Answer!.Status.ShouldBe(200);
        report.Verdicts.Select(verdict => (verdict.Campaign.Value, verdict.Refusal?.Code))
            .ShouldBe([("cheap", null), ("dear", "rejected.below_floor")]);
    }

    [Fact]
    public async Task The_question_states_the_terms_of_the_campaign_that_was_asked_for()
    {
        await using var bidder = await FaultyBidder.StartAsync();
        var dear = Given.ACampaign(50, ["rtb"]) with { Id = new CampaignId("dear") };
        var book = Book(bidder.Url.AbsoluteUri, Given.ACampaign(12, ["rtb"]), dear);

        var report = await ReportAsync(book, Order() with { Campaign = dear.Id });

        report.Answer.ShouldBeOfType<BidAnswer.NoBid>();
        report.Verdicts.ShouldAllBe(verdict => verdict.Refusal!.Code == "no_bid.reason");
    }

    [Fact]
    public async Task A_bid_that_would_be_sold_at_a_loss_or_above_the_maximum_says_so()
    {
        await using var bidder = await FaultyBidder.StartAsync();
        var campaign = Given.ACampaign(0, ["rtb"]);
        var publisher = Given.PublisherTerms() with { Payout = new PayoutTerms.Fixed(Money.Usd(40)) };
        var loss = campaign with { Publishers = new[] { publisher }.ToFrozenDictionary(one => one.Publisher) };
        var capped = Given.ABidder("rtb", url: bidder.Url.AbsoluteUri);
        var terms = ((TargetPrice.Bidder)capped.Price).Terms with { MaxBid = Money.Usd(20) };

        (await ReportAsync(Book(bidder.Url.AbsoluteUri, loss))).Verdicts.Single().Refusal!.Code.ShouldBe("rejected.below_margin");
        await Task.Delay(TrialPause, TestContext.Current.CancellationToken);
        (await ReportAsync(Given.ABook(campaign, capped with { Price = new TargetPrice.Bidder(terms) })))
            .Verdicts.Single().Refusal!.Code.ShouldBe("rejected.above_max");
    }

    [Fact]
    public async Task An_answer_after_the_auction_would_be_late()
    {
        await using var bidder = new HostileBidder(async (stream, stop) =>
        {
            await Task.Delay(300, stop);
            await HostileBidder.SendAsync(stream, HostileBidder.Json("""{"bid":"31.50"}"""), stop);
        });

        var report = await ReportAsync(Book(bidder.Url, Given.ACampaign("rtb")));

        report.Verdicts.Single().WaitsFor.ShouldBe(TimeSpan.FromMilliseconds(80));
        report.Verdicts.Single().Refusal!.Code.ShouldBe("error.timeout");
    }

    [Fact]
    public async Task A_target_that_no_campaign_uses_yet_can_be_tried()
    {
        await using var bidder = await FaultyBidder.StartAsync();

        var report = await ReportAsync(Book(bidder.Url.AbsoluteUri, Given.ACampaign("other")));

        report.Answer.ShouldBeOfType<BidAnswer.Bid>();
        (report.Campaign, report.Verdicts.Count).ShouldBe((null, 0));
    }

    [Fact]
    public async Task A_bidder_that_is_not_there_is_an_answer_too()
    {
        var report = await ReportAsync(Book("http://127.0.0.1:9/bid", Given.ACampaign("rtb")));

        report.Answer.ShouldBeOfType<BidAnswer.Failed>().Reason.Code.ShouldBe("error.unreachable");
        report.Exchange!.Answer.ShouldBeNull();
    }

    [Fact]
    public async Task What_cannot_be_tried_is_refused_before_anybody_is_asked()
    {
        var book = Book("http://127.0.0.1:9/bid", Given.ACampaign("rtb"));
        var flat = Given.ABook(Given.ACampaign("flat"), Given.ATarget("flat"));

        (await _trial.RunAsync(book, Order("nobody"))).ShouldBeOfType<TrialOutcome.NoTarget>();
        (await _trial.RunAsync(flat, Order("flat"))).ShouldBeOfType<TrialOutcome.NoBidder>();
        (await _trial.RunAsync(book, Order() with { Campaign = new CampaignId("none") })).ShouldBeOfType<TrialOutcome.NotSoldThere>();
    }

    [Fact]
    public async Task Nobody_is_asked_twice_within_a_second()
    {
        await using var bidder = await FaultyBidder.StartAsync();
        var book = Book(bidder.Url.AbsoluteUri, Given.ACampaign("rtb"));
        await _trial.RunAsync(book, Order());

        var second = await _trial.RunAsync(book, Order());

        second.ShouldBeOfType<TrialOutcome.TooSoon>().RetryAfter.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("+13055550142", true)]
    [InlineData("+12125550199", true)]
    [InlineData("+13055550200", false)]
    [InlineData("+13055551142", false)]
    [InlineData("+493055550142", false)]
    public void Only_numbers_that_nobody_has_are_asked_about(string number, bool isFictional) =>
        SampleCaller.IsFictional(PhoneNumber.Parse(number)).ShouldBe(isFictional);

    private static readonly TimeSpan TrialPause = TimeSpan.FromMilliseconds(1050);

    private async Task<TrialReport> ReportAsync(CampaignBook book, TrialOrder? order = null) =>
        (await _trial.RunAsync(book, order ?? Order())).ShouldBeOfType<TrialOutcome.Done>().Report;

    private static TrialOrder Order(string target = "rtb") =>
        new(new TargetId(target), SampleCaller.Floridian, Campaign: null, Publisher: null);

    private static CampaignBook Book(string url, params Campaign[] campaigns) =>
        Given.ABook(campaigns[0], Given.ABidder("rtb", url: url)) with
        {
            Campaigns = campaigns.ToFrozenDictionary(campaign => campaign.Id),
        };
}
