using System.Text.Json;
using System.Text.RegularExpressions;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Tests.Calls;
using Bidline.Tests.Protocol;
using Bidline.Tests.Tidy;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Postbacks.Notices;

/// <summary>docs/protocol/schema/notice.json is what receivers build against: what is sent has to be what it says.</summary>
public sealed class NoticeSchemaTests
{
    private static readonly JsonSchema Schema = JsonSchema.Load("notice.json");

    [Fact]
    public void Every_kind_of_notice_is_as_the_schema_says()
    {
        var call = new ToldCall().Then(0.1, new CallEvent.AuctionClosed(ToldCall.Auction(
                Row(ToldCall.AcmeFlorida, CandidateStage.Won, Reason.Of("won"), 34, 1),
                Row(ToldCall.BetaLegal, CandidateStage.Error, Reason.Of("error.timeout", ("ms", "98"))))))
            .Dialled(1, ToldCall.AcmeFlorida).Answered(1, ToldCall.AcmeFlorida, 6)
            .Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 131.5).Settled();
        var book = CallNoticesTests.BookWith(new NoticeTerms(new Uri("https://n.example/"), true, true, true, true), reveal: true);

        var notices = CallNotices.Of(call.Log, null, book);

        notices.Select(notice => notice.Kind).Distinct().Order().ShouldBe(["bid.billed", "bid.converted", "bid.lost", "bid.won"]);
        foreach (var notice in notices) MistakesOf(notice.Body).ShouldBeEmpty(notice.Body);
    }

    [Fact]
    public void What_the_conformance_kit_sends_is_as_the_schema_says()
    {
        foreach (var notice in Bidline.Adapters.Conformance.Notice.OfACall(TimeProvider.System))
        {
            var body = System.Text.Encoding.UTF8.GetString(notice.Body.Span);
            MistakesOf(body).ShouldBeEmpty(body);
        }
    }

    [Fact]
    public void The_examples_of_the_page_are_as_the_schema_says()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/protocol/notices.md"));
        var examples = Regex.Matches(page, "```json\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToList();

        examples.Count.ShouldBeGreaterThanOrEqualTo(4);
        foreach (var example in examples) MistakesOf(example).ShouldBeEmpty(example);
    }

    [Theory]
    [InlineData("\"type\":\"bid.won\"", "\"type\":\"bid.lost\"")]
    [InlineData("\"attempt\":1", "\"attempt\":\"1\"")]
    [InlineData("\"price\":\"34.00\"", "\"price\":34")]
    [InlineData("\"currency\":\"USD\",", "")]
    [InlineData("\"currency\"", "\"caller\":\"+13055550142\",\"currency\"")]
    public void What_is_not_so_is_found(string piece, string by)
    {
        const string good = """
            {"type":"bid.won","timestamp":"2026-03-02T14:00:00.100Z","data":{"call":"call_0197b0de0000700080000123456789ab","auction":"auc_0197b0de00007000800000000000000a","target":"acme-fl","currency":"USD","attempt":1,"price":"34.00","qualify_seconds":90}}
            """;
        MistakesOf(good).ShouldBeEmpty();

        MistakesOf(good.Replace(piece, by)).ShouldNotBeEmpty();
    }

    private static Candidate Row(TargetId target, CandidateStage stage, Reason reason, decimal? bid = null, int? rank = null) =>
        ToldCall.Row(target, stage, reason, bid, rank) with { SentMs = 1 };

    private static IReadOnlyList<string> MistakesOf(string json) => Schema.MistakesOf(JsonElement.Parse(json));
}
