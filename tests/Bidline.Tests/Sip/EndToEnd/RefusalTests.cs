using System.Net;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Sip;
using Bidline.Sip.Media;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.EndToEnd;

public sealed class RefusalTests
{
    [Fact]
    public async Task A_stranger_gets_403()
    {
        await using var edge = await RunningEdge.StartAsync();
        edge.Shelf.Swap(CampaignBook.Empty);
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);

        await caller.ExpectAsync("SIP/2.0 403");
        edge.Calls.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("CSeq: 1 INVITE", "CSeq: one INVITE", "400")]
    [InlineData("Max-Forwards: 70", "Max-Forwards: 0", "483")]
    [InlineData("Max-Forwards: 70", "Max-Forwards: 70\nRequire: 100rel", "420")]
    [InlineData("Content-Type: application/sdp", "Content-Type: text/plain", "415")]
    [InlineData("Content-Type: application/sdp", "Content-Type: application/sdp\nContent-Encoding: gzip", "415")]
    [InlineData("RTP/AVP 0 8 101", "RTP/AVP 96", "488")]
    [InlineData("RTP/AVP 0 8 101", "RTP/SAVP 0", "488")]
    [InlineData("v=0", "v-0", "400")]
    [InlineData(" SIP/2.0\n", " SIP/3.0\n", "505")]
    [InlineData("INVITE sip:", "INVITE pigeon:", "416")]
    [InlineData("INVITE", "DANCE", "501")]
    [InlineData("INVITE", "SUBSCRIBE", "405")]
    [InlineData("INVITE", "BYE", "481")]
    public async Task What_cannot_be_served_gets_the_status_of_the_RFC(string part, string replacement, string status)
    {
        await using var edge = await RunningEdge.StartAsync();
        using var caller = new Phone(edge.At);
        var offer = Phone.Offer.Replace(part, replacement, StringComparison.Ordinal);

        // The method stands in three lines, everything else in one.
        caller.Send(caller.Request("INVITE", 1, offer).Replace(part, replacement, StringComparison.Ordinal));

        await caller.ExpectAsync("SIP/2.0 " + status);
        edge.Edge.Counters.CallsIn.ShouldBe(0);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_target_that_leads_inside_without_leave_is_not_dialled(string host)
    {
        using var inside = new Phone();
        var order = RunningEdge.To(inside.At) with { Destination = $"sip:desk@{host}:{inside.At.Port}" };
        await using var edge = await RunningEdge.StartAsync(
            RunningEdge.Dialling(order), settings => settings with { Addresses = new AddressPolicy(allowPrivate: false) });
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);

        var reason = (await edge.Outcomes.TakeAsync()).ShouldBeOfType<DialOutcome.Failed>().Reason;
        (reason.Code, reason.Values["why"]).ShouldBe(("dial.carrier", "loopback address"));
        edge.Edge.Counters.Dials.ShouldBe(0);
    }

    [Fact]
    public async Task An_invite_without_the_fields_that_it_must_have_gets_400_with_those_that_it_has()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var caller = new Phone(edge.At);
        var invite = caller.Request("INVITE", 1, Phone.Offer).Split('\n');

        caller.Send(string.Join('\n', invite.Where(line => !line.StartsWith("To:", StringComparison.Ordinal))));
        var answer = await caller.ExpectAsync("SIP/2.0 400");
        caller.Send(string.Join('\n', invite.Where(line => !line.StartsWith("Via:", StringComparison.Ordinal))));

        answer.ShouldNotContain("\r\nTo:");
        Phone.Header(answer, "CSeq").ShouldBe("1 INVITE");
        await Until.HoldsAsync(() => edge.Edge.Counters is { Malformed: 1, Garbage: 1, CallsIn: 0 });
    }

    [Fact]
    public async Task A_session_interval_that_is_too_small_gets_422()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var caller = new Phone(edge.At) { Extra = "Supported: timer\nSession-Expires: 30" };

        caller.Send("INVITE", 1, Phone.Offer);

        Phone.Header(await caller.ExpectAsync("SIP/2.0 422"), "Min-SE").ShouldBe("90");
    }

    [Fact]
    public async Task Calls_over_the_rate_and_over_the_concurrency_get_503_with_retry_after()
    {
        await using var edge = await RunningEdge.StartAsync(
            static (_, _) => Task.CompletedTask, trunk: RunningEdge.Trunk(callsPerSecond: 3, concurrent: 2));
        var callers = Enumerable.Range(0, 3).Select(_ => new Phone(edge.At)).ToList();

        foreach (var caller in callers) caller.Send("INVITE", 1, Phone.Offer);

        Phone.Header(await callers[2].ExpectAsync("SIP/2.0 503"), "Retry-After").ShouldBe("5");
        edge.Edge.Counters.OverConcurrency.ShouldBe(1);
        edge.Shelf.Swap(RunningEdge.Book(RunningEdge.Trunk(callsPerSecond: 0, concurrent: 99)));
        callers[2].Send("INVITE", 2, Phone.Offer);
        await callers[2].ExpectAsync("SIP/2.0 503");
        edge.Edge.Counters.OverRate.ShouldBe(1);
        callers.ForEach(caller => caller.Dispose());
    }

    [Fact]
    public async Task A_draining_edge_takes_no_new_call_and_says_so_to_options()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var caller = new Phone(edge.At);
        caller.Send("OPTIONS", 1);
        (await caller.ExpectAsync("SIP/2.0 200")).ShouldContain("Allow: INVITE");

        edge.Edge.Drain();
        caller.Send("OPTIONS", 2);
        await caller.ExpectAsync("SIP/2.0 503");
        caller.Send("INVITE", 3, Phone.Offer);
        await caller.ExpectAsync("SIP/2.0 503");
    }

    [Fact]
    public async Task A_target_that_is_one_of_our_own_numbers_is_a_loop()
    {
        RunningEdge? edge = null;
        edge = await RunningEdge.StartAsync((e, control) => RunningEdge.Dialling(RunningEdge.To(e.At))(e, control));
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);

        await caller.ExpectAsync("SIP/2.0 480");
        edge.Edge.Counters.CallsIn.ShouldBe(1);
        edge.Edge.Counters.Looped.ShouldBe(1);
        await edge.DisposeAsync();
    }

    [Fact]
    public async Task Garbage_is_dropped_and_counted()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var caller = new Phone(edge.At);

        caller.Send("GET / HTTP/1.1\n\n");
        caller.Send(new string('x', 20_000));
        caller.Send("OPTIONS", 1);

        await caller.ExpectAsync("SIP/2.0 200");
        edge.Edge.Counters.Garbage.ShouldBe(1);
        edge.Edge.Counters.Oversized.ShouldBe(1);
    }

    [Fact]
    public async Task A_port_in_use_is_said_in_one_sentence()
    {
        await using var edge = await RunningEdge.StartAsync();
        await using var second = new SipEdge(
            new SipEdgeSettings(edge.At, 59000, 59099), new BookShelf(), static (_, _) => { }, TimeProvider.System, NullLoggerFactory.Instance);

        var thrown = await Should.ThrowAsync<SipStartException>(() => second.StartAsync(CancellationToken.None));

        thrown.Message.ShouldStartWith($"The SIP address {edge.At} (UDP) is in use");
    }

    [Fact]
    public async Task Media_ports_that_cannot_be_had_are_said_in_one_sentence()
    {
        await using var edge = new SipEdge(
            new SipEdgeSettings(IPEndPoint.Parse("127.0.0.1:0"), 100, 200), new BookShelf(), static (_, _) => { },
            TimeProvider.System, NullLoggerFactory.Instance);

        var start = edge.StartAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<MediaStartException>(start)).Message.ShouldContain("between 1024 and 65535");
    }
}
