using System.Text;
using Bidline.Adapters.Conformance;
using Bidline.Adapters.Conformance.Publishers;
using Bidline.Adapters.Conformance.Reports;
using Bidline.Postbacks;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Conformance;

/// <summary>What can be wrong with the publisher of these tests.</summary>
public enum PublisherFault
{
    None,
    PingsElsewhere,
    SendsNoJson,
    CallsIdsNumbers,
    LeavesTheCallerOut,
    ForgetsTest,
    OpensAConnectionEach,
    ComesBackAtOnce,
    StopsAtABrokenAnswer,
    HammersTheSameCaller,
    SignsWithAnotherSecret,
    NamesAnExchangeTwice,
}

public sealed class PublisherRunTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>A fault, the check that must find it, and what its drawing must show.</summary>
    public static TheoryData<PublisherFault, string, string> Planted => new()
    {
        { PublisherFault.PingsElsewhere, "came", "-- POST /somewhere" },
        { PublisherFault.SendsNoJson, "form", "caller is 305" },
        { PublisherFault.CallsIdsNumbers, "caller", "user-17" },
        { PublisherFault.LeavesTheCallerOut, "caller", "\"test\":true" },
        { PublisherFault.ForgetsTest, "test", "\"caller_id\"" },
        { PublisherFault.OpensAConnectionEach, "keep-alive", "" },
        { PublisherFault.ComesBackAtOnce, "retry-after", "Retry-After: 1" },
        { PublisherFault.StopsAtABrokenAnswer, "goes-on", "\"status\":\"off" },
        { PublisherFault.HammersTheSameCaller, "no-hammering", "\"status\":\"rejected\"" },
        { PublisherFault.SignsWithAnotherSecret, "signature", "webhook-signature: v1," },
        { PublisherFault.NamesAnExchangeTwice, "chain", "" },
    };

    [Fact]
    public async Task A_good_publisher_passes_every_check_that_applies()
    {
        var report = await RunAsync(PublisherFault.None);

        TableReport.Details(report).ShouldBe("");
        report.Results.Where(result => result.Verdict is not Verdict.Passed).Select(result => result.Name).ShouldBe(["idempotency", "chain"]);
        JUnitReport.Of(report).ShouldContain("bidline.conform.publisher");
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public async Task A_planted_fault_is_found_by_its_check_and_drawn(PublisherFault fault, string check, string drawn)
    {
        var report = await RunAsync(fault);

        var wrong = report.Results.Where(result => result.Verdict is Verdict.Failed or Verdict.Warned).Select(result => result.Name);
        wrong.ShouldContain(check, TableReport.Details(report));
        TableReport.Details(report).ShouldContain(drawn);
    }

    [Fact]
    public async Task Where_nobody_comes_the_run_ends_and_says_so()
    {
        var settings = new PublisherSettings(FreeAddress(), 8, []) { AtMost = TimeSpan.FromMilliseconds(200) };

        var report = await new PublisherRun(settings, TimeProvider.System).RunAsync(() => { }, _ => { }, TestContext.Current.CancellationToken);

        report.Results.Where(result => result.Verdict is Verdict.Failed).Select(result => result.Name).ShouldBe(["came"]);
    }

    private static async Task<ConformanceReport> RunAsync(PublisherFault fault)
    {
        var settings = new PublisherSettings(FreeAddress(), 10, [])
        {
            Secret = Secret, RetryAfter = TimeSpan.FromSeconds(1), Slow = TimeSpan.FromMilliseconds(100), AtMost = TimeSpan.FromSeconds(8),
        };
        Task? publisher = null;
        using var stop = new CancellationTokenSource();
        var report = await new PublisherRun(settings, TimeProvider.System).RunAsync(
            () => publisher = PublishAsync(settings, fault, stop.Token), _ => { }, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await publisher!;
        return report;
    }

    /// <summary>A publisher as a stranger would write it: one ping after the other, one new caller each.</summary>
    private static async Task PublishAsync(PublisherSettings settings, PublisherFault fault, CancellationToken stop)
    {
        using var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = fault == PublisherFault.OpensAConnectionEach ? TimeSpan.Zero : Timeout.InfiniteTimeSpan,
        };
        using var http = new HttpClient(handler);
        try
        {
            for (var i = 0; i < 10; i++)
            {
                var caller = fault == PublisherFault.HammersTheSameCaller ? 0 : i;
                using var request = Request(settings, fault, caller);
                using var answer = await http.SendAsync(request, stop);
                var text = await answer.Content.ReadAsStringAsync(stop);
                if (fault == PublisherFault.StopsAtABrokenAnswer && !text.EndsWith('}')) return;
                if (answer.Headers.RetryAfter?.Delta is { } wait && fault != PublisherFault.ComesBackAtOnce)
                    await Task.Delay(wait + TimeSpan.FromMilliseconds(50), stop);
                // Some time passes between callers.
                await Task.Delay(fault == PublisherFault.ComesBackAtOnce ? 100 : 5, stop);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            // The kit has seen enough.
        }
    }

    private static HttpRequestMessage Request(PublisherSettings settings, PublisherFault fault, int caller)
    {
        var url = fault == PublisherFault.PingsElsewhere ? new Uri(settings.Listen, "somewhere") : settings.Offers;
        var who = fault switch
        {
            PublisherFault.LeavesTheCallerOut => "",
            PublisherFault.CallsIdsNumbers => "\"caller_id\":\"user-17\",",
            _ => $"\"caller_id\":\"+1305555011{caller}\",",
        };
        var body = fault == PublisherFault.SendsNoJson ? $"caller is 305555011{caller}"
            : $"{{{who}\"zip\":\"33130\"{(fault == PublisherFault.ForgetsTest ? "" : ",\"test\":true")}}}";
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        var secret = fault == PublisherFault.SignsWithAnotherSecret ? $"whsec_{Convert.ToBase64String(new byte[32])}" : Secret;
        var signed = Encoding.UTF8.GetBytes($"POST {url.PathAndQuery}\n{body}");
        foreach (var (name, value) in WebhookSignature.Headers(
            $"msg_{caller}", TimeProvider.System.GetUtcNow(), signed, [secret])) request.Headers.Add(name, value);
        if (fault == PublisherFault.NamesAnExchangeTwice) request.Headers.Add("X-Rtb-Chain", "a.example:1;b.example:2;A.example:3");
        return request;
    }

    private static Uri FreeAddress() => new($"http://127.0.0.1:{FreePorts.One()}/");
}
