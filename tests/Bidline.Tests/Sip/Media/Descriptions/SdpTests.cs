using System.Net;
using System.Text;
using Bidline.Sip.Media;
using Bidline.Sip.Media.Descriptions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media.Descriptions;

public sealed class SdpTests
{
    [Fact]
    public void An_ordinary_offer_is_understood()
    {
        SdpMedia said = Bodies.Parse(Bodies.Usual);

        said.Rtp.ShouldBe(MediaAddress.Of(IPAddress.Parse("192.0.2.10"), 49170));
        said.Rtcp.Port.ShouldBe((ushort)49171);
        said.Codecs.ShouldBe(CodecList.Of(AudioCodec.Pcma).Add(AudioCodec.Pcmu));
        said.TelephoneEvent.ShouldBe((byte)96);
        said.PacketMilliseconds.ShouldBe(30);
        said.Direction.ShouldBe(MediaDirection.SendReceive);
    }

    [Theory]
    [InlineData("c=IN IP4 192.0.2.1", "", "192.0.2.1")]
    [InlineData("", "c=IN IP4 192.0.2.2", "192.0.2.2")]
    [InlineData("c=IN IP4 192.0.2.1", "c=IN IP4 192.0.2.2", "192.0.2.2")]
    [InlineData("c=IN IP6 2001:db8::1", "", "2001:db8::1")]
    [InlineData("c=IN IP4 192.0.2.1", "c=IN IP6 2001:db8::2", "2001:db8::2")]
    [InlineData("c=IN IP4 192.0.2.1/127", "", "192.0.2.1")]
    public void The_address_of_the_stream_goes_before_that_of_the_whole(string whole, string stream, string expected) =>
        Bodies.Parse(Bodies.With(whole, $"m=audio 4000 RTP/AVP 0\r\n{stream}"))
            .Rtp.ShouldBe(MediaAddress.Of(IPAddress.Parse(expected), 4000));

    [Theory]
    [InlineData("a=sendonly", "", "SendOnly")]
    [InlineData("a=sendonly", "a=recvonly", "ReceiveOnly")]
    [InlineData("", "a=inactive", "Inactive")]
    [InlineData("a=nonsense", "a=", "SendReceive")]
    public void The_direction_of_the_stream_goes_before_that_of_the_whole(string whole, string stream, string expected) =>
        Bodies.Parse(Bodies.With($"c=IN IP4 192.0.2.1\r\n{whole}", $"m=audio 4000 RTP/AVP 0\r\n{stream}"))
            .Direction.ToString().ShouldBe(expected);

    [Theory]
    [InlineData("0.0.0.0", "a=sendrecv", "SendOnly")]
    [InlineData("0.0.0.0", "a=recvonly", "Inactive")]
    public void An_empty_address_is_a_hold(string address, string direction, string expected)
    {
        SdpMedia said = Bodies.Parse(Bodies.With($"c=IN IP4 {address}", $"m=audio 4000 RTP/AVP 0\r\n{direction}"));

        said.Rtp.IsNone.ShouldBeTrue();
        said.Direction.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("m=audio 4000 RTP/AVP 18", "NoCodec")]
    [InlineData("m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 G729/8000", "NoCodec")]
    [InlineData("m=audio 4000 RTP/SAVP 0", "SecureOnly")]
    [InlineData("m=audio 4000 UDP/TLS/RTP/SAVPF 0", "SecureOnly")]
    [InlineData("m=audio 0 RTP/AVP 0", "NoAudio")]
    [InlineData("m=video 4000 RTP/AVP 31", "NoAudio")]
    [InlineData("", "NoAudio")]
    [InlineData("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 media.example.com", "NoAddress")]
    [InlineData("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 239.1.2.3", "NoAddress")]
    [InlineData("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 255.255.255.255", "NoAddress")]
    [InlineData("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 0x7f.1", "NoAddress")]
    [InlineData("m=audio 4000 RTP/AVP 0\r\nc=IN IP6 ff02::1", "NoAddress")]
    [InlineData("m=audio 99999 RTP/AVP 0", "Malformed")]
    [InlineData("m=audio -1 RTP/AVP 0", "Malformed")]
    [InlineData("m=audio", "Malformed")]
    [InlineData("nonsense", "Malformed")]
    public void What_cannot_be_used_is_refused_with_its_reason(string stream, string expected)
    {
        Sdp.TryParse(Encoding.ASCII.GetBytes(Bodies.With("c=IN IP4 192.0.2.1", stream)), out _, out SdpProblem problem)
            .ShouldBeFalse();

        problem.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData(17_000, 1)]
    [InlineData(4, 500)]
    [InlineData(4, 5_000)]
    public void A_body_beyond_the_limits_is_too_large(int lineLength, int lines)
    {
        string filler = string.Concat(Enumerable.Repeat("a=" + new string('x', lineLength) + "\r\n", lines));

        Sdp.TryParse(Encoding.ASCII.GetBytes(Bodies.Usual + filler), out _, out SdpProblem problem).ShouldBeFalse();

        problem.ShouldBe(SdpProblem.TooLarge);
    }

    [Fact]
    public void Of_a_secure_and_a_plain_stream_the_plain_one_is_taken_and_the_other_refused()
    {
        SdpMedia offer = Bodies.Parse(Bodies.With(
            "c=IN IP4 192.0.2.1", "m=audio 4000 RTP/SAVP 0\r\nm=audio 4002 RTP/AVP 8\r\nm=video 4004 RTP/AVP 31 32"));

        string answer = Bodies.Answer(offer, Sdp.TermsAlone(offer));

        answer.ShouldContain("m=audio 0 RTP/SAVP 0\r\nm=audio 20000 RTP/AVP 8\r\n");
        answer.ShouldEndWith("m=video 0 RTP/AVP 31\r\n");
    }

    [Fact]
    public void The_control_port_may_be_elsewhere() =>
        Bodies.Parse(Bodies.With("c=IN IP4 192.0.2.1", "m=audio 4000 RTP/AVP 0\r\na=rtcp:53020 IN IP4 192.0.2.9"))
            .Rtcp.ShouldBe(MediaAddress.Of(IPAddress.Parse("192.0.2.9"), 53020));
}
