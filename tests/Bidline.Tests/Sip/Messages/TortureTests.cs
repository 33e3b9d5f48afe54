using Bidline.Sip.Messages;
using Shouldly;
using Xunit;
using static Bidline.Tests.Sip.Messages.Given;

namespace Bidline.Tests.Sip.Messages;

/// <summary>The cases of RFC 4475 that a parser decides, written after its text.</summary>
public sealed class TortureTests
{
    [Fact]
    public void A_short_tortuous_invite_is_read() // 3.1.1.1
    {
        const string text = """
            INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
            TO :
             sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
            from   : "J Rosenberg \\\""       <sip:jdrosen@example.com>
              ;
              tag = 98asjd8
            MaX-fOrWaRdS: 0068
            Call-ID: wsinv.ndaksdj@192.0.2.1
            Content-Length   : 150
            cseq: 0009
              INVITE
            Via  : SIP  /   2.0
             /UDP
                192.0.2.2;branch=390skdjuw
            s :
            NewFangledHeader:   newfangled value
             continued newfangled value
            UnknownHeaderWithUnusualValue: ;;,,;;,;
            Content-Type: application/sdp
            Route:
             <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
            v:  SIP  / 2.0  / TCP     spindle.example.com   ;
              branch  =   z9hG4bK9ikj8  ,
             SIP  /    2.0   / UDP  192.168.255.111   ; branch=
             z9hG4bK30239
            m:"Quoted string \"\"" <sip:jdrosen@example.com> ; newparam =
                  newvalue ;
              secondparam ; q = 0.33

            v=0
            o=mhandley 29739 7272939 IN IP4 192.0.2.3
            s=-
            c=IN IP4 192.0.2.4
            t=0 0
            m=audio 49217 RTP/AVP 0 12
            m=video 3227 RTP/AVP 31
            a=rtpmap:31 LPC
            """;

        Parse(text + "\n", out var message).ShouldBe(ParseVerdict.Ok, message.Fault);

        Text(message.ToTag).ShouldBe("1918181833n");
        Text(message.FromTag).ShouldBe("98asjd8");
        Text(message.Branch).ShouldBe("390skdjuw");
        (message.CSeq, message.MaxForwards, message.Body.Length).ShouldBe((9, 68, 150));
    }

    [Theory]
    // 3.1.1.2: every character that a method, a user part and a header name may have
    [InlineData("!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com SIP/2.0",
        "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~")]
    // 3.1.1.3 and 3.1.1.5: escapes stay as they are
    [InlineData("INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0", "CSeq: 7 INVITE")]
    [InlineData("RE%47IST%45R sip:registrar.example.com SIP/2.0", "CSeq: 7 RE%47IST%45R")]
    // 3.1.1.6 and 3.1.1.9: no LWS before '<', a semicolon in the user part
    [InlineData("OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0", "CSeq: 7 OPTIONS")]
    public void Unusual_but_valid_requests_are_read(string requestLine, string sequence)
    {
        var lines = InviteWith("CSeq", sequence).Split('\n');
        lines[0] = requestLine;

        Parse(string.Join('\n', lines), out var message).ShouldBe(ParseVerdict.Ok, message.Fault);
    }

    [Theory]
    [InlineData("Via", "Via: SIP/2.0/UDP 192.0.2.15;;,;,,", 400, true)] // 3.1.2.1
    [InlineData("Content-Length", "Content-Length: 9999", 400, false)] // 3.1.2.2
    [InlineData("Content-Length", "Content-Length: -999", 400, false)] // 3.1.2.3
    [InlineData("CSeq", "CSeq: 36893488147419103232 INVITE", 400, false)] // 3.1.2.4
    [InlineData("Max-Forwards", "Max-Forwards: 300", 400, false)] // 3.1.2.4
    [InlineData("To", "To: \"Mr. J. User <sip:j.user@example.com>", 400, false)] // 3.1.2.6
    [InlineData("INVITE", "INVITE <sip:user@example.com> SIP/2.0", 400, false)] // 3.1.2.7
    [InlineData("INVITE", "INVITE sip:user@example.com; lr SIP/2.0", 400, false)] // 3.1.2.8
    [InlineData("INVITE", "INVITE  sip:user@example.com  SIP/2.0", 400, false)] // 3.1.2.9
    [InlineData("INVITE", "INVITE sip:user@example.com SIP/2.0  ", 400, false)] // 3.1.2.10
    [InlineData("To", "To: sip:user@example.com?Route=%3Csip:example.com%3E", 400, false)] // 3.1.2.13
    [InlineData("To", "To: \"Bell, Alexander\" <sip:a.g.bell @example.com", 400, false)] // 3.1.2.14
    [InlineData("INVITE", "INVITE sip:t.watson@example.org SIP/7.0", 505, false)] // 3.1.2.16
    [InlineData("CSeq", "CSeq: 8 OPTIONS", 400, false)] // 3.1.2.17
    [InlineData("INVITE", "INVITE nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0", 416, false)] // 3.3.2
    [InlineData("INVITE", "INVITE soap.beep://192.0.2.103:3002 SIP/2.0", 416, false)] // 3.3.3
    [InlineData("Call-ID", "Call-ID: one@a\nCall-ID: two@a", 400, false)] // 3.3.8
    [InlineData("From", "From: <sip:a@b>;tag=1\nFrom: <sip:c@d>;tag=2", 400, false)] // 3.3.8
    [InlineData("Content-Length", "Content-Length: 0\nContent-Length: 5", 400, false)] // 3.3.9
    public void Broken_requests_are_blamed(string line, string replacement, int status, bool mayBeDropped)
    {
        var verdict = Parse(InviteWith(line, replacement), out var message);

        if (mayBeDropped && verdict == ParseVerdict.Ok) return; // The broken elements stand behind the one that counts.
        verdict.ShouldBe(ParseVerdict.Malformed);
        message.FaultStatus.ShouldBe(status);
    }

    [Theory] // 3.3.1
    [InlineData("From")]
    [InlineData("To")]
    [InlineData("Call-ID")]
    [InlineData("CSeq")]
    public void A_request_that_lacks_what_it_must_have_is_blamed(string header)
    {
        Parse(InviteWith(header, ""), out var message).ShouldBe(ParseVerdict.Malformed);

        message.FaultStatus.ShouldBe(400);
    }

    [Theory]
    [InlineData("From", "From: I have spaces <sip:a@b>;tag=1")]
    [InlineData("To", "To: isbn:2983792873")] // 3.3.4: an unknown scheme in a header is not ours to judge
    [InlineData("Contact", "Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>")] // 3.1.2.13, bracketed
    public void What_others_must_judge_is_let_through(string line, string replacement) =>
        Parse(InviteWith(line, replacement), out _).ShouldBe(ParseVerdict.Ok);
}
