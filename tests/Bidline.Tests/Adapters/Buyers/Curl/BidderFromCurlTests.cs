using System.Text.Json;
using Bidline.Adapters.Buyers.Curl;
using Bidline.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers.Curl;

public sealed class BidderFromCurlTests
{
    private const string Json = """
        curl -X POST "https://bids.partner.example/v1/calls/ping?source=net71" \
          -H "Content-Type: application/json" -H "Authorization: Bearer t0p" -H "Host: bids.partner.example" \
          -d '{
            "callerId": "+13055550142", "zip": "33130", "state": "FL", "age": 52, "vertical": "auto",
            "contact": { "phone": "3055550142", "first_name": "Ann" }, "sub_id": "fb-17", "api_key": "YOUR_API_KEY"
          }'
        """;

    private const string Answer = """
        {"status":"accepted","ping_id":"p-1","data":{"bid":31.5,"transfer_number":"+18445550199","duration":90},"expireInSeconds":30}
        """;

    private const string Written = """
        {"callerId":"{{caller.number}}","zip":"{{caller.zip}}","state":"{{caller.state}}","age":{{tags.age}},"vertical":"auto","contact":{"phone":"{{caller.national}}","first_name":"{{tags.first_name}}"},"sub_id":"{{publisher}}","api_key":"YOUR_API_KEY"}
        """;

    [Fact]
    public void Sample_values_become_fields_and_every_guess_is_told()
    {
        var made = BidderFromCurl.Of(Json, Answer);

        var bidder = made.Bidder.ShouldNotBeNull();
        bidder.Url.ShouldBe("https://bids.partner.example/v1/calls/ping?source=net71");
        bidder.Headers!.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("Authorization", "Bearer t0p"));
        bidder.Body.ShouldBe(Written);
        bidder.ShareCaller.ShouldBe(ShareCaller.Full);
        made.Guesses.ShouldContain(new CurlGuess("body/contact/phone", "3055550142", "caller.national"));
        made.Guesses.Count.ShouldBe(7);
        made.Notes.ShouldContain(note => note.Contains("YOUR_API_KEY"));
    }

    [Fact]
    public void A_sample_answer_says_where_its_values_stand()
    {
        var answer = BidderFromCurl.Of(Json, Answer).Bidder!.Answer!;

        (answer.Accept!.At, answer.Accept.Is).ShouldBe(("status", "accepted"));
        (answer.Bid, answer.Destination, answer.Seconds, answer.BidId, answer.ValidSeconds)
            .ShouldBe(("data.bid", "data.transfer_number", "data.duration", "ping_id", "expireInSeconds"));
    }

    [Fact]
    public void A_sample_answer_may_be_XML()
    {
        var answer = BidderFromCurl.Of(
            Json, "<response id=\"7\"><status>Matched</status><bids><bid><price>3.50</price></bid><bid><price>1</price></bid></bids></response>").Bidder!.Answer!;

        (answer.Format.ToString(), answer.Bid, answer.BidId).ShouldBe(("Xml", "/response/bids/bid[1]/price", "/response/@id"));
        answer.Accept!.At.ShouldBe("/response/status");
    }

    [Theory]
    [InlineData(Json, Answer)]
    [InlineData(Json, null)]
    [InlineData("curl 'https://a.example/x?zip=33130&state=FL&phone=3055550142'", null)]
    [InlineData("curl https://a.example/x -d 'zip=33130&state=FL' --data-urlencode 'caller_id=+13055550142'", "{\"price\":\"3\"}")]
    [InlineData("curl https://a.example/x -d '[{\"zip\":33130}]'", "[{\"bid\":3}]")]
    [InlineData("curl https://a.example/x -H 'Content-Type: text/xml' -d '<ping><zip>33130</zip></ping>'", "<r><bid>3</bid></r>")]
    [InlineData("curl -u key:secret https://a.example/x --json '{\"postal_code\":\"33130\"}'", "{\"odd name\":{\"bid.amount\":1,\"price\":2}}")]
    [InlineData("curl -X PUT https://a.example/x --json '{\"zip\":\"33130\"}'", "not an answer")]
    public void What_it_makes_can_be_applied(string command, string? answer)
    {
        var bidder = BidderFromCurl.Of(command, answer).Bidder.ShouldNotBeNull();

        MarketBidder.MistakesOf(JsonSerializer.Serialize(bidder, MarketJson.Compact)).ShouldBeEmpty();
    }

    [Fact]
    public void A_form_keeps_its_form()
    {
        var bidder = BidderFromCurl.Of("curl https://a.example/x -d 'zip=33130&state=FL&key=k%201'").Bidder!;

        (bidder.Body, bidder.ContentType).ShouldBe(
            ("zip={{caller.zip}}&state={{caller.state}}&key=k%201", "application/x-www-form-urlencoded"));
    }

    [Fact]
    public void A_number_of_JSON_stays_one_and_a_quoted_number_stays_quoted()
    {
        var bidder = BidderFromCurl.Of("""curl https://a.example/x --json '{"zip":33130,"postal_code":"33130","age":52.5,"state":"FL"}'""").Bidder!;

        bidder.Body.ShouldBe("""{"zip":{{caller.zip}},"postal_code":"{{caller.zip}}","age":{{tags.age}},"state":"{{caller.state}}"}""");
    }

    [Theory]
    [InlineData("curl 'https://rtb.ringba.com/v1/production/0f1e.json?CID=13055550142&zipcode=80205'", "ringba", "https://rtb.ringba.com/v1/production/0f1e.json")]
    [InlineData("curl -X POST https://rtb.retreaver.com/rtbs.json -d 'key=7fc4' -d 'publisher_id=net71' -d 'caller_number=+13055550142'", "retreaver", "https://rtb.retreaver.com/rtbs.json?key=7fc4&publisher_id=net71")]
    [InlineData("curl https://bid.callgrid.com/api/bid/cm97 --json '{\"CallerId\":\"3035550142\"}'", "callgrid", "https://bid.callgrid.com/api/bid/cm97")]
    [InlineData("curl https://x.leadspediatrack.com/call-preping.do -d 'lp_campaign_id=5&lp_campaign_key=k&caller_id=3055550142'", "leadspedia", "https://x.leadspediatrack.com/call-preping.do?lp_campaign_id=5&lp_campaign_key=k")]
    [InlineData("curl https://x.trackdrive.com/api/v1/inbound_webhooks/ping/auto --json '{\"traffic_source_id\":3055,\"caller_id\":\"1\"}'", "trackdrive", "https://x.trackdrive.com/api/v1/inbound_webhooks/ping/auto?traffic_source_id=3055")]
    [InlineData("curl 'https://l.example.com/new_api/api.php?Key=k&API_Action=iprSubmitLead&Mode=ping&SRC=s&TYPE=9&ZIP=00001'", "boberdoo", "https://l.example.com/new_api/api.php?Key=k&API_Action=iprSubmitLead&SRC=s&TYPE=9")]
    public void A_dialect_that_Bidline_speaks_is_told_by_its_address(string command, string protocol, string url)
    {
        var made = BidderFromCurl.Of(command);

        (made.Bidder!.Protocol, made.Bidder.Url).ShouldBe((protocol, url));
        MarketBidder.MistakesOf(JsonSerializer.Serialize(made.Bidder, MarketJson.Compact)).ShouldBeEmpty();
    }
}
