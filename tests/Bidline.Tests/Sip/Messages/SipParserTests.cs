using Bidline.Sip.Messages;
using Shouldly;
using Xunit;
using static Bidline.Tests.Sip.Messages.Given;

namespace Bidline.Tests.Sip.Messages;

public sealed class SipParserTests
{
    [Fact]
    public void A_plain_invite_is_read_field_by_field()
    {
        var verdict = Parse(Invite, out var message);

        verdict.ShouldBe(ParseVerdict.Ok);
        message.Method.ShouldBe(SipMethod.Invite);
        Text(message.Uri).ShouldBe("sip:+13055550142@192.0.2.2");
        Text(message.Branch).ShouldBe("z9hG4bKabc");
        Text(message.SentBy).ShouldBe("192.0.2.1:5062");
        message.SentByPort.ShouldBe(5062);
        message.ReturnPortAt.ShouldBeGreaterThan(0);
        Text(message.FromTag).ShouldBe("a1");
        message.ToTag.Length.ShouldBe(0);
        (message.CSeq, message.CSeqMethod, message.MaxForwards).ShouldBe((7, SipMethod.Invite, 70));
    }

    [Fact]
    public void A_status_line_is_read()
    {
        var text = Invite.Replace("INVITE sip:+13055550142@192.0.2.2 SIP/2.0", "SIP/2.0 486 Busy Here", StringComparison.Ordinal);

        Parse(text, out var message).ShouldBe(ParseVerdict.Ok);

        (message.IsRequest, message.Status).ShouldBe((false, 486));
    }

    [Fact]
    public void Compact_names_and_folded_lines_are_read()
    {
        var text = Invite.Replace("Via:", "v:", StringComparison.Ordinal)
            .Replace("From: \"Ann\"", "f:\n  \"Ann\"", StringComparison.Ordinal)
            .Replace("Call-ID:", "I  :", StringComparison.Ordinal);

        Parse(text, out var message).ShouldBe(ParseVerdict.Ok);

        Text(message.CallId).ShouldBe("one@192.0.2.1");
        Text(message.FromTag).ShouldBe("a1");
    }

    [Theory]
    [InlineData("\r\n\r\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("")]
    public void Keep_alives_are_not_garbage(string text) => Parse(Bytes(text), out _).ShouldBe(ParseVerdict.KeepAlive);

    [Fact]
    public void A_message_may_follow_a_keep_alive() => Parse("\n\n" + Invite, out _).ShouldBe(ParseVerdict.Ok);

    [Fact]
    public void A_hundred_headers_are_read_and_one_more_is_not()
    {
        // The INVITE has eight headers of its own.
        Parse(InvitePlus(string.Join('\n', Enumerable.Repeat("X-A: b", 92))), out _).ShouldBe(ParseVerdict.Ok);

        Parse(InvitePlus(string.Join('\n', Enumerable.Repeat("X-A: b", 93))), out var message)
            .ShouldBe(ParseVerdict.Malformed);
        message.FaultStatus.ShouldBe(400);
    }

    [Fact]
    public void Bytes_beyond_the_content_length_are_ignored()
    {
        Parse(InviteWith("Content-Length", "Content-Length: 3") + "abcdef", out var message).ShouldBe(ParseVerdict.Ok);

        Text(message.Body).ShouldBe("abc");
    }

    [Fact]
    public void A_message_without_a_usable_via_is_garbage()
    {
        Parse(InviteWith("Via", ""), out _).ShouldBe(ParseVerdict.Garbage);
        Parse(InviteWith("Via", "Via: nonsense"), out _).ShouldBe(ParseVerdict.Garbage);
    }

    [Fact]
    public void An_ack_is_never_answered_however_wrong_it_is()
    {
        var text = InviteWith("CSeq", "CSeq: x ACK").Replace("INVITE sip", "ACK sip", StringComparison.Ordinal);

        Parse(text, out _).ShouldBe(ParseVerdict.Garbage);
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        var bytes = Bytes(Invite);
        var message = new SipMessage();
        SipParser.Parse(message, bytes, 0, bytes.Length);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) SipParser.Parse(message, bytes, 0, bytes.Length);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
