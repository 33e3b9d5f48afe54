using System.Text;
using Bidline.Postbacks;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Postbacks;

public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>The example that the libraries of Standard Webhooks are tested with.</summary>
    [Fact]
    public void The_published_example_comes_out()
    {
        var headers = WebhookSignature.Headers(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1_614_265_330),
            Encoding.UTF8.GetBytes("{\"test\": 2432232314}"), [Secret]).ToDictionary();

        headers["webhook-id"].ShouldBe("msg_p5jXN8AQM9LWM0D4loKWxJek");
        headers["webhook-timestamp"].ShouldBe("1614265330");
        headers["webhook-signature"].ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Fact]
    public void Each_valid_secret_signs()
    {
        var other = WebhookSignature.NewSecret();

        var headers = WebhookSignature.Headers("evt_1", DateTimeOffset.UnixEpoch, "{}"u8, [other, Secret]).ToDictionary();

        var received = new Received("POST /", headers, "{}"u8.ToArray());
        (received.IsSignedWith(Secret), received.IsSignedWith(other)).ShouldBe((true, true));
        received.IsSignedWith(WebhookSignature.NewSecret()).ShouldBeFalse();
    }

    [Fact]
    public void A_new_secret_is_of_32_random_bytes() =>
        Convert.FromBase64String(WebhookSignature.NewSecret()["whsec_".Length..]).Length.ShouldBe(32);
}
