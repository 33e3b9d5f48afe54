using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Server.Console.Call.Facts;
using Bidline.Tests.Calls;
using Shouldly;
using Xunit;
using static Bidline.Tests.Calls.ToldCall;

namespace Bidline.Tests.Console.Call;

public sealed class CallerFactsTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    [Theory]
    [InlineData("2026-03-10T14:41:58Z", "10:41:58 EDT")]
    [InlineData("2026-01-10T14:41:58Z", "09:41:58 EST")]
    public void A_time_carries_its_zone(string at, string said) =>
        Clocks.Time(DateTimeOffset.Parse(at), NewYork).ShouldBe(said);

    [Theory]
    [InlineData("America/Chicago", "09:41 CDT for the caller")]
    [InlineData("America/Detroit", "the caller's time too")]
    [InlineData("America/Sao_Paulo", "11:41 UTC-03:00 for the caller")]
    [InlineData("No/Where", null)]
    [InlineData(null, null)]
    public void The_callers_own_clock_stands_beside_the_markets(string? zone, string? said) =>
        Clocks.ForCaller(new DateTimeOffset(2026, 3, 10, 14, 41, 58, TimeSpan.Zero), zone, NewYork).ShouldBe(said);

    [Fact]
    public void A_tag_says_who_said_it()
    {
        var told = Enriched(("age", "52"), ("income", "high"));
        var inbound = Given.AnInboundCall() with { Tags = new Dictionary<string, string> { ["age"] = "52" } };
        var log = told.Log.Select((entry, i) => i > 0 ? entry : entry with
        {
            Event = (CallEvent.Received)entry.Event with { Inbound = inbound },
        });

        Of([.. log]).Tags.ShouldBe([new Fact("age", "52", "with the call, trunk lab"), new Fact("income", "high", "enrichment")]);
    }

    [Fact]
    public void Who_was_shown_the_same_stands_together_with_when()
    {
        Candidate Shown(TargetId target, params string[] fields) =>
            Row(target, CandidateStage.NoBid, Reason.Of("no_bid.declined")) with { SentMs = 1, Shown = fields };
        var told = new ToldCall().Then(0.1, new CallEvent.AuctionClosed(Auction(
            Shown(AcmeFlorida, "area_code", "state"), Shown(BetaLegal, "area_code", "state"),
            Shown(new TargetId("full"), "caller", "area_code"))));

        var shown = Of(told.Log).Disclosures;

        shown.Select(it => string.Join(' ', it.Fields)).ShouldBe(["area_code state", "caller area_code"]);
        shown[0].To.Select(to => to.Buyer).ShouldBe(["Acme Insurance · FL desk", "Beta Legal"]);
        shown[0].To[0].At.ShouldBe([Given.Monday9Am.AddMilliseconds(1)]);
    }

    [Fact]
    public void The_callers_number_is_masked_and_ours_is_not()
    {
        Of(new ToldCall().Log).Profile[0].Value.ShouldBe("+1 (305) •••-••42");
        Numbers.InFull("+18005550100").ShouldBe("+1 (800) 555-0100");
    }

    private static ToldCall Enriched(params (string Name, string Value)[] tags) => new ToldCall().Then(
        0.01,
        new CallEvent.Enriched(Given.AFloridian() with { Tags = tags.ToDictionary(tag => tag.Name, tag => tag.Value) }));

    private static CallerFacts Of(IReadOnlyList<CallLogEntry> log) => CallerFacts.Of(CallTrace.Of(log, Book)!, new Naming(Book));
}
