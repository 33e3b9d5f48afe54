using Bidline.Tracking.Carriers;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Carriers;

/// <summary>Against answers in the shapes that Twilio documents for its API of 2010-04-01.</summary>
public sealed class TwilioCarrierTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Numbers_for_rent_come_with_their_place_and_without_a_price()
    {
        await using var host = await CarrierHost.StartAsync("twilio");
        host.Answer(200, """
            {"end":0,"page":0,"uri":"/2010-04-01/Accounts/AC01/AvailablePhoneNumbers/US/Local.json?AreaCode=305","available_phone_numbers":[
              {"friendly_name":"(305) 555-0142","phone_number":"+13055550142","lata":"460","locality":"Miami","rate_center":"MIAMI",
               "latitude":"25.7","longitude":"-80.2","region":"FL","postal_code":"33101","iso_country":"US",
               "address_requirements":"none","beta":false,"capabilities":{"voice":true,"SMS":true,"MMS":false}}]}
            """);

        var found = await host.Carrier.FindAsync(new NumberWish("US", false, "305", null, 5), host.Settings, Cancel);

        found.Numbers.ShouldHaveSingleItem().ShouldBe(new NumberForRent(CarrierHost.Number, "Miami", "FL", null, null));
        var asked = host.Receiver.All.ShouldHaveSingleItem();
        (asked.Line, asked.Headers["authorization"]).ShouldBe((
            "GET /2010-04-01/Accounts/AC01/AvailablePhoneNumbers/US/Local.json?AreaCode=305&VoiceEnabled=true&PageSize=5",
            "Basic QUMwMTpzZWNyZXQ="));
    }

    [Fact]
    public async Task A_number_is_bought_for_the_trunk_and_the_search_for_toll_free_ones_has_a_list_of_its_own()
    {
        await using var host = await CarrierHost.StartAsync("twilio");
        host.Answer(201, """{"sid":"PN01","account_sid":"AC01","phone_number":"+13055550142","status":"in-use","trunk_sid":"TK01"}""");

        var answer = await host.Carrier.OrderAsync(CarrierHost.Number, host.Settings, Cancel);
        await host.Carrier.FindAsync(new NumberWish("CA", true, null, "555", 7), host.Settings, Cancel);

        answer.ShouldBeOfType<CarrierAnswer.Done>();
        var asked = host.Receiver.All.ToList();
        (asked[0].Line, asked[0].Text).ShouldBe((
            "POST /2010-04-01/Accounts/AC01/IncomingPhoneNumbers.json", "PhoneNumber=%2B13055550142&TrunkSid=TK01"));
        asked[0].Headers["content-type"].ShouldBe("application/x-www-form-urlencoded");
        asked[1].Line.ShouldBe(
            "GET /2010-04-01/Accounts/AC01/AvailablePhoneNumbers/CA/TollFree.json?Contains=555&VoiceEnabled=true&PageSize=7");
    }

    [Fact]
    public async Task A_number_of_ours_is_found_and_given_back_with_an_empty_answer()
    {
        await using var host = await CarrierHost.StartAsync("twilio");
        host.Answer(200, """{"incoming_phone_numbers":[{"sid":"PN01","phone_number":"+13055550142"}],"page":0}""");
        var ours = await host.Carrier.OfOursAsync(CarrierHost.Number, host.Settings, Cancel);
        host.Answer(204, "");

        var given = await host.Carrier.GiveBackAsync(ours.Id!, host.Settings, Cancel);

        given.ShouldBeOfType<CarrierAnswer.Done>();
        host.Receiver.All.Last().Line.ShouldBe("DELETE /2010-04-01/Accounts/AC01/IncomingPhoneNumbers/PN01.json");
    }

    [Theory]
    [InlineData(400, """{"code":21452,"message":"No phone numbers found in area code 305","more_info":"https://www.twilio.com/docs/errors/21452","status":400}""", true, "HTTP 400: No phone numbers found in area code 305")]
    [InlineData(401, """{"code":20003,"detail":"Your AccountSid or AuthToken was incorrect.","message":"Authenticate","status":401}""", true, "HTTP 401: Authenticate")]
    [InlineData(429, """{"code":20429,"message":"Too Many Requests","status":429}""", false, "HTTP 429: Too Many Requests")]
    [InlineData(503, "", false, "HTTP 503")]
    [InlineData(201, "{}", false, "the answer has no sid")]
    public async Task What_it_does_not_do_is_told_in_its_words_and_only_a_no_is_a_no(int status, string body, bool isNo, string words)
    {
        await using var host = await CarrierHost.StartAsync("twilio");
        host.Answer(status, body);

        var answer = await host.Carrier.OrderAsync(CarrierHost.Number, host.Settings, Cancel);

        answer.ShouldBe(isNo ? new CarrierAnswer.Refused(words) : new CarrierAnswer.Unsure(words));
    }

    [Fact]
    public async Task With_an_API_key_its_secret_proves_who_we_are()
    {
        await using var host = await CarrierHost.StartAsync("twilio");
        host.Answer(200, "{}");
        var settings = host.Settings;
        settings["api_key_sid"] = "SK01";

        await host.Carrier.OfOursAsync(CarrierHost.Number, settings, Cancel);

        host.Receiver.All.ShouldHaveSingleItem().Headers["authorization"].ShouldBe("Basic U0swMTpzZWNyZXQ=");
    }
}
