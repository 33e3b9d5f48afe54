using System.Net;
using Bidline.Sip.Media;
using Bidline.Sip.Media.Descriptions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media.Descriptions;

public sealed class SdpTermsTests
{
    [Fact]
    public void A_target_is_offered_the_callers_codecs_in_the_callers_order() =>
        Bodies.Offer(Sdp.TermsToTarget(Bodies.Parse(Bodies.Usual))).ShouldBe(
            "v=0\r\no=- 77 3 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\n"
            + "m=audio 20000 RTP/AVP 8 0 96\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
            + "a=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-15\r\na=ptime:30\r\na=sendrecv\r\n");

    [Fact]
    public void After_an_announcement_a_target_is_offered_only_the_codec_that_the_caller_already_speaks() =>
        Bodies.Offer(Sdp.TermsToTarget(Bodies.Parse(Bodies.Usual), AudioCodec.Pcmu)).ShouldContain("RTP/AVP 0 96\r\n");

    [Fact]
    public void A_target_is_always_offered_digits_because_the_caller_may_send_them_by_INFO() =>
        Bodies.Offer(Sdp.TermsToTarget(Offering("0"))).ShouldContain("RTP/AVP 0 101\r\n");

    [Fact]
    public void What_is_offered_over_IPv6_says_so() =>
        Bodies.Offer(Sdp.TermsLate, MediaAddress.Of(IPAddress.Parse("2001:db8::7"), 20_002))
            .ShouldContain("c=IN IP6 2001:db8::7\r\n");

    [Theory]
    [InlineData("0 8", "0 8", "0 8")]
    [InlineData("0 8", "8 0", "8 0")]
    [InlineData("0 8", "8", "8")]
    [InlineData("0", "0 8", "0")]
    public void The_answer_keeps_to_what_both_sides_speak_in_the_targets_order(string caller, string target, string common)
    {
        SdpMedia offer = Offering(caller);

        Sdp.TryAgree(offer, Offering(target), out SdpTerms terms).ShouldBeTrue();

        Bodies.Answer(offer, terms).ShouldContain($"RTP/AVP {common}\r\n");
    }

    [Fact]
    public void Without_a_common_codec_there_is_no_agreement() =>
        Sdp.TryAgree(Offering("0"), Offering("8"), out _).ShouldBeFalse();

    [Theory]
    [InlineData("SendReceive", "SendReceive")]
    [InlineData("SendOnly", "ReceiveOnly")]
    [InlineData("ReceiveOnly", "SendOnly")]
    [InlineData("Inactive", "Inactive")]
    public void A_hold_is_answered_with_its_mirror(string offered, string answered) =>
        Sdp.Answering(Enum.Parse<MediaDirection>(offered)).ToString().ShouldBe(answered);

    private static SdpMedia Offering(string types) =>
        Bodies.Parse(Bodies.With("c=IN IP4 192.0.2.1", $"m=audio 4000 RTP/AVP {types}"));
}
