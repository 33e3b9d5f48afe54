using System.Buffers.Text;
using System.Text;
using Bidline.Primitives;
using Bidline.Sip.Callers;
using Bidline.Sip.Messages;
using CsCheck;
using Shouldly;
using Xunit;
using Wire = Bidline.Tests.Sip.Messages.Given;

namespace Bidline.Tests.Sip.Callers;

public sealed class AttestationsTests
{
    private static readonly DateTimeOffset Now = Bidline.Tests.Given.Monday9Am;
    private static readonly PhoneNumber Caller = PhoneNumber.Parse("+13055550101");

    [Theory]
    [InlineData("TN-Validation-Passed-A", "A")]
    [InlineData("TN-Validation-Passed-B", "B")]
    [InlineData("TN-Validation-Passed-C", "C")]
    [InlineData("TN-Validation-Passed", "A")]
    [InlineData("TN-Validation-Passed-X", null)]
    [InlineData("TN-Validation-Failed", null)]
    [InlineData("No-TN-Validation", null)]
    public void What_the_carrier_found_counts(string verstat, string? attestation) =>
        Read($"P-Asserted-Identity: <sip:+13055550101@c.example;verstat={verstat}>").ShouldBe(attestation);

    [Theory]
    [InlineData("A", "13055550101", 0, "A")]
    [InlineData("C", "+13055550101", 60, "C")]
    [InlineData("A", "13055550101", 61, null)] // RFC 8224: may be a copy
    [InlineData("A", "13055550101", -61, null)]
    [InlineData("A", "13055550199", 0, null)] // made for another caller
    [InlineData("Z", "13055550101", 0, null)]
    public void A_passport_counts_while_it_is_fresh_and_of_this_caller(string attest, string caller, int age, string? attestation) =>
        Read("Identity: " + Passport(attest, caller, Now.AddSeconds(-age))).ShouldBe(attestation);

    [Fact]
    public void The_compact_name_is_read_too() =>
        Read("y: " + Passport("B", "13055550101", Now)).ShouldBe("B");

    [Fact]
    public void A_carrier_that_found_the_signature_wrong_has_the_last_word() =>
        Read("P-Asserted-Identity: <sip:+13055550101@c.example;verstat=TN-Validation-Failed>\nIdentity: "
            + Passport("A", "13055550101", Now)).ShouldBeNull();

    [Fact]
    public void A_call_without_either_has_none() => Read("X-Nothing: 1").ShouldBeNull();

    [Fact]
    public void Whatever_stands_there_is_no_attestation_and_breaks_nothing() =>
        Gen.OneOf(
            Gen.String[Gen.Char['!', '~'], 0, 80],
            Gen.String[Gen.Char['!', '~'], 0, 60].Select(text => $"e30.{Encode(text)}.sig;info=<https://c.example/c.pem>"),
            Gen.Byte.Array[0, 60].Select(bytes => $"e30.{Base64Url.EncodeToString(bytes)}.sig"),
            Gen.OneOf("{\"attest\":1}", "{\"attest\":\"A\",\"iat\":\"x\"}", "{\"attest\":\"A\",\"iat\":1e99}", "[]", "null",
                "{\"attest\":\"A\",\"iat\":1772460000,\"orig\":{\"tn\":7}}", "{\"attest\":\"A\",\"iat\":1772460000,\"orig\":[]}")
                .Select(claim => $"e30.{Encode(claim)}.sig"))
            .Sample(value => Read("Identity: " + value).ShouldBeNull());

    private static string? Read(string line)
    {
        Wire.Parse(Wire.InvitePlus(line), out var invite).ShouldBe(ParseVerdict.Ok);
        return Attestations.Read(invite, Caller, Now);
    }

    private static string Passport(string attest, string caller, DateTimeOffset issued)
    {
        var header = Encode("{\"alg\":\"ES256\",\"ppt\":\"shaken\",\"typ\":\"passport\",\"x5u\":\"https://c.example/c.pem\"}");
        var claim = Encode(
            $"{{\"attest\":\"{attest}\",\"dest\":{{\"tn\":[\"18005550100\"]}},\"iat\":{issued.ToUnixTimeSeconds()},"
            + $"\"orig\":{{\"tn\":\"{caller}\"}},\"origid\":\"0197\"}}");
        return $"{header}.{claim}.c2ln;info=<https://c.example/c.pem>;alg=ES256;ppt=\"shaken\"";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
