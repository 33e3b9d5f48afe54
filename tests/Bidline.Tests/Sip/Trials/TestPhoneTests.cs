using System.Net;
using System.Net.Sockets;
using System.Text;
using Bidline.Primitives;
using Bidline.Sip.Trials;
using Bidline.Tracking.Health;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Trials;

/// <summary>The test phone against a carrier over real UDP that says what a test wants it to say.</summary>
public sealed class TestPhoneTests : IDisposable
{
    private readonly UdpClient _carrier = new(new IPEndPoint(IPAddress.Loopback, 0));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _carrier.Dispose();

    [Fact]
    public async Task A_challenge_is_answered_once_and_every_end_is_acknowledged()
    {
        var calling = CallAsync("ann", "secret");

        var first = await HearAsync("INVITE");
        await SayAsync(first, "407 Who are you", "Proxy-Authenticate: Digest realm=\"c\", nonce=\"n1\", qop=\"auth\"");
        (await HearAsync("ACK")).Text.ShouldContain("CSeq: 1 ACK");
        var second = await HearAsync("INVITE");
        second.Text.ShouldContain("CSeq: 2 INVITE");
        second.Text.ShouldContain("Proxy-Authorization: Digest username=\"ann\", realm=\"c\", nonce=\"n1\"");
        second.Text.ShouldNotContain("secret");
        await SayAsync(second, "407 Who are you", "Proxy-Authenticate: Digest realm=\"c\", nonce=\"n2\", qop=\"auth\"");
        (await HearAsync("ACK")).Text.ShouldContain("CSeq: 2 ACK");

        (await calling).ShouldBe(new TestCallEnd(407));
    }

    [Fact]
    public async Task Without_a_secret_a_challenge_is_the_end()
    {
        var calling = CallAsync();

        await SayAsync(await HearAsync("INVITE"), "401 Who are you", "WWW-Authenticate: Digest realm=\"c\", nonce=\"n\"");

        (await HearAsync("ACK")).Text.ShouldContain("CSeq: 1 ACK");
        (await calling).SipStatus.ShouldBe(401);
    }

    [Fact]
    public async Task Whoever_answers_is_thanked_along_the_recorded_route_and_left()
    {
        var calling = CallAsync();

        var invite = await HearAsync("INVITE");
        await SayAsync(invite, "100 Trying");
        await SayAsync(
            invite, "200 OK", "Record-Route: <sip:p2.example;lr>, <sip:p1.example;lr>\r\nContact: <sip:them@192.0.2.1:5080>");
        var ack = (await HearAsync("ACK")).Text;
        var bye = (await HearAsync("BYE")).Text;

        (await calling).ShouldBe(new TestCallEnd(200));
        foreach (var request in (string[])[ack, bye])
        {
            request.ShouldContain(" sip:them@192.0.2.1:5080 SIP/2.0");
            request.ShouldContain("Route: <sip:p1.example;lr>\r\nRoute: <sip:p2.example;lr>\r\n");
            request.ShouldContain(";tag=theirs");
        }
    }

    [Fact]
    public async Task A_call_that_rings_is_cancelled_when_it_is_given_up()
    {
        using var giveUp = new CancellationTokenSource();
        var calling = CallAsync(giveUp: giveUp.Token);
        var invite = await HearAsync("INVITE");
        await SayAsync(invite, "180 Ringing");
        await Task.Delay(200, Cancel);
        await giveUp.CancelAsync();

        var cancel = await HearAsync("CANCEL");
        await SayAsync(cancel, "200 OK");
        await SayAsync(invite, "487 Request Terminated");

        (await HearAsync("ACK")).Text.ShouldContain("CSeq: 1 ACK");
        Branch(cancel.Text).ShouldBe(Branch(invite.Text));
        (await calling).ShouldBe(new TestCallEnd(null));
    }

    [Fact]
    public async Task What_is_lost_is_sent_again_and_garbage_is_no_answer()
    {
        var calling = CallAsync();
        var first = await HearAsync("INVITE");
        await _carrier.SendAsync("SIP/2.0 200 OK\r\n\r\n"u8.ToArray(), first.From, Cancel);
        await _carrier.SendAsync(new byte[2000], first.From, Cancel);
        await SayAsync(first with { Text = first.Text.Replace("Call-ID: ", "Call-ID: x", StringComparison.Ordinal) }, "200 OK");

        var again = await HearAsync("INVITE");
        again.Text.ShouldBe(first.Text);
        await SayAsync(again, "404 Not Found");

        (await HearAsync("ACK")).Text.ShouldContain("To: <sip:+13055550160@127.0.0.1:");
        (await calling).SipStatus.ShouldBe(404);
    }

    [Theory]
    [InlineData("sip:+13055550160@127.0.0.1:9;transport=tcp", "over UDP")]
    [InlineData("tel:+13055550160", "cannot be read")]
    [InlineData("sip:+13055550160@does-not-exist.invalid", "does-not-exist.invalid")]
    public async Task What_cannot_be_dialled_says_so(string uri, string says)
    {
        var end = await TestPhone.CallAsync(Order(uri, null, null), Cancel);

        end.SipStatus.ShouldBeNull();
        end.Trouble!.ShouldContain(says);
    }

    private Task<TestCallEnd> CallAsync(string? user = null, string? secret = null, CancellationToken? giveUp = null) =>
        TestPhone.CallAsync(
            Order($"sip:+13055550160@{_carrier.Client.LocalEndPoint}", user, secret), giveUp ?? Cancel);

    private static TestCallOrder Order(string uri, string? user, string? secret) =>
        new(uri, PhoneNumber.Parse("+13055550199"), user, secret);

    private async Task<Heard> HearAsync(string method)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            var received = await _carrier.ReceiveAsync(patience.Token);
            var text = Encoding.ASCII.GetString(received.Buffer);
            if (text.StartsWith(method + " ", StringComparison.Ordinal)) return new Heard(text, received.RemoteEndPoint);
        }
    }

    private async Task SayAsync(Heard request, string status, string more = "")
    {
        string[] repeated = ["Via", "From", "Call-ID", "CSeq"];
        var lines = repeated.Select(name => $"{name}: {Header(request.Text, name)}");
        var answer = $"SIP/2.0 {status}\r\n{string.Join("\r\n", lines)}\r\nTo: {Header(request.Text, "To")};tag=theirs\r\n"
            + $"{(more.Length > 0 ? more + "\r\n" : "")}Content-Length: 0\r\n\r\n";
        await _carrier.SendAsync(Encoding.ASCII.GetBytes(answer), request.From, Cancel);
    }

    private static string Header(string text, string name) =>
        text.Split("\r\n").First(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];

    private static string Branch(string text) => Header(text, "Via").Split("branch=")[1].Split(';')[0];

    private sealed record Heard(string Text, IPEndPoint From);
}
