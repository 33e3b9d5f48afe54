using System.Text;
using Bidline.Sip.Targets;
using Bidline.Sip.Transport;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Targets;

public sealed class DestinationTests
{
    [Theory]
    [InlineData("sip:sales@10.0.0.5:5060", "sip:sales@10.0.0.5:5060", "10.0.0.5", 5060)]
    [InlineData("SIP:+13055550142@pbx.example", "sip:+13055550142@pbx.example", "pbx.example", 5060)]
    [InlineData("sip:a@[2001:db8::1]:5070;x=y?Subject=z", "sip:a@[2001:db8::1]:5070", "2001:db8::1", 5070)]
    public void It_is_taken_apart_and_put_together_again(string text, string uri, string host, int port)
    {
        Destination.TryRead(text, out var destination).ShouldBeTrue();

        Encoding.ASCII.GetString(destination.Uri).ShouldBe(uri);
        (destination.Host, destination.Port, destination.Transport).ShouldBe((host, port, SipTransport.Udp));
    }

    [Fact]
    public void Its_transport_is_kept()
    {
        Destination.TryRead("sip:a@h;transport=TCP", out var destination).ShouldBeTrue();

        Encoding.ASCII.GetString(destination.Uri).ShouldBe("sip:a@h;transport=tcp");
        destination.Transport.ShouldBe(SipTransport.Tcp);
    }

    [Theory]
    [InlineData("sip:a@h\r\nRoute: <sip:evil>")]
    [InlineData("sip:a\n@h")]
    [InlineData("sip:a@h SIP/2.0")]
    [InlineData("sip:a>b@h")]
    [InlineData("sip:\"a\"@h")]
    [InlineData("sips:a@h")]
    [InlineData("tel:+13055550142")]
    [InlineData("http://h")]
    [InlineData("sip:ä@h")]
    [InlineData("")]
    public void What_could_break_out_of_a_request_line_is_refused(string text) =>
        Destination.TryRead(text, out _).ShouldBeFalse();
}
