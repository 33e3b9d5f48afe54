using Bidline.Adapters.Postbacks.Meta;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Postbacks;

/// <summary>Against answers in the shapes that Meta documents for the Conversions API.</summary>
public sealed class MetaPlatformTests
{
    private const string Taken = "{\"events_received\":1,\"messages\":[],\"fbtrace_id\":\"AbCdEf\"}";

    /// <summary>Meta's own example: (650)555-1212 in the United States.</summary>
    [Fact]
    public void A_number_is_hashed_as_Meta_shows_it() => MetaPlatform.HashOf(PhoneNumber.Parse("+16505551212"))
        .ShouldBe("e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176");

    [Fact]
    public async Task A_conversion_is_an_event_with_a_hashed_caller_and_its_click()
    {
        await using var host = await AdPlatformHost.StartAsync("meta");
        host.Answer("/events", 200, Taken);
        var clicked = AdPlatformHost.Sold with { Tags = new Dictionary<string, string> { ["fbclid"] = "IwAR0" } };

        var answer = await host.SendAsync(Settings(host), clicked);

        answer.IsAccepted.ShouldBeTrue();
        var sent = host.Receiver.All.ShouldHaveSingleItem();
        (sent.Line, sent.Headers["authorization"]).ShouldBe(("POST /notices/v24.0/1234/events", "Bearer EAAB"));
        sent.Text.ShouldNotContain("6505550142");
        AdPlatformHost.IsSame(sent.Json, $$$"""
            {"data":[{"event_name":"Purchase","event_time":1772953321,"event_id":"evt_0197","action_source":"phone_call",
            "user_data":{"ph":["{{{MetaPlatform.HashOf(AdPlatformHost.Sold.Caller!.Value)}}}"],"fbc":"fb.1.1772953190000.IwAR0"},
            "custom_data":{"currency":"USD","value":27.333333}}]}
            """).ShouldBeTrue(sent.Text);
    }

    [Fact]
    public async Task A_name_and_a_test_code_of_its_own_are_sent()
    {
        await using var host = await AdPlatformHost.StartAsync("meta");
        host.Answer("/events", 200, Taken);
        var settings = Settings(host);
        (settings["event_name"], settings["test_event_code"]) = ("Lead", "TEST17");

        await host.SendAsync(settings, AdPlatformHost.Sold with { Caller = null, Tags = new Dictionary<string, string> { ["fbc"] = "fb.1.7.x" } });

        var sent = host.Receiver.All.ShouldHaveSingleItem().Json;
        var told = sent.GetProperty("data")[0];
        (told.GetProperty("event_name").GetString(), sent.GetProperty("test_event_code").GetString()).ShouldBe(("Lead", "TEST17"));
        AdPlatformHost.IsSame(told.GetProperty("user_data"), "{\"fbc\":\"fb.1.7.x\"}").ShouldBeTrue();
    }

    [Theory]
    [InlineData(400, "{\"error\":{\"message\":\"Invalid parameter\",\"type\":\"OAuthException\",\"code\":100,\"error_subcode\":2804003,\"error_user_title\":\"Event Timestamp Too Old\",\"error_user_msg\":\"The timestamp for this event is too far in the past.\",\"fbtrace_id\":\"A1\"}}", "HTTP 400: The timestamp for this event is too far in the past.")]
    [InlineData(401, "{\"error\":{\"message\":\"Error validating access token\",\"type\":\"OAuthException\",\"code\":190,\"fbtrace_id\":\"A2\"}}", "HTTP 401: Error validating access token")]
    [InlineData(500, "oops", "HTTP 500")]
    [InlineData(200, "{\"events_received\":0}", "refused: the event was not received")]
    [InlineData(200, "", "refused: the answer is no JSON")]
    public async Task What_Meta_does_not_take_is_told_in_its_words(int status, string body, string told)
    {
        await using var host = await AdPlatformHost.StartAsync("meta");
        host.Answer("/events", status, body);

        var answer = await host.SendAsync(Settings(host));

        (answer.IsAccepted, answer.Told).ShouldBe((false, told));
    }

    [Fact]
    public async Task A_call_that_nobody_could_recognise_is_not_sent()
    {
        await using var host = await AdPlatformHost.StartAsync("meta");

        (await host.SendAsync(Settings(host), AdPlatformHost.Sold with { Caller = null })).Told
            .ShouldBe("refused: neither the caller's number nor a click is known");
        host.Receiver.All.ShouldBeEmpty();
    }

    private static Dictionary<string, string> Settings(AdPlatformHost host) => new()
    {
        ["dataset_id"] = "1234", ["access_token"] = "EAAB", ["api_url"] = host.Receiver.Url.ToString(),
    };
}
