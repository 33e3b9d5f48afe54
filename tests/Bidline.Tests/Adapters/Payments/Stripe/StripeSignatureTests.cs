using System.Text;
using Bidline.Adapters.Payments.Stripe;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Payments.Stripe;

public sealed class StripeSignatureTests
{
    private const string Secret = "whsec_test_secret";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\n  \"id\": \"evt_test_webhook\",\n  \"object\": \"event\"\n}");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    // Made with: printf '1700000000.%s' "$body" | openssl dgst -sha256 -hmac whsec_test_secret
    private const string Good = "4f1cd7feda9826e746b7d482c4badebb657398df1099e1046364f6196a230150";

    [Theory]
    [InlineData($"t=1700000000,v1={Good}", 0, SignatureVerdict.Good)]
    [InlineData($"t=1700000000,v1={Good}", 300, SignatureVerdict.Good)]
    [InlineData($"t=1700000000,v1={Good}", -300, SignatureVerdict.Good)]
    [InlineData($"t=1700000000,v1={Good}", 301, SignatureVerdict.Stale)]
    [InlineData($"t=1700000000,v1={Good}", -301, SignatureVerdict.Stale)]
    [InlineData($"t=1700000000,v1=00,v1={Good},v0=abc", 0, SignatureVerdict.Good)]
    [InlineData($"t=1700000001,v1={Good}", 0, SignatureVerdict.Wrong)]
    [InlineData("t=1700000000,v1=00", 0, SignatureVerdict.Wrong)]
    [InlineData($"t=1700000000,v0={Good}", 0, SignatureVerdict.Missing)]
    [InlineData($"v1={Good}", 0, SignatureVerdict.Missing)]
    [InlineData($"t=1700000000,t=1700000000,v1={Good}", 0, SignatureVerdict.Missing)]
    [InlineData($"t=99999999999999999999,v1={Good}", 0, SignatureVerdict.Missing)]
    [InlineData("", 0, SignatureVerdict.Missing)]
    [InlineData(null, 0, SignatureVerdict.Missing)]
    public void A_signature_is_good_for_its_body_and_five_minutes(string? header, int later, SignatureVerdict verdict) =>
        StripeSignature.Verify(header, Body, Secret, Now.AddSeconds(later)).ShouldBe(verdict);

    [Fact]
    public void Another_byte_or_secret_makes_it_wrong()
    {
        StripeSignature.Verify($"t=1700000000,v1={Good}", [.. Body, 10], Secret, Now).ShouldBe(SignatureVerdict.Wrong);
        StripeSignature.Verify($"t=1700000000,v1={Good}", Body, Secret + "x", Now).ShouldBe(SignatureVerdict.Wrong);
    }
}
