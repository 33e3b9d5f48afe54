using Bidline.Connecting;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.EndToEnd;

/// <summary>What happens within a call: hold, refresh, digits, digest, what the engine is told.</summary>
public sealed class DialogTests
{
    [Fact]
    public async Task The_engine_is_told_numbers_tags_and_attestation()
    {
        await using var edge = await RunningEdge.StartAsync(
            static (_, _) => Task.CompletedTask, trunk: RunningEdge.Trunk(tags: ("X-Sub-Id", "Sub_ID")));
        using var caller = new Phone(edge.At)
        {
            Extra = "x-sub-id: zeta-7\nP-Asserted-Identity: <sip:+13055550123@c.example;verstat=TN-Validation-Passed-B>",
        };

        caller.Send("INVITE", 1, Phone.Offer);

        var call = await edge.Calls.TakeAsync();
        (call.Dialled.E164, call.Caller.E164, call.Attestation).ShouldBe(("+13055550142", "+13055550123", "B"));
        call.Tags.ShouldHaveSingleItem().ShouldBe(new("sub_id", "zeta-7"));
        (call.Trunk.Value, call.Source).ShouldBe(("lab", caller.At.ToString()));
    }

    [Theory]
    [InlineData("Privacy: id")]
    [InlineData("Privacy: header;user")]
    public async Task A_caller_that_asks_for_privacy_is_unset(string header)
    {
        await using var edge = await RunningEdge.StartAsync(static (_, _) => Task.CompletedTask);
        using var caller = new Phone(edge.At) { Extra = header };

        caller.Send("INVITE", 1, Phone.Offer);

        (await edge.Calls.TakeAsync()).Caller.IsSet.ShouldBeFalse();
    }

    [Fact]
    public async Task Hold_is_answered_with_the_opposite_direction_and_repeated_until_its_ack()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        var (_, tag) = await CallTests.ConnectAsync(caller, target);

        caller.Send("INVITE", 2, Phone.Offer + "a=sendonly\n", tag);

