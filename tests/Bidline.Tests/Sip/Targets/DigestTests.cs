using Bidline.Sip.Targets;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Targets;

public sealed class DigestTests
{
    [Fact]
    public void Md5_matches_the_example_of_RFC_2617()
    {
        var challenge = DigestChallenge.Read(
            "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
            + "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"")!;

        Digest.Response(challenge, "Mufasa", "Circle Of Life", "GET", "/dir/index.html", "0a4f113b")
            .ShouldBe("6629fae49393a05397450978507c4ef1");
    }

    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void Both_algorithms_match_the_example_of_RFC_7616(string algorithm, string response)
    {
        var challenge = DigestChallenge.Read(
            $"Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, "
            + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"")!;

        Digest.Response(
            challenge, "Mufasa", "Circle of Life", "GET", "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
            .ShouldBe(response);
    }

    [Theory]
    [InlineData("Basic realm=\"x\"")]
    [InlineData("Digest realm=\"x\"")]
    [InlineData("Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256")]
    [InlineData("Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\"")]
    [InlineData("Digest ,,=,\"")]
    public void What_we_do_not_speak_is_not_answered(string header) => DigestChallenge.Read(header).ShouldBeNull();

    [Fact]
    public void A_quote_in_a_realm_stays_inside_its_quotes()
    {
        var challenge = DigestChallenge.Read("Digest realm=\"a\\\"b\", nonce=\"n\", stale=TRUE")!;

        challenge.Realm.ShouldBe("a\"b");
        challenge.IsStale.ShouldBeTrue();
        Digest.Header(challenge, "u", "s", "INVITE", "sip:x", "c").ShouldContain("realm=\"a\\\"b\"");
    }
}
