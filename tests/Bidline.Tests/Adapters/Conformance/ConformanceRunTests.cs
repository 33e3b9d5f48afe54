using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bidline.Adapters.Conformance;
using Bidline.Adapters.Conformance.Reports;
using Bidline.Tests.Adapters.Buyers;
using Microsoft.AspNetCore.Hosting;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Conformance;

public sealed class ConformanceRunTests
{
    /// <summary>A fault, the checks that must find it, and what the drawing of the first must show.</summary>
    public static TheoryData<Fault, string, string> Planted => new()
    {
        { Fault.LateNowAndThen, "deadline", "== deadline: 605.0 ms are over" },
        { Fault.BidIsAnObject, "valid-bid", """{"bid":{"amount":31.5}""" },
        { Fault.IgnoresTheFloor, "below-floor", "\"floor\":\"315.00\"" },
        { Fault.ClosesConnections, "keep-alive", "Connection: close" },
        { Fault.SaysItIsHtml, "valid-bid", "Content-Type: text/html" },
        { Fault.UsesABidIdAgain, "duplicate-id", "\"id\":\"my-only-bid\"" },
        { Fault.CountsTestQuestions, "test-flag", "\"code\":\"capacity\"" },
        { Fault.Zips, "gzip", "Content-Encoding: gzip" },
        { Fault.BreaksOnUnknownFields, "unknown-fields", "-- 500, " },
        { Fault.BreaksUnderLoad, "parallel", "-- 503, " },
        { Fault.NamesADestinationNobodyDials, "dialable", ";maddr=10.0.0.1" },
        { Fault.BidsThatAreOverAtOnce, "expired", "\"valid_seconds\":0" },
        { Fault.RoundsToCents, "decimals", "\"floor\":\"31.500001\"" },
        { Fault.CutsNumbersOff, "big-numbers", "\"deadline_ms\":60000" },
        { Fault.NeedsEveryField, "missing-fields", "\"zip\":null" },
        { Fault.KnowsOnlyAscii, "utf-8", "-- 400, " },
        { Fault.BreaksOnBrokenJson, "error-json", "-- 500, " },
        { Fault.SlowAfterAPause, "slow-start", "== deadline: 605.0 ms are over" },
        { Fault.KnowsNoLosses, "notice", "\"type\":\"bid.lost\"" },
        { Fault.RefusesTheSecondWin, "idempotent-win", "-- 409, 0 bytes" },
        { Fault.TakesAnySignature, "wrong-signature", "webhook-signature: v1," },
        { Fault.TakesOldNotices, "clock-skew", "webhook-timestamp: " },
        { Fault.NoBidIsANumber, "no-bid", """{"no_bid":42}""" },
    };

    [Fact]
    public async Task A_good_bidder_passes_every_check_that_applies()
    {
        await using var bidder = await FaultyBidder.StartAsync();

        var report = await RunAsync(Settings(bidder));

        TableReport.Details(report).ShouldBe("");
        report.Results.Where(result => result.Verdict is not Verdict.Passed).Select(result => result.Name).ShouldBe(["tls"]);
        report.Results.Count.ShouldBe(ConformanceRun.Checks.Count);
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public async Task A_planted_fault_is_found_by_its_check_alone_and_drawn(Fault fault, string check, string drawn)
    {
        await using var bidder = await FaultyBidder.StartAsync(fault);

        var pause = TimeSpan.FromMilliseconds(fault == Fault.SlowAfterAPause ? 300 : 10);
        var report = await RunAsync(Settings(bidder) with { Pause = pause });

        var wrong = report.Results.Where(result => result.Verdict is Verdict.Failed or Verdict.Warned).ToList();
        wrong.Select(result => result.Name).ShouldBe([check], TableReport.Details(report));
        var failed = wrong[0].Verdict.ShouldBeOfType<Verdict.Failed>();
        failed.Diagram.ShouldContain(drawn);
        failed.Diagram.ShouldContain("-- POST /");
    }

    [Fact]
    public async Task A_204_with_a_body_is_found_by_what_it_does_to_the_connection()
    {
        const string both = "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nsorry";
        await using var bidder = HostileBidder.Saying(both);

        var report = await RunAsync(new Uri(bidder.Url), "no-content");

        var failed = report.Results.Single().Verdict.ShouldBeOfType<Verdict.Failed>();
        failed.Diagram.ShouldContain("-- 204, 0 bytes");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_fails_the_check_of_TLS_and_nothing_else()
    {
        using var key = RSA.Create(2048);
        var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var bidder = await FaultyBidder.StartAsync(Fault.None, listen => listen.UseHttps(certificate));

        var report = await RunAsync(bidder.Url);

        report.Results.Where(result => result.Verdict is Verdict.Failed).Select(result => result.Name).ShouldBe(["tls"]);
        report.Results.Where(result => result.Verdict is Verdict.Skipped).Count().ShouldBe(ConformanceRun.Checks.Count - 1);
        report.Unreachable.ShouldNotBeNull().ShouldContain("tls");
    }

    [Fact]
    public async Task A_bidder_that_is_not_there_fails_nothing_and_says_why()
    {
        var report = await RunAsync(new Uri("http://127.0.0.1:9/bid"));

        report.HasFailed.ShouldBeFalse();
        report.Unreachable.ShouldBe("connect failed: ConnectionRefused");
        report.Questions.ShouldBe(2);
    }

    [Fact]
    public async Task A_bidder_that_says_nothing_costs_a_few_seconds_and_not_minutes()
    {
        await using var bidder = new HostileBidder((_, stop) => Task.Delay(Timeout.Infinite, stop));

        var report = await RunAsync(new Uri(bidder.Url));

        report.Took.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        report.Unreachable.ShouldNotBeNull();
    }

    [Fact]
    public async Task Only_the_checks_that_are_named_are_run()
    {
        await using var bidder = await FaultyBidder.StartAsync();
        var began = new List<string>();

        var run = new ConformanceRun(Settings(bidder.Url) with { Only = ["gzip", "test-flag"] }, TimeProvider.System);
        var report = await run.RunAsync(began.Add, _ => { }, TestContext.Current.CancellationToken);

        report.Results.Select(result => result.Name).ShouldBe(["gzip", "test-flag"]);
        began.ShouldBe(["survey", "gzip", "test-flag"]);
    }

    [Fact]
    public async Task No_check_is_begun_when_the_time_is_over()
    {
        await using var bidder = await FaultyBidder.StartAsync();

        var run = new ConformanceRun(Settings(bidder.Url) with { AtMost = TimeSpan.Zero }, TimeProvider.System);
        var report = await run.RunAsync(_ => { }, _ => { }, TestContext.Current.CancellationToken);

        report.Results.ShouldAllBe(result => result.Verdict is Verdict.Skipped);
    }

    private static Task<ConformanceReport> RunAsync(Uri url, params string[] only) =>
        RunAsync(Settings(url) with { Only = only });

    private static Task<ConformanceReport> RunAsync(ConformanceSettings settings) =>
        new ConformanceRun(settings, TimeProvider.System).RunAsync(_ => { }, _ => { }, TestContext.Current.CancellationToken);

    private static ConformanceSettings Settings(FaultyBidder bidder) =>
        Settings(bidder.Url) with { Notices = (bidder.Notices, FaultyMailbox.Secret) };

    private static ConformanceSettings Settings(Uri url) =>
        new(url, TimeSpan.FromMilliseconds(600), Caller: null, Only: [], AllowPrivate: false)
        {
            Pause = TimeSpan.FromMilliseconds(10),
            TimedQuestions = 100,
        };
}
