using System.Collections.Frozen;
using System.Text.Json;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Tests.Calls;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Postbacks.Notices;

public sealed class CallNoticesTests
{
    private static readonly NoticeTerms Everything = new(new Uri("https://n.example/"), true, true, true, true);

    [Fact]
    public void The_winner_is_told_what_it_pays_and_later_that_it_was_billed()
    {
        var call = Auctioned().Dialled(1, ToldCall.AcmeFlorida).Answered(1, ToldCall.AcmeFlorida, 6)
            .Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 131).Settled();

        var told = Told(call, ToldCall.AcmeFlorida);

        told.Keys.ShouldBe(["bid.won", "bid.billed", "bid.converted"]);
        Data(told["bid.won"]).ShouldBe(
            """{"call":"call_0197b0de000070008000012345678 9ab","auction":"auc_0197b0de00007000800000000000000a","target":"acme-fl","currency":"USD","bid":"34.00","bid_id":"b-7","attempt":1,"price":"34.00","qualify_seconds":90}"""
                .Replace(" ", ""));
        Data(told["bid.billed"]).ShouldContain(
            "\"billed\":true,\"amount\":\"34.00\",\"talk_seconds\":131,\"reason\":{\"code\":\"pay.qualified\"");
        Data(told["bid.converted"]).ShouldContain("\"amount\":\"34.00\",\"talk_seconds\":131,\"needed_seconds\":90");
    }

    [Fact]
    public void Who_lost_is_told_why_once_the_call_is_somebody_elses()
    {
        var call = Auctioned().Dialled(1, ToldCall.AcmeFlorida);
        Told(call, ToldCall.BetaLegal).ShouldBeEmpty();

        var lost = Told(call.Answered(1, ToldCall.AcmeFlorida, 6), ToldCall.BetaLegal).ShouldHaveSingleItem().Value;

        Data(lost).ShouldContain(
            "\"bid\":\"31.50\",\"reason\":{\"code\":\"lost.price\",\"text\":\"outbid\",\"values\":{\"own\":\"31.50\"}},\"loss\":102");
        Data(lost).ShouldNotContain("34.00");
        Data(lost).ShouldNotContain("acme");
    }

    [Fact]
    public void The_minimum_to_win_is_told_only_where_the_campaign_says_so()
    {
        var call = Auctioned().Dialled(1, ToldCall.AcmeFlorida).Answered(1, ToldCall.AcmeFlorida, 6);

        Data(Told(call, ToldCall.BetaLegal, reveal: true)["bid.lost"]).ShouldEndWith("\"minimum_to_win\":\"34.00\"}");
        Data(Told(call, ToldCall.BetaLegal, reveal: false)["bid.lost"]).ShouldNotContain("minimum_to_win");
    }

    [Fact]
    public void A_bid_below_the_floor_is_told_the_floor_and_where_nobody_bid_that_is_the_minimum()
    {
        var reason = Reason.Of("rejected.below_floor", ("bid", "9.00"), ("floor", "24.00"), ("gap", "15.00"), ("rule", "campaign"));
        var call = With(Row(ToldCall.BetaLegal, CandidateStage.Rejected, reason, 9))
            .Ended(CallOutcome.NoBuyer, reason);

        Data(Told(call, ToldCall.BetaLegal, reveal: true)["bid.lost"]).ShouldEndWith(
            "\"values\":{\"bid\":\"9.00\",\"floor\":\"24.00\"}},\"loss\":100,\"minimum_to_win\":\"24.00\"}");
    }

    [Fact]
    public void The_second_who_got_the_call_won_and_the_first_is_told_that_it_was_not_billed()
    {
        var call = Auctioned().Dialled(1, ToldCall.AcmeFlorida).Failed(1, ToldCall.AcmeFlorida, "dial.busy", 2)
            .Dialled(2, ToldCall.BetaLegal).Answered(2, ToldCall.BetaLegal, 3)
            .Ended(CallOutcome.Connected, Reason.Of("pay.too_short"), talk: 20).Settled();

        Told(call, ToldCall.AcmeFlorida).Keys.ShouldBe(["bid.won", "bid.billed"]);
        Data(Told(call, ToldCall.AcmeFlorida)["bid.billed"]).ShouldContain(
            "\"billed\":false,\"amount\":\"0.00\",\"reason\":{\"code\":\"dial.busy\"");
        Told(call, ToldCall.BetaLegal).Keys.ShouldBe(["bid.won", "bid.billed"]);
        Data(Told(call, ToldCall.BetaLegal)["bid.billed"]).ShouldContain(
            "\"reason\":{\"code\":\"pay.too_short\",\"text\":\"too short\",\"values\":{\"got\":\"20\",\"needed\":\"90\",\"short\":\"70\"}}");
    }

    [Fact]
    public void Who_ranked_first_and_could_not_be_dialled_lost_for_that_reason()
    {
        var call = Auctioned().Then(0, new CallEvent.HoldRefused(
            1, ToldCall.AcmeFlorida, ToldCall.Acme, Reason.Of("rejected.balance", ("balance", "1.00"), ("price", "34.00"))))
            .Dialled(2, ToldCall.BetaLegal).Answered(2, ToldCall.BetaLegal, 3);

        Data(Told(call, ToldCall.AcmeFlorida)["bid.lost"]).ShouldContain(
            "\"code\":\"rejected.balance\",\"text\":\"ran out of funds meanwhile\",\"values\":{\"balance\":\"1.00\",\"price\":\"34.00\"}},\"loss\":1564");
    }

    [Fact]
    public void A_caller_who_left_before_the_dial_is_the_winners_loss()
    {
        var call = Auctioned().Ended(CallOutcome.Abandoned, Reason.Of("call.caller_hangup_auction", ("after", "1.2")));

        Data(Told(call, ToldCall.AcmeFlorida)["bid.lost"]).ShouldContain("\"code\":\"call.caller_hangup_auction\"");
        Data(Told(call, ToldCall.AcmeFlorida)["bid.lost"]).ShouldContain("\"loss\":2");
    }

    [Fact]
    public void A_server_that_died_while_it_rang_still_settles_what_was_won()
    {
        var call = Auctioned().Dialled(1, ToldCall.AcmeFlorida)
            .Ended(CallOutcome.Failed, Reason.Of("call.recovered")).Settled();

        Data(Told(call, ToldCall.AcmeFlorida)["bid.billed"]).ShouldContain("\"billed\":false,\"amount\":\"0.00\"");
    }

    [Theory]
    [InlineData(CandidateStage.NoBid, "no_bid.declined", false)]
    [InlineData(CandidateStage.Error, "error.timeout", true)]
    [InlineData(CandidateStage.Rejected, "rejected.currency", true)]
    public void Who_declined_is_not_told_that_it_lost(CandidateStage stage, string code, bool told)
    {
        var call = With(Row(ToldCall.BetaLegal, stage, Reason.Of(code))).Ended(CallOutcome.NoBuyer, Reason.Of(code));

        Told(call, ToldCall.BetaLegal).ContainsKey("bid.lost").ShouldBe(told);
    }

    [Fact]
    public void Who_was_not_asked_or_asked_for_nothing_is_told_nothing()
    {
        var notAsked = With(ToldCall.NotAsked("beta-legal", "not_asked.paused")).Ended(CallOutcome.NoBuyer, Reason.Of("call.no_targets"));
        Told(notAsked, ToldCall.BetaLegal).ShouldBeEmpty();

        var call = Auctioned().Dialled(1, ToldCall.AcmeFlorida).Answered(1, ToldCall.AcmeFlorida, 6);
        Told(call, ToldCall.BetaLegal, terms: Everything with { Lost = false }).ShouldBeEmpty();
        CallNotices.Of(call.Log, null, ToldCall.Book).ShouldBeEmpty();
    }

    [Fact]
    public void A_longer_log_gives_the_same_notices_under_the_same_keys_and_more()
    {
        var call = Auctioned();
        var seen = new Dictionary<string, string>();
        void Look(ToldCall now)
        {
            foreach (var notice in CallNotices.Of(now.Log, null, BookWith(Everything, true)))
                if (!seen.TryAdd(notice.Key, notice.Body)) notice.Body.ShouldBe(seen[notice.Key]);
            foreach (var key in seen.Keys.ToArray())
                CallNotices.Of(now.Log, null, BookWith(Everything, true)).ShouldContain(notice => notice.Key == key);
        }

        Look(call);
        Look(call.Dialled(1, ToldCall.AcmeFlorida));
        Look(call.Failed(1, ToldCall.AcmeFlorida, "dial.busy", 2));
        Look(call.Dialled(2, ToldCall.BetaLegal));
        Look(call.Answered(2, ToldCall.BetaLegal, 3));
        Look(call.Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 131));
        Look(call.Settled());

        seen.Keys.Select(key => string.Join('/', key.Split('/')[2..])).Order().ShouldBe(
            ["acme-fl/billed", "acme-fl/won", "beta-legal/billed", "beta-legal/converted", "beta-legal/won"]);
    }

    /// <summary>What a reason compares may be somebody else's: every code of the catalogue is looked at.</summary>
    [Fact]
    public void No_reason_carries_another_partys_values_to_a_bidder()
    {
        string[] others = ["winning", "gap", "winner", "margin", "min", "eligible", "turn", "states", "scope"];
        foreach (var entry in Bidline.Calls.Reasons.ReasonCatalogue.Entries)
        {
            var names = others.Concat(System.Text.RegularExpressions.Regex.Matches(entry.Template, @"\{(\w+)\}")
                .Select(match => match.Groups[1].Value)).Distinct();
            var reason = Reason.Of(entry.Code, [.. names.Select(name => (name, (string?)"x"))]);

            ToldReason.Of(reason).Values.Keys.ShouldNotContain(name => others.Contains(name), entry.Code);
            LossNumbers.Of(entry.Code).ShouldBeGreaterThanOrEqualTo(1);
        }
    }

    [Fact]
    public void There_is_nothing_of_the_caller_in_a_notice()
    {
        var call = Auctioned().Dialled(1, ToldCall.AcmeFlorida).Answered(1, ToldCall.AcmeFlorida, 6)
            .Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 131).Settled();

        foreach (var notice in CallNotices.Of(call.Log, null, BookWith(Everything, true)))
        {
            notice.Body.ShouldNotContain("3055550142");
            notice.Body.ShouldNotContain("zeta");
            notice.Body.Length.ShouldBeLessThan(2_000);
        }
    }

    internal static CampaignBook BookWith(NoticeTerms terms, bool reveal)
    {
        var targets = ToldCall.Book.Targets.Values.Select(target => target with
        {
            Price = new TargetPrice.Bidder(((TargetPrice.Bidder)Given.ABidder("b").Price).Terms with { Notices = terms }),
        });
        var campaign = Given.ACampaign("acme-fl", "beta-legal");
        return ToldCall.Book with
        {
            Targets = targets.ToFrozenDictionary(target => target.Id),
            Campaigns = new[] { campaign with { Auction = campaign.Auction with { RevealMinimumToWin = reveal } } }
                .ToFrozenDictionary(it => it.Id),
        };
    }

    private static Dictionary<string, Postback> Told(
        ToldCall call, TargetId target, bool reveal = false, NoticeTerms? terms = null) =>
        CallNotices.Of(call.Log, null, BookWith(terms ?? Everything, reveal))
            .Where(notice => notice.Destination == NoticeAddress.Of(target))
            .ToDictionary(notice => notice.Kind);

    private static string Data(Postback notice) => JsonElement.Parse(notice.Body).GetProperty("data").GetRawText();

    private static ToldCall Auctioned() => With(
        Row(ToldCall.AcmeFlorida, CandidateStage.Won, Reason.Of("won", ("price", "34.00"), ("next", "31.50")), 34, 1) with { BidId = "b-7" },
        Row(ToldCall.BetaLegal, CandidateStage.Lost,
            Reason.Of("lost.price", ("own", "31.50"), ("winning", "34.00"), ("gap", "2.50")), 31.50m, 2));

    private static ToldCall With(params Candidate[] rows) => new ToldCall().Then(0.1, new CallEvent.AuctionClosed(ToldCall.Auction(rows)));

    private static Candidate Row(TargetId target, CandidateStage stage, Reason reason, decimal? bid = null, int? rank = null) =>
        ToldCall.Row(target, stage, reason, bid, rank) with { SentMs = 1 };
}
