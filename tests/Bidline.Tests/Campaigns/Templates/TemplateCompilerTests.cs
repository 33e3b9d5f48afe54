using Bidline.Campaigns.Entries;
using Bidline.Tests.Adapters.Buyers;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns.Templates;

public sealed class TemplateCompilerTests
{
    private const string Url = "\"protocol\":\"template\",\"url\":\"https://a.example/x\"";
    private const string Answer = "\"answer\":{\"bid\":\"bid\"}";

    [Theory]
    [InlineData("""{ #U }""", "/answer", "missing", "answer.bid")]
    [InlineData("""{ "protocol":"template",#A }""", "/url", "missing", null)]
    [InlineData("""{ "protocol":"ringba" }""", "/url", "missing", null)]
    [InlineData("""{ "protocol":"template","url":"ftp://a.example/",#A }""", "/url", "url_scheme", null)]
    [InlineData("""{ "protocol":"template","url":"https://{{tags.h}}/x",#A }""", "/url", "template_host", "write the host out")]
    [InlineData("""{ "protocol":"template","url":"https://a.{{caller.state}}.example/x",#A }""", "/url", "template_host", null)]
    [InlineData("""{ #U,#A,"method":"PSOT","body":"{}" }""", "/method", "method", "POST")]
    [InlineData("""{ #U,#A,"method":"GET","body":"{}" }""", "/method", "method", "use POST")]
    [InlineData("""{ #U,#A,"headers":{"Host":"b"} }""", "/headers/Host", "header", "leave it out")]
    [InlineData("""{ #U,#A,"headers":{"Content-Type":"text/plain"} }""", "/headers/Content-Type", "header", "content_type")]
    [InlineData("""{ #U,#A,"headers":{"X Y":"b"} }""", "/headers/X Y", "header", null)]
    [InlineData("""{ #U,#A,"headers":{"X":"a\r\nY: b"} }""", "/headers/X", "header", "printable")]
    [InlineData("""{ #U,#A,"headers":{"X":"(unchanged)"} }""", "/headers/X", "secret", "write it out")]
    [InlineData("""{ #U,#A,"content_type":"text/plain" }""", "/content_type", "template_form", null)]
    [InlineData("""{ #U,#A,"body":"{}","content_type":"image/png" }""", "/content_type", "content_type", "JSON")]
    [InlineData("""{ #U,#A,"body":"{\"a\":{{zip}}}" }""", "/body", "unknown_field", "caller.zip")]
    [InlineData("""{ #U,#A,"body":"{\"a\":\"{{caller.zpi}}\"}" }""", "/body", "unknown_field", "caller.zip")]
    [InlineData("""{ #U,#A,"body":"{\"a\":\"{{age}}\"}" }""", "/body", "unknown_field", "tags.age")]
    [InlineData("""{ #U,#A,"body":"{\"a\":\"{{caller.zip\"}" }""", "/body", "template_open", "}}")]
    [InlineData("""{ #U,#A,"body":"{\"a\":" }""", "/body", "template_body", "not JSON")]
    [InlineData("""{ #U,#A,"body":"<a>{{caller.zip}}</b>" }""", "/body", "template_body", "not XML")]
    [InlineData("""{ #U,#A,"body":"<!DOCTYPE a><a/>" }""", "/body", "template_body", "not XML")]
    [InlineData("""{ #U,#A,"body":"n={{caller.national}}" }""", "/body", "template_caller", "share_caller: full")]
    [InlineData("""{ #U,#A,"body":"n={{bid.id}}" }""", "/body", "template_bid", "confirm")]
    [InlineData("""{ #U,#A,"body":"n={{settings.key}}" }""", "/settings/key", "missing", null)]
    [InlineData("""{ #U,"answer":{"price":"3"} }""", "/answer/accept", "missing", null)]
    [InlineData("""{ #U,"answer":{"bid":"a","price":"3","accept":{"at":"x","is":"y"}} }""", "/answer/price", "price_form", null)]
    [InlineData("""{ #U,"answer":{"destination":"a"} }""", "/answer/bid", "price_form", null)]
    [InlineData("""{ #U,"answer":{"bid":"a","accept":{"at":"x"}} }""", "/answer/accept", "accept_form", "give one of")]
    [InlineData("""{ #U,"answer":{"bid":"a","accept":{"at":"x","is":"y","above":0}} }""", "/answer/accept", "accept_form", "give one of")]
    [InlineData("""{ #U,"answer":{"bid":"a","accept":{"at":"x","in":[]}} }""", "/answer/accept/in", "empty", null)]
    [InlineData("""{ #U,"answer":{"bid":"a..b"} }""", "/answer/bid", "json_path", "data.bids[0].amount")]
    [InlineData("""{ #U,"answer":{"bid":"a[b"} }""", "/answer/bid", "json_path", "no ]")]
    [InlineData("""{ #U,"answer":{"bid":"a[?b]"} }""", "/answer/bid", "json_path", null)]
    [InlineData("""{ #U,"answer":{"bid":"$..bid"} }""", "/answer/bid", "json_path", null)]
    [InlineData("""{ #U,"answer":{"bid":""} }""", "/answer/bid", "query", null)]
    [InlineData("""{ #U,"answer":{"format":"xml","bid":"//a["} }""", "/answer/bid", "xpath", null)]
    [InlineData("""{ #U,"answer":{"format":"xml","bid":"number(//a)"} }""", "/answer/bid", "xpath", "money is read as text")]
    [InlineData("""{ #U,"answer":{"format":"xml","bid":"x:f(//a)"} }""", "/answer/bid", "xpath", null)]
    [InlineData("""{ #U,"answer":{"format":"xml","bid":"//x:a"} }""", "/answer/bid", "xpath", null)]
    [InlineData("""{ #U,"answer":{"format":"xml","bid":"$a"} }""", "/answer/bid", "xpath", null)]
    [InlineData("""{ #U,"answer":{"format":"xml","bid":"//a[count(//b)>1]"} }""", "/answer/bid", "xpath", "brackets")]
    [InlineData("""{ #U,"answer":{"format":"text","bid":"(a"} }""", "/answer/bid", "pattern", null)]
    [InlineData("""{ #U,"answer":{"format":"text","bid":"(a)\\1"} }""", "/answer/bid", "pattern", "back references")]
    [InlineData("""{ #U,"answer":{"format":"text","bid":"(?=a)b"} }""", "/answer/bid", "pattern", "look-around")]
    [InlineData("""{ #U,"answer":{"format":"text","bid":"((a{1,1000}){1,1000}){1,1000}"} }""", "/answer/bid", "pattern", null)]
    [InlineData("""{ #U,"answer":{"format":"yaml","bid":"a"} }""", "/answer/format", "unknown_value", null)]
    [InlineData("""{ #U,"answer":{"bid":"a","no_bid_status":[200]} }""", "/answer/no_bid_status/0", "out_of_range", null)]
    [InlineData("""{ #U,"answer":{"bid":"a","keep":{"id":"x"}} }""", "/answer/keep/id", "keep", null)]
    [InlineData("""{ #U,#A,"confirm":{"body":"{}"} }""", "/confirm/url", "missing", null)]
    [InlineData("""{ #U,#A,"confirm":{"url":"https://a.example/{{bid.lead}}"} }""", "/confirm/url", "unknown_field", "answer.keep")]
    [InlineData("""{ #U,#A,"confirm":{"url":"https://a.example/","answer":{"price":"3"}} }""", "/confirm/answer/price", "template_form", null)]
    [InlineData("""{ #U,#A,"confirm":{"url":"https://a.example/","timeout_ms":9000} }""", "/confirm/timeout_ms", "out_of_range", null)]
    [InlineData("""{ "protocol":"ringba","url":"https://a.example/","body":"{}" }""", "/body", "template_only", "protocol: template")]
    [InlineData("""{ "protocol":"retreaver","url":"https://a.example/","confirm":{"url":"https://a.example/"} }""", "/confirm", "template_only", null)]
    [InlineData("""{ "protocol":"template","partner":"calls-mach" }""", "/partner", "unknown_reference", "calls-match")]
    [InlineData("""{ "protocol":"template","partner":"calls-match","settings":{"hots":"x"} }""", "/settings/hots", "unknown_key", "host")]
    [InlineData("""{ "protocol":"template","partner":"calls-match","settings":{"host":"a.example","token":"(unchanged)"} }""", "/settings/token", "secret", null)]
    [InlineData("""{ "protocol":"template","partner":"calls-match","settings":{"host":"a.example"} }""", "/settings/token", "missing", null)]
    public void A_mistake_is_named_where_it_stands_with_what_to_do(string bidder, string path, string code, string? says)
    {
        var mistakes = MarketBidder.MistakesOf(Whole(bidder));

        var found = mistakes.Where(mistake => mistake.Path == path && mistake.Code == code).ToList();
        found.ShouldNotBeEmpty(string.Join('\n', mistakes));
        if (says is not null) $"{found[0].Detail} {found[0].Hint}".ShouldContain(says);
    }

