using System.Net;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Connecting;

/// <summary>Hostile addresses in a bid (F38): what passes is built anew from its parts.</summary>
public sealed class DestinationPolicyTests
{
    private static readonly DestinationPolicy Strict = new(new AddressPolicy(allowPrivate: false), []);

    private static readonly DestinationPolicy WithLeave = new(
        new AddressPolicy(allowPrivate: true), [IPEndPoint.Parse("127.0.0.1:5060"), IPEndPoint.Parse("[::1]:5060")]);

    [Theory]
    [InlineData("sip:desk4@8.8.4.4", "sip:desk4@8.8.4.4")]
    [InlineData("SIP:desk4@8.8.4.4:5070;transport=TCP", "sip:desk4@8.8.4.4:5070;transport=tcp")]
    [InlineData("sip:rtb.example.net", "sip:rtb.example.net")]
    [InlineData("sip:RTB5d0c@rtb.example.net;transport=udp", "sip:RTB5d0c@rtb.example.net;transport=udp")]
    [InlineData("sip:+13055550142@carrier.example.net", "sip:+13055550142@carrier.example.net")]
    [InlineData("sip:a@[2606:4700::1111]:5080", "sip:a@[2606:4700::1111]:5080")]
    public void An_honest_SIP_address_is_built_anew(string written, string built) =>
        Strict.Check(written).ShouldBe(new DestinationCheck.Allowed(new Destination.Sip(built)));

    [Theory]
    [InlineData("+13055550142")]
    [InlineData("tel:+13055550142")]
    [InlineData("13055550142")]
    [InlineData("305-555-0142")]
    public void An_honest_number_is_a_number(string written) => Strict.Check(written)
        .ShouldBe(new DestinationCheck.Allowed(new Destination.Number(PhoneNumber.Parse("+13055550142"))));

