using System.Net;
using System.Text;
using Bidline.Sip.Media;
using Bidline.Sip.Media.Descriptions;
using Shouldly;

namespace Bidline.Tests.Sip.Media.Descriptions;

internal static class Bodies
{
    public const string Usual =
        "v=0\r\no=alice 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n"
        + "m=audio 49170 RTP/AVP 8 0 18 96\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 pcmu/8000\r\na=rtpmap:18 G729/8000\r\n"
        + "a=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-16\r\na=ptime:30\r\na=sendrecv\r\n";

    public static MediaAddress Ours { get; } = MediaAddress.Of(IPAddress.Parse("198.51.100.7"), 20000);

    public static string With(string whole, string streams) =>
        $"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n{whole}\r\nt=0 0\r\n{streams}\r\n"
            .Replace("\r\n\r\n", "\r\n", StringComparison.Ordinal);

    public static SdpMedia Parse(string body)
    {
        Sdp.TryParse(Encoding.ASCII.GetBytes(body), out SdpMedia? said, out SdpProblem problem)
            .ShouldBeTrue(problem.ToString());
        return said.ShouldNotBeNull();
    }

    public static string Offer(SdpTerms terms, MediaAddress? local = null)
    {
        Span<byte> text = stackalloc byte[1_024];
        int length = Sdp.WriteOffer(text, new SdpOrigin(77, 3), local ?? Ours, terms);
        return Encoding.ASCII.GetString(text[..length]);
    }

    public static string Answer(SdpMedia offer, SdpTerms terms)
    {
        Span<byte> text = stackalloc byte[4_096];
        int length = Sdp.WriteAnswer(text, new SdpOrigin(long.MaxValue, int.MaxValue), Ours, offer, terms);
        return Encoding.ASCII.GetString(text[..length]);
    }
}
