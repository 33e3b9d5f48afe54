using System.Net;
using System.Text;
using Bidline.Pings;
using Bidline.Postbacks;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

public sealed class KeyUseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("POST /rtb/v1/k/offers\n{\"caller_id\":\"+13055550142\"}");
    private static readonly string Old = WebhookSignature.NewSecret();
    private static readonly string New = WebhookSignature.NewSecret();

    [Theory]
    [InlineData("198.51.100.7", null)]
    [InlineData("::ffff:198.51.100.7", null)]
    [InlineData("2001:db8:5::9", null)]
    [InlineData("198.51.101.7", "ping.address")]
    [InlineData("2001:db8:6::9", "ping.address")]
    [InlineData(null, "ping.address")]
    public void A_key_is_good_for_the_addresses_of_its_endpoint(string? from, string? code)
    {
        var endpoint = PingHost.AnEndpoint() with
        {
            Addresses = [IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("2001:db8:5::/48")],
        };

        Unsigned(from is null ? null : IPAddress.Parse(from)).WhyNot(endpoint, Now)?.Code.ShouldBe(code);
        (Unsigned(from is null ? null : IPAddress.Parse(from)).WhyNot(endpoint, Now) is null).ShouldBe(code is null);
    }

    [Fact]
    public void An_endpoint_without_addresses_and_secret_takes_anybody_with_the_key() =>
        Unsigned(IPAddress.Parse("203.0.113.9")).WhyNot(PingHost.AnEndpoint(), Now).ShouldBeNull();

    [Fact]
    public void While_a_secret_changes_both_are_good()
    {
        var endpoint = PingHost.AnEndpoint() with { Secrets = [New, Old] };

        Signed(Now, New).WhyNot(endpoint, Now).ShouldBeNull();
        Signed(Now, Old).WhyNot(endpoint, Now).ShouldBeNull();
        Signed(Now, Old).WhyNot(endpoint with { Secrets = [New] }, Now)!.Code.ShouldBe("ping.signature_wrong");
    }

    [Theory]
    [InlineData(-300, null)]
    [InlineData(300, null)]
    [InlineData(-301, "ping.signature_stale")]
    [InlineData(301, "ping.signature_stale")]
    public void A_signature_is_good_for_five_minutes(int secondsOff, string? code) =>
        (Signed(Now.AddSeconds(secondsOff), New).WhyNot(PingHost.AnEndpoint() with { Secrets = [New] }, Now)?.Code).ShouldBe(code);

    public static TheoryData<string, string> Bad => new()
    {
        { "not signed", "ping.signature_missing" },
        { "no id", "ping.signature_missing" },
        { "no time", "ping.signature_missing" },
        { "a time in words", "ping.signature_missing" },
        { "another id", "ping.signature_wrong" },
        { "another time", "ping.signature_wrong" },
        { "another body", "ping.signature_wrong" },
        { "another method", "ping.signature_wrong" },
        { "nonsense", "ping.signature_wrong" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Whatever_is_changed_after_it_was_signed_is_refused_with_one_reason(string what, string code)
    {
        var good = Signed(Now, New);
        var use = what switch
        {
            "not signed" => good with { Signatures = null },
            "no id" => good with { Id = null },
            "no time" => good with { Timestamp = null },
            "a time in words" => good with { Timestamp = "now" },
            "another id" => good with { Id = "m-2" },
            "another time" => good with { Timestamp = (Now.ToUnixTimeSeconds() + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) },
            "another body" => good with { Content = Encoding.UTF8.GetBytes("POST /rtb/v1/k/offers\n{\"caller_id\":\"+13055550143\"}") },
            "another method" => good with { Content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Body).Replace("POST", "PUT", StringComparison.Ordinal)) },
            _ => good with { Signatures = "v1,bm9uc2Vuc2U= v2,x" },
        };

        use.WhyNot(PingHost.AnEndpoint() with { Secrets = [New] }, Now)!.Code.ShouldBe(code);
    }

    private static KeyUse Unsigned(IPAddress? from) => new(from, null, null, null, default);

    private static KeyUse Signed(DateTimeOffset at, string secret)
    {
        var headers = WebhookSignature.Headers("m-1", at, Body, [secret]).ToDictionary(it => it.Key, it => it.Value);
        return new KeyUse(null, "m-1", headers["webhook-timestamp"], headers["webhook-signature"], Body);
    }
}
