using Bidline.Adapters.Conformance;
using Bidline.Adapters.Conformance.Exchanges;
using Bidline.Adapters.Conformance.Reports;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Conformance;

public sealed class ExchangeRunTests
{
    /// <summary>A fault, the check that must find it, and what its drawing must show.</summary>
    public static TheoryData<ExchangeFault, string, string> Planted => new()
    {
        { ExchangeFault.PriceIsANumber, "answer", "\"price\":27.20" },
        { ExchangeFault.NumberWithoutPlus, "destination", "\"number\":\"8005550120\"" },
        { ExchangeFault.ExpiredAtOnce, "expiry", "\"ttl_ms\":-60000" },
        { ExchangeFault.IgnoresAccept, "accept", "\"accept\":{\"sip\":true,\"number\":false}" },
        { ExchangeFault.OffersBelowFloor, "floor", "\"floor\":\"100000.00\"" },
        { ExchangeFault.ReservesTests, "test", "\"status\":\"open\"" },
        { ExchangeFault.BreaksOnUnknownFields, "unknown-fields", "-- 500, " },
        { ExchangeFault.KnowsOnlyAscii, "utf-8", "-- 400, " },
        { ExchangeFault.TakesAnyCaller, "bad-caller", "12345abc" },
        { ExchangeFault.BreaksOnBrokenJson, "broken-json", "<html>oops</html>" },
        { ExchangeFault.BreaksOnDeepJson, "deep-json", "-- 500, " },
        { ExchangeFault.ReadsHugeBodies, "huge-body", "\"status\":\"offered\"" },
        { ExchangeFault.ReadsAnyXml, "xml-entities", "DOCTYPE p" },
        { ExchangeFault.TakesAnyKey, "unknown-key", "00000000000000000000000000000000/offers" },
        { ExchangeFault.InventsOffers, "unknown-offer", "-- GET /" },
        { ExchangeFault.TakesAnySignature, "signature", "webhook-signature: v1," },
        { ExchangeFault.TakesLoops, "loop", "\"status\":\"offered\"" },
        { ExchangeFault.AnotherPriceAgain, "same-ping", "2. the same ping again" },
        { ExchangeFault.ForgetsKeys, "idempotency", "2. the same request again" },
        { ExchangeFault.TakesKeysTwice, "key-reuse", "2. another request, the same key" },
        { ExchangeFault.ClosesConnections, "keep-alive", "Connection: close" },
        { ExchangeFault.LateNowAndThen, "deadline", "late" },
        { ExchangeFault.BreaksUnderLoad, "parallel", "-- 503, " },
    };

    [Fact]
    public async Task A_good_exchange_passes_every_check()
    {
        await using var exchange = await FaultyExchange.StartAsync();

        var report = await RunAsync(exchange);

        TableReport.Details(report).ShouldBe("");
        report.Results.ShouldAllBe(result => result.Verdict is Verdict.Passed);
        report.Results.Count.ShouldBe(ExchangeRun.Checks.Count);
        JUnitReport.Of(report).ShouldContain("bidline conform exchange http://127.0.0.1:");
        JsonReport.Of(report).ShouldContain("\"kind\": \"exchange\"");
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public async Task A_planted_fault_is_found_by_its_check_and_drawn(ExchangeFault fault, string check, string drawn)
    {
        await using var exchange = await FaultyExchange.StartAsync(fault);

        var report = await RunAsync(exchange);

        var wrong = report.Results.Where(result => result.Verdict is Verdict.Failed or Verdict.Warned).ToList();
        wrong.Select(result => result.Name).ShouldContain(check, TableReport.Details(report));
        TableReport.Details(report).ShouldContain(drawn);
    }

    [Fact]
    public async Task An_exchange_that_is_not_there_fails_nothing_and_says_why()
    {
        var settings = new ExchangeSettings(
            new Uri("http://127.0.0.1:9/rtb/v1/key/offers"), TimeSpan.FromSeconds(1), "+13055550142", new Dictionary<string, string>(), []);

        var report = await new ExchangeRun(settings, TimeProvider.System).RunAsync(_ => { }, _ => { }, TestContext.Current.CancellationToken);

        report.HasFailed.ShouldBeFalse();
        report.Unreachable.ShouldBe("connect failed: ConnectionRefused");
        report.Results.ShouldAllBe(result => result.Verdict is Verdict.Skipped);
    }

    private static Task<ConformanceReport> RunAsync(FaultyExchange exchange) => new ExchangeRun(
        new ExchangeSettings(
            exchange.Offers, TimeSpan.FromMilliseconds(600), "+13055550142", new Dictionary<string, string> { ["zip"] = "33130" }, [])
        {
            Secret = FaultyExchange.Secret, Node = FaultyExchange.Node, TimedPings = 40,
        },
        TimeProvider.System).RunAsync(_ => { }, _ => { }, TestContext.Current.CancellationToken);
}