        (await caller.ExpectAsync("SIP/2.0 200")).ShouldContain("a=recvonly");
        (await caller.ExpectAsync("SIP/2.0 200")).ShouldContain("CSeq: 2 INVITE");
        caller.Send("ACK", 2, toTag: tag);
        (await caller.HearsAsync("SIP/2.0 200", TimeSpan.FromMilliseconds(1200))).ShouldBeFalse();
    }

    [Fact]
    public async Task An_update_refreshes_the_session()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        var (_, tag) = await CallTests.ConnectAsync(caller, target);
        caller.Extra = "Supported: timer\nSession-Expires: 120;refresher=uac";

        caller.Send("UPDATE", 2, toTag: tag);

        var answer = await caller.ExpectAsync("SIP/2.0 200");
        Phone.Header(answer, "Session-Expires").ShouldBe("120;refresher=uac");
        answer.ShouldNotContain("application/sdp");
    }

    [Fact]
    public async Task A_target_that_does_not_refresh_is_taken_for_gone()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(
            RunningEdge.Dialling(RunningEdge.To(target.At)), s => s with { SessionMin = TimeSpan.FromSeconds(1) });
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);
        var invite = await target.ExpectAsync("INVITE");
        target.Answer(invite, "200 OK", "t", Phone.Offer, "Session-Expires: 2;refresher=uas");

        await target.ExpectAsync("BYE");
        (await edge.Ends.TakeAsync()).By.ShouldBe(EndedBy.Target);
    }

    [Fact]
    public async Task We_refresh_when_the_target_leaves_that_to_us()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(
            RunningEdge.Dialling(RunningEdge.To(target.At)), s => s with { SessionMin = TimeSpan.FromSeconds(1) });
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);
        var invite = await target.ExpectAsync("INVITE");
        target.Answer(invite, "200 OK", "t", Phone.Offer, "Allow: UPDATE\nSession-Expires: 2;refresher=uac");

        (await target.ExpectAsync("UPDATE")).ShouldContain("Session-Expires: 2;refresher=uac");
    }

    [Fact]
    public async Task A_challenge_of_the_dialled_target_is_answered_once()
    {
        using var target = new Phone();
        var order = RunningEdge.To(target.At) with { DigestUser = "alice", DigestSecret = "secret" };
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(order));
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);
        const string challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\"";

        target.Answer(await target.ExpectAsync("INVITE"), "401 Unauthorized", "x", extra: challenge);
        await target.ExpectAsync("ACK");
        var second = await target.ExpectAsync("INVITE");
        target.Answer(second, "401 Unauthorized", "x", extra: challenge);

        Phone.Header(second, "Authorization").ShouldStartWith("Digest username=\"alice\", realm=\"r\"");
        Phone.Header(second, "CSeq").ShouldBe("2 INVITE");
        (await edge.Outcomes.TakeAsync()).ShouldBeOfType<DialOutcome.Failed>().SipStatus.ShouldBe(401);
    }

    [Fact]
    public async Task A_challenge_from_another_address_gets_no_credentials()
    {
        using var target = new Phone();
        using var thief = new Phone(address: "127.0.0.2");
        var order = RunningEdge.To(target.At) with { DigestUser = "alice", DigestSecret = "secret" };
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(order));
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);
        var invite = await target.ExpectAsync("INVITE");

        using var stolen = new Phone(edge.At, "127.0.0.2");
        stolen.Answer(invite, "401 Unauthorized", "x", extra: "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"");

        (await edge.Outcomes.TakeAsync()).ShouldBeOfType<DialOutcome.Failed>().SipStatus.ShouldBe(401);
        (await target.HearsAsync("INVITE", TimeSpan.FromMilliseconds(300))).ShouldBeFalse();
        edge.Edge.Counters.ChallengesIgnored.ShouldBe(1);
    }

    [Fact]
    public async Task A_target_that_wants_longer_sessions_is_asked_again()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);

        target.Answer(await target.ExpectAsync("INVITE"), "422 Session Interval Too Small", "x", extra: "Min-SE: 7200");
        await target.ExpectAsync("ACK");

        Phone.Header(await target.ExpectAsync("INVITE"), "Session-Expires").ShouldBe("7200");
    }

    [Fact]
    public async Task Early_media_is_passed_on_with_a_183()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);

        target.Answer(await target.ExpectAsync("INVITE"), "183 Session Progress", "t", Phone.Offer);

        (await caller.ExpectAsync("SIP/2.0 183")).ShouldContain("m=audio");
    }

    [Fact]
    public async Task An_invite_without_an_offer_is_offered_ours_and_answers_in_its_ack()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1);
        target.Answer(await target.ExpectAsync("INVITE"), "200 OK", "t", Phone.Offer);
        var answer = await caller.ExpectAsync("SIP/2.0 200");
        answer.ShouldContain("m=audio");
        caller.Send("ACK", 1, Phone.Offer, Phone.Tag(answer));

        (await caller.HearsAsync("SIP/2.0 200", TimeSpan.FromMilliseconds(700))).ShouldBeFalse();
    }

    [Fact]
    public async Task An_info_digit_is_written_anew_for_a_target_without_telephone_event()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);
        var plain = Phone.Offer.Replace(" 101", "", StringComparison.Ordinal);
        target.Answer(await target.ExpectAsync("INVITE"), "200 OK", "t", plain[..plain.IndexOf("a=", StringComparison.Ordinal)]);
        var tag = Phone.Tag(await caller.ExpectAsync("SIP/2.0 200"));

        caller.Send(caller.Request("INFO", 2, "Signal=5\nDuration=200\nX=canary\n", tag)
            .Replace("application/sdp", "application/dtmf-relay", StringComparison.Ordinal));

        (await target.ExpectAsync("INFO")).ShouldEndWith("\r\n\r\nSignal=5\r\nDuration=200\r\n");
    }

    [Fact]
    public async Task Both_legs_may_speak_IPv6()
    {
        using var target = new Phone(address: "::1");
        await using var edge = await RunningEdge.StartAsync(
            RunningEdge.Dialling(RunningEdge.To(target.At)), listen: "[::1]:0");
        using var caller = new Phone(edge.At, "::1");
        var offer = Phone.Offer.Replace("IP4 127.0.0.1", "IP6 ::1", StringComparison.Ordinal);

        caller.Send("INVITE", 1, offer);
        var invite = await target.ExpectAsync("INVITE");
        target.Answer(invite, "200 OK", "t", offer);

        invite.ShouldContain("c=IN IP6 ::1");
        (await caller.ExpectAsync("SIP/2.0 200")).ShouldContain($"Contact: <sip:{edge.At}>");
    }
}
