using Bidline.Primitives;
using Bidline.Tracking.Carriers;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Carriers;

/// <summary>Against answers in the shapes that Telnyx documents for its API v2.</summary>
public sealed class TelnyxCarrierTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string Available = """
        {"data":[{"record_type":"available_phone_number","phone_number":"+13055550142","vanity_format":"","best_effort":false,
          "quickship":true,"reservable":true,
          "region_information":[{"region_type":"country_code","region_name":"US"},{"region_type":"rate_center","region_name":"MIAMI"},
            {"region_type":"state","region_name":"FL"}],
          "cost_information":{"upfront_cost":"0.50","monthly_cost":"1.10","currency":"USD"},
          "features":[{"name":"sms"},{"name":"voice"}]},
          {"phone_number":"not a number"}],
         "meta":{"total_results":1,"best_effort_results":0}}
        """;

    private const string Order = """
        {"data":{"id":"12ade33a","record_type":"number_order","phone_numbers_count":1,"connection_id":"16839","status":"STATUS",
          "phone_numbers":[{"id":"dc8e4d67","record_type":"number_order_phone_number","phone_number":"+13055550142","status":"STATUS"}]}}
        """;

    [Fact]
    public async Task Numbers_for_rent_come_with_place_and_cost_and_what_is_no_number_is_left_out()
    {
        await using var host = await CarrierHost.StartAsync("telnyx");
        host.Answer(200, Available);

        var found = await host.Carrier.FindAsync(new NumberWish("US", false, "305", "0142", 5), host.Settings, Cancel);

        found.Trouble.ShouldBeNull();
        found.Numbers.ShouldHaveSingleItem().ShouldBe(
            new NumberForRent(CarrierHost.Number, "MIAMI", "FL", Money.Usd(1.10m), Money.Usd(0.50m)));
        var asked = host.Receiver.All.ShouldHaveSingleItem();
        Uri.UnescapeDataString(asked.Line).ShouldBe(
            "GET /v2/available_phone_numbers?filter[country_code]=US&filter[phone_number_type]=local"
            + "&filter[national_destination_code]=305&filter[phone_number][contains]=0142&filter[features][]=voice&filter[limit]=5");
        asked.Headers["authorization"].ShouldBe("Bearer KEY01");
    }

    [Theory]
    [InlineData("success", typeof(CarrierAnswer.Done))]
    [InlineData("pending", typeof(CarrierAnswer.Done))]
    [InlineData("failure", typeof(CarrierAnswer.Refused))]
    [InlineData("", typeof(CarrierAnswer.Unsure))]
    public async Task An_order_is_what_its_status_says(string status, Type expected)
    {
        await using var host = await CarrierHost.StartAsync("telnyx");
        host.Answer(200, Order.Replace("STATUS", status, StringComparison.Ordinal));

        (await host.Carrier.OrderAsync(CarrierHost.Number, host.Settings, Cancel)).ShouldBeOfType(expected);

        var asked = host.Receiver.All.ShouldHaveSingleItem();
        (asked.Line, asked.Text).ShouldBe((
            "POST /v2/number_orders", """{"phone_numbers":[{"phone_number":"\u002B13055550142"}],"connection_id":"16839"}"""));
    }

    [Fact]
    public async Task A_number_of_ours_is_found_by_itself_and_given_back_by_its_id()
    {
        await using var host = await CarrierHost.StartAsync("telnyx");
        host.Answer(200, """{"data":[{"id":"1293384261075731499","record_type":"phone_number","phone_number":"+13055550142","status":"active"}]}""");

        var ours = await host.Carrier.OfOursAsync(CarrierHost.Number, host.Settings, Cancel);
        var given = await host.Carrier.GiveBackAsync(ours.Id!, host.Settings, Cancel);

        given.ShouldBeOfType<CarrierAnswer.Done>();
        host.Receiver.All.Select(asked => asked.Line).ShouldBe([
            "GET /v2/phone_numbers?filter%5Bphone_number%5D=%2B13055550142", "DELETE /v2/phone_numbers/1293384261075731499"]);
    }

    [Fact]
    public async Task A_number_of_nobody_has_no_id()
    {
        await using var host = await CarrierHost.StartAsync("telnyx");
        host.Answer(200, """{"data":[],"meta":{"total_results":0}}""");

        (await host.Carrier.OfOursAsync(CarrierHost.Number, host.Settings, Cancel)).ShouldBe(new NumberOfOurs(null, null));
    }

    [Theory]
    [InlineData(401, """{"errors":[{"code":"10009","title":"Authentication failed","detail":"The required authentication headers were either invalid or not included in the request."}]}""", true, "HTTP 401: The required authentication headers were either invalid or not included in the request.")]
    [InlineData(422, """{"errors":[{"code":"85001","title":"Number unavailable"}]}""", true, "HTTP 422: Number unavailable")]
    [InlineData(429, "", false, "HTTP 429")]
    [InlineData(500, "<html>", false, "HTTP 500")]
    [InlineData(200, "<html>", false, "the answer is no JSON")]
    [InlineData(302, "", true, "HTTP 302")]
    public async Task What_it_does_not_do_is_told_in_its_words_and_only_a_no_is_a_no(int status, string body, bool isNo, string words)
    {
        await using var host = await CarrierHost.StartAsync("telnyx");
        host.Answer(status, body);

        var answer = await host.Carrier.OrderAsync(CarrierHost.Number, host.Settings, Cancel);

        answer.ShouldBe(isNo ? new CarrierAnswer.Refused(words) : new CarrierAnswer.Unsure(words));
    }

    [Fact]
    public async Task An_answer_that_never_ends_and_one_that_is_nonsense_are_not_believed()
    {
        await using var host = await CarrierHost.StartAsync("telnyx");
        host.Answer(200, "{\"data\":[" + new string(' ', 200_000));
        (await host.Carrier.FindAsync(new NumberWish("US", true, null, null, 5), host.Settings, Cancel))
            .Trouble.ShouldBeOfType<CarrierAnswer.Unsure>();

        host.Answer(200, """{"data":[1,null,"x",{"phone_number":7},{"phone_number":"+13055550142","cost_information":[],"region_information":{}}]}""");

        (await host.Carrier.FindAsync(new NumberWish("US", true, null, null, 5), host.Settings, Cancel))
            .Numbers.ShouldHaveSingleItem().ShouldBe(new NumberForRent(CarrierHost.Number, null, null, null, null));
    }
}
