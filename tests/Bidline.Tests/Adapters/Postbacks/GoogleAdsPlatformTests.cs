using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Postbacks;

/// <summary>
/// Against answers in the shapes that Google documents: UploadCallConversionsResponse with a GoogleAdsFailure in it, the REST
/// error of other requests, and the token endpoint's.
/// </summary>
public sealed class GoogleAdsPlatformTests
{
    private const string Taken = """
        {"results":[{"callerId":"+16505550142","callStartDateTime":"2026-03-08 06:59:50+00:00",
        "conversionAction":"customers/1234567890/conversionActions/987654321","conversionDateTime":"2026-03-08 07:02:01+00:00"}]}
        """;

    private const string NotAuthorised = """
        {"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}
        """;

    [Fact]
    public async Task A_conversion_is_uploaded_with_a_token_that_is_kept_while_it_lasts()
    {
        await using var host = await AdPlatformHost.StartAsync("google_ads");
        Allow(host);
        host.Answer(":uploadCallConversions", 200, Taken);

        var first = await host.SendAsync(Settings(host));
        var second = await host.SendAsync(Settings(host));
        host.Clock.Advance(TimeSpan.FromMinutes(59));
        var third = await host.SendAsync(Settings(host));

        (first.IsAccepted, second.IsAccepted, third.IsAccepted).ShouldBe((true, true, true));
        var all = host.Receiver.All.ToArray();
        all.Select(one => one.Line).ShouldBe(
        [
            "POST /notices/token", Upload, Upload, "POST /notices/token", Upload,
        ]);
        all[0].Text.ShouldBe("grant_type=refresh_token&client_id=app&client_secret=s%26x&refresh_token=1%2F%2Fabc");
        all[0].Headers["content-type"].ShouldBe("application/x-www-form-urlencoded");
        (all[1].Headers["authorization"], all[1].Headers["developer-token"], all[1].Headers["login-customer-id"])
            .ShouldBe(("Bearer ya29.token", "dev", "5550001111"));
        AdPlatformHost.IsSame(all[1].Json, """
            {"conversions":[{"callerId":"+16505550142","callStartDateTime":"2026-03-08 06:59:50+00:00",
            "conversionAction":"customers/1234567890/conversionActions/987654321",
            "conversionDateTime":"2026-03-08 07:02:01+00:00","conversionValue":27.333333,"currencyCode":"USD"}],
            "partialFailure":true}
            """).ShouldBeTrue(all[1].Text);
    }

    [Theory]
    [InlineData("CALL_NOT_FOUND", "refused: CALL_NOT_FOUND The call could not be found.")]
    [InlineData("TOO_RECENT_CALL", "refused: TOO_RECENT_CALL The call could not be found.")]
    public async Task What_Google_refuses_inside_of_a_success_is_not_accepted(string code, string told)
    {
        await using var host = await AdPlatformHost.StartAsync("google_ads");
        Allow(host);
        host.Answer(":uploadCallConversions", 200, Failure(code));

        var answer = await host.SendAsync(Settings(host));

        (answer.IsAccepted, answer.Status, answer.Told).ShouldBe((false, null, told));
    }

    [Fact]
    public async Task What_Google_has_already_is_accepted_so_that_a_repetition_ends()
    {
        await using var host = await AdPlatformHost.StartAsync("google_ads");
        Allow(host);
        host.Answer(":uploadCallConversions", 200, Failure("CALL_CONVERSION_ALREADY_EXISTS"));

        (await host.SendAsync(Settings(host))).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_that_Google_no_longer_takes_is_asked_for_anew()
    {
        await using var host = await AdPlatformHost.StartAsync("google_ads");
        Allow(host);
        host.Answer(":uploadCallConversions", 401, NotAuthorised);

        var refused = await host.SendAsync(Settings(host));
        host.Answer(":uploadCallConversions", 200, Taken);
        var taken = await host.SendAsync(Settings(host));

        (refused.IsAccepted, refused.Told).ShouldBe((false, "HTTP 401: Request had invalid authentication credentials."));
        taken.IsAccepted.ShouldBeTrue();
        host.Receiver.All.Count(one => one.Line.EndsWith("/token", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or revoked.\"}", "no token: HTTP 400: Token has been expired or revoked.")]
    [InlineData(200, "{}", "refused: the answer has no token")]
    [InlineData(200, "<html>", "refused: the answer has no token")]
    [InlineData(503, "", "no token: HTTP 503")]
    public async Task Without_a_token_nothing_is_uploaded(int status, string body, string told)
    {
        await using var host = await AdPlatformHost.StartAsync("google_ads");
        host.Answer("/token", status, body);

        var answer = await host.SendAsync(Settings(host));

        (answer.IsAccepted, answer.Told).ShouldBe((false, told));
        host.Receiver.All.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"partialFailureError\":7}")]
    [InlineData("{\"partialFailureError\":{\"details\":[{\"errors\":[{\"errorCode\":\"x\"}]}]}}")]
    public async Task An_answer_that_says_nothing_is_no_acceptance(string body)
    {
        await using var host = await AdPlatformHost.StartAsync("google_ads");
        Allow(host);
        host.Answer(":uploadCallConversions", 200, body);

        (await host.SendAsync(Settings(host))).IsAccepted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_caller_who_withheld_the_number_is_not_uploaded()
    {
        await using var host = await AdPlatformHost.StartAsync("google_ads");

        var answer = await host.SendAsync(Settings(host), AdPlatformHost.Sold with { Caller = null });

        answer.Told.ShouldBe("refused: the caller withheld the number");
        host.Receiver.All.ShouldBeEmpty();
    }

    private const string Upload = "POST /notices/v25/customers/1234567890:uploadCallConversions";

    private static string Failure(string code) => """
        {"partialFailureError":{"code":3,"message":"The call could not be found.","details":[
        {"@type":"type.googleapis.com/google.ads.googleads.v25.errors.GoogleAdsFailure","errors":[
        {"errorCode":{"conversionUploadError":"CODE"},"message":"The call could not be found.",
        "location":{"fieldPathElements":[{"fieldName":"conversions","index":0}]}}],"requestId":"x1"}]},"results":[{}]}
        """.Replace("CODE", code);

    private static void Allow(AdPlatformHost host) => host.Answer(
        "/token", 200,
        "{\"access_token\":\"ya29.token\",\"expires_in\":3599,\"scope\":\"https://www.googleapis.com/auth/adwords\",\"token_type\":\"Bearer\"}");

    private static Dictionary<string, string> Settings(AdPlatformHost host) => new()
    {
        ["customer_id"] = "123-456-7890", ["conversion_action_id"] = "987654321", ["developer_token"] = "dev",
        ["client_id"] = "app", ["client_secret"] = "s&x", ["refresh_token"] = "1//abc", ["login_customer_id"] = "555-000-1111",
        ["api_url"] = host.Receiver.Url.ToString(), ["token_url"] = $"{host.Receiver.Url}/token",
    };
}