    [Theory]
    [InlineData("sip:a@8.8.4.4\r\nX-Evil: 1", "character")]
    [InlineData("sip:a%0d%0aX-Evil@8.8.4.4", "character")]
    [InlineData("sip:a@8.8.4.4 ", "character")]
    [InlineData("\"Evil\" <sip:a@8.8.4.4>", "character")]
    [InlineData("sip:a@8.8.4.4\u0000", "character")]
    [InlineData("sip:\u0430@8.8.4.4", "character")]
    [InlineData("sip:a@8.8.4.4?Replaces=x", "headers")]
    [InlineData("sip:a@8.8.4.4;transport=udp?Route=x", "headers")]
    [InlineData("sip:a@8.8.4.4;maddr=127.0.0.1", "parameter")]
    [InlineData("sip:a@8.8.4.4;transport=udp;maddr=127.0.0.1", "parameter")]
    [InlineData("sip:a@8.8.4.4;transport=tls", "parameter")]
    [InlineData("sip:a@8.8.4.4;method=BYE", "parameter")]
    [InlineData("sip:a@8.8.4.4;lr", "parameter")]
    [InlineData("sip:a:secret@8.8.4.4", "user")]
    [InlineData("sip:a;b@8.8.4.4", "user")]
    [InlineData("sip:a@b@8.8.4.4", "host")]
    [InlineData("sip:@8.8.4.4", "user")]
    [InlineData("sip:a@", "host")]
    [InlineData("sip:a@8.8.4.4:0", "host")]
    [InlineData("sip:a@8.8.4.4:99999", "host")]
    [InlineData("sip:a@8.8.4.4:50 60", "character")]
    [InlineData("sip:a@-evil.example", "host")]
    [InlineData("sip:a@host..example", "host")]
    [InlineData("sip:a@2130706433", "host")]
    [InlineData("sip:a@0x7f.1", "host")]
    [InlineData("sip:a@0177.0.0.1", "host")]
    [InlineData("sip:a@127.1", "host")]
    [InlineData("sip:a@127.0.0.1", "loopback")]
    [InlineData("sip:a@localhost", "loopback")]
    [InlineData("sip:a@x.localhost", "loopback")]
    [InlineData("sip:a@intranet", "private")]
    [InlineData("sip:a@10.0.0.9", "private")]
    [InlineData("sip:a@192.168.1.1", "private")]
    [InlineData("sip:a@172.31.255.255", "private")]
    [InlineData("sip:a@100.64.0.1", "carrier_nat")]
    [InlineData("sip:a@169.254.169.254", "link_local")]
    [InlineData("sip:a@0.0.0.0", "unspecified")]
    [InlineData("sip:a@224.0.0.1", "multicast")]
    [InlineData("sip:a@255.255.255.255", "reserved")]
    [InlineData("sip:a@[::1]", "loopback")]
    [InlineData("sip:a@[::ffff:127.0.0.1]", "loopback")]
    [InlineData("sip:a@[::ffff:7f00:1]", "loopback")]
    [InlineData("sip:a@[64:ff9b::7f00:1]", "loopback")]
    [InlineData("sip:a@[2002:7f00:1::]", "loopback")]
    [InlineData("sip:a@[fe80::1]", "link_local")]
    [InlineData("sip:a@[fd00::1]", "private")]
    [InlineData("sip:a@[::]", "unspecified")]
    [InlineData("sip:+19005550100@8.8.4.4", "premium")]
    [InlineData("sips:a@8.8.4.4", "not_a_number")]
    [InlineData("http://8.8.4.4/", "not_a_number")]
    [InlineData("+19005550100", "premium")]
    [InlineData("+13059765550", "premium")]
    [InlineData("+881612345678", "satellite")]
    [InlineData("+870773111632", "satellite")]
    [InlineData("+979123456789", "premium")]
    [InlineData("+252612345678", "country")]
    [InlineData("+442079460000", "country")]
    [InlineData("+18765550142", "country")]
    [InlineData("+19115550142", "emergency_or_service")]
    [InlineData("+13059115550", "emergency_or_service")]
    [InlineData("+11055550142", "not_assignable")]
    [InlineData("911", "emergency_or_service")]
    [InlineData("411", "emergency_or_service")]
    [InlineData("tel:+13055550142;ext=5", "not_a_number")]
    [InlineData("", "not_a_number")]
    public void Anything_else_is_refused_by_a_named_rule(string written, string rule)
    {
        var refused = Strict.Check(written).ShouldBeOfType<DestinationCheck.Refused>();

        refused.Reason.Code.ShouldBe("rejected.number");
        refused.Reason.Values["rule"].ShouldBe(rule);
        refused.Reason.Values["number"].Any(char.IsControl).ShouldBeFalse();
    }

    [Fact]
    public void Two_hundred_characters_of_user_are_refused()
    {
        Rule(Strict.Check($"sip:{new string('a', 200)}@8.8.4.4")).ShouldBe("user");
        Rule(Strict.Check($"sip:{new string('a', 300)}@8.8.4.4")).ShouldBe("too_long");
    }

    [Fact]
    public void With_leave_private_addresses_pass_but_our_own_does_not()
    {
        WithLeave.Check("sip:a@127.0.0.1:5090").ShouldBeOfType<DestinationCheck.Allowed>();
        WithLeave.Check("sip:a@intranet").ShouldBeOfType<DestinationCheck.Allowed>();
        Rule(WithLeave.Check("sip:a@127.0.0.1")).ShouldBe("ourselves");
        Rule(WithLeave.Check("sip:a@[::1]:5060")).ShouldBe("ourselves");
        Rule(WithLeave.Check("sip:a@224.0.0.1")).ShouldBe("multicast");
    }

    [Fact]
    public void Whatever_passes_is_plain_and_reads_the_same_again() => Gen
        .String[Gen.OneOf(Gen.Char["sip:@;.?%abc019[]transport=udp\r\n+"], Gen.Char), 0, 60]
        .Select(tail => "sip:" + tail)
        .Sample(written =>
        {
            if (WithLeave.Check(written) is not DestinationCheck.Allowed { Destination: Destination.Sip sip }) return;
            sip.Uri.ShouldAllBe(c => c > ' ' && c < 127 && !"?%<>\"\\".Contains(c));
            WithLeave.Check(sip.Uri).ShouldBe(new DestinationCheck.Allowed(sip));
        });

    private static string Rule(DestinationCheck check) => ((DestinationCheck.Refused)check).Reason.Values["rule"];
}