    [Fact]
    public void All_mistakes_are_listed_at_once() => MarketBidder.MistakesOf(Whole("""
        { #U, "method": "PSOT", "headers": { "Host": "x" }, "body": "{\"a\":\"{{zip}} {{nope}}\"}",
          "answer": { "bid": "a..b", "accept": { "at": "x" } }, "confirm": { "answer": { "price": "3" } } }
        """))
        .Select(mistake => mistake.Path).Order(StringComparer.Ordinal)
        .ShouldBe(["/answer/accept", "/answer/bid", "/body", "/body", "/confirm/answer/price", "/confirm/url", "/headers/Host", "/method"]);

    [Fact]
    public void A_dialect_with_a_confirmation_of_its_own_takes_the_time_for_it()
    {
        MarketBidder.Of("""{ "protocol":"retreaver","url":"https://a.example/rtbs.json?key=k","confirm":{"timeout_ms":900} }""")
            .ConfirmTimeout.ShouldBe(TimeSpan.FromMilliseconds(900));
        MarketBidder.Of("""{ "protocol":"retreaver","url":"https://a.example/rtbs.json?key=k" }""")
            .ConfirmTimeout.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void What_a_market_says_itself_stands_before_its_partner()
    {
        var terms = MarketBidder.Of("""
            { "protocol":"template","partner":"calls-match","settings":{"host":"a.example","token":"t"},
              "url":"https://b.example/m","answer":{"price":"5"},"confirm":{"timeout_ms":700} }
            """);

        terms.Url.Host.ShouldBe("b.example");
        (terms.Template!.Answer.Price!.Value.Units, terms.Template.Answer.Bid).ShouldBe((5m, null));
        terms.Template.Answer.Format.ShouldBe(AnswerFormat.Json);
        (terms.ConfirmTimeout.TotalMilliseconds, terms.Template.Confirm is not null).ShouldBe((700, true));
    }

    private static string Whole(string bidder) => bidder.Replace("#U", Url).Replace("#A", Answer);
}
