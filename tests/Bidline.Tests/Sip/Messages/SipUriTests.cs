using System.Text;
using Bidline.Sip.Messages;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Messages;

public sealed class SipUriTests
{
    [Theory]
    [InlineData("sip:+13055550142@192.0.2.2:5070;transport=tcp", "+13055550142", "192.0.2.2", 5070, true)]
    [InlineData("SIP:host", "", "host", 0, false)]
    [InlineData("sip:a:secret@[2001:db8::1]:5061;transport=udp", "a", "[2001:db8::1]", 5061, false)]
    [InlineData("sip:+1305;npdi=yes@host?Subject=x", "+1305", "host", 0, false)]
    [InlineData("tel:+13055550142;phone-context=x", "+13055550142", "", 0, false)]
    public void A_uri_is_taken_apart(string text, string user, string host, int port, bool tcp)
    {
        SipUri.TryRead(Encoding.ASCII.GetBytes(text), out var uri).ShouldBeTrue();

        Encoding.ASCII.GetString(uri.User).ShouldBe(user);
        Encoding.ASCII.GetString(uri.Host).ShouldBe(host);
        (uri.Port, uri.IsTcp).ShouldBe((port, tcp));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sip")]
    [InlineData("sip:")]
    [InlineData("sip:@host")]
    [InlineData("sip:a@")]
    [InlineData("sip:a@host:0")]
    [InlineData("sip:a@host:99999")]
    [InlineData("sip:a@[::1")]
    [InlineData("sip:a b@host")]
    [InlineData("sip:a@ho\r\nst")]
    [InlineData("<sip:a@host>")]
    public void What_is_no_uri_is_refused(string text) =>
        SipUri.TryRead(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();

    [Theory]
    [InlineData("\"a;b<c\" <sip:x@y;z=1>;tag=t;q", "sip:x@y;z=1", "t")]
    [InlineData("sip:x@y;tag=t", "sip:x@y", "t")]
    [InlineData("<sip:x@y> ; tag = t", "sip:x@y", "t")]
    [InlineData("J Doe <sip:x@y>;tag=\"quoted;x\"", "sip:x@y", "\"quoted;x\"")]
    public void A_name_address_is_taken_apart(string text, string uri, string tag)
    {
        NameAddress.TryRead(Encoding.ASCII.GetBytes(text), out var address).ShouldBeTrue();

        Encoding.ASCII.GetString(address.Uri).ShouldBe(uri);
        address.TryParameter("tag"u8, out var value).ShouldBeTrue();
        Encoding.ASCII.GetString(value).ShouldBe(tag);
    }
}
