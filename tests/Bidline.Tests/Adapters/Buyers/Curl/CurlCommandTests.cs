using Bidline.Adapters.Buyers.Curl;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers.Curl;

public sealed class CurlCommandTests
{
    [Theory]
    [InlineData("curl https://a.example/x", "GET", "https://a.example/x", null)]
    [InlineData("curl -XPOST https://a.example/x", "POST", "https://a.example/x", null)]
    [InlineData("curl --request put https://a.example/x", "PUT", "https://a.example/x", null)]
    [InlineData("curl a.example/x", "GET", "http://a.example/x", null)]
    [InlineData("curl 'https://a.example/x?a=1&b=2'", "GET", "https://a.example/x?a=1&b=2", null)]
    [InlineData("curl --url \"https://a.example/x\" -sSL -k", "GET", "https://a.example/x", null)]
    [InlineData("curl https://a.example/x -d a=1 -d 'b=2 3'", "POST", "https://a.example/x", "a=1&b=2 3")]
    [InlineData("curl https://a.example/x -da=1", "POST", "https://a.example/x", "a=1")]
    [InlineData("curl https://a.example/x --data='{\"a\":1}'", "POST", "https://a.example/x", "{\"a\":1}")]
    [InlineData("curl https://a.example/x --data-raw '@not-a-file'", "POST", "https://a.example/x", "@not-a-file")]
    [InlineData("curl https://a.example/x --data-binary '{\"a\":\n1}'", "POST", "https://a.example/x", "{\"a\":\n1}")]
    [InlineData("curl https://a.example/x --data-urlencode 'a=b c' --data-urlencode '=x&y' --data-urlencode 'z z'", "POST", "https://a.example/x", "a=b%20c&x%26y&z%20z")]
    [InlineData("curl -G https://a.example/x -d a=1 -d b=2", "GET", "https://a.example/x?a=1&b=2", null)]
    [InlineData("curl -G 'https://a.example/x?k=1' -d a=1", "GET", "https://a.example/x?k=1&a=1", null)]
    [InlineData("curl https://a.example/x --json '{\"a\":1}'", "POST", "https://a.example/x", "{\"a\":1}")]
    [InlineData("$ curl \\\n  -X POST \\\n  https://a.example/x \\\n  -d 'a=1'", "POST", "https://a.example/x", "a=1")]
    [InlineData("curl.exe -X POST ^\r\n https://a.example/x ^\r\n -d \"a=1\"", "POST", "https://a.example/x", "a=1")]
    [InlineData("/usr/bin/curl https://a.example/x -d \"{\\\"a\\\":\\\"\\$5\\\"}\"", "POST", "https://a.example/x", "{\"a\":\"$5\"}")]
    [InlineData("curl https://a.example/x -d $'it\\'s\\n\\u00fc'", "POST", "https://a.example/x", "it's\nü")]
    [InlineData("curl https://a.example/x -d 'it'\\''s'", "POST", "https://a.example/x", "it's")]
    [InlineData("curl https://a.example/x -d a\\ b\"c d\"'e f'", "POST", "https://a.example/x", "a bc de f")]
    [InlineData("curl -s -o /dev/null -w '%{http_code}' --max-time 5 --compressed https://a.example/x", "GET", "https://a.example/x", null)]
    public void A_command_is_the_request_that_it_would_send(string command, string method, string url, string? body)
    {
        var curl = CurlCommand.Read(command);

        curl.Mistakes.ShouldBeEmpty();
        (curl.Method, curl.Url, curl.Body).ShouldBe((method, url, body));
    }

    [Theory]
    [InlineData("-H 'X-Api-Key: k 1'", "X-Api-Key", "k 1")]
    [InlineData("--header=\"Accept:application/json\"", "Accept", "application/json")]
    [InlineData("-H'content-type: text/xml'", "Content-Type", "text/xml")]
    [InlineData("-u user:pass", "Authorization", "Basic dXNlcjpwYXNz")]
    [InlineData("-A 'bot/1'", "User-Agent", "bot/1")]
    [InlineData("--json '{}'", "Content-Type", "application/json")]
    public void Headers_are_kept(string option, string name, string value) =>
        CurlCommand.Read($"curl https://a.example/x {option}").Headers[name].ShouldBe(value);

    [Fact]
    public void A_header_without_a_value_takes_one_of_curls_own_away() =>
        CurlCommand.Read("curl https://a.example/x -H 'Accept:'").Headers.ShouldBeEmpty();

    [Theory]
    [InlineData("wget https://a.example/x", "not_curl", "")]
    [InlineData("", "not_curl", "")]
    [InlineData("curl", "url", "")]
    [InlineData("curl https://a.example/x -d 'a=1", "quote", "")]
    [InlineData("curl https://a.example/x -d \"a=1", "quote", "")]
    [InlineData("curl https://a.example/x -d @body.json", "file", "/3")]
    [InlineData("curl https://a.example/x --data-urlencode zip@file", "file", "/3")]
    [InlineData("curl https://a.example/x -F 'a=@b.png'", "option", "/3")]
    [InlineData("curl https://a.example/x -x proxy:8080", "option", "/3")]
    [InlineData("curl https://a.example/x --cookie a=b", "option", "/3")]
    [InlineData("curl https://a.example/x --frobnicate", "unknown_option", "/2")]
    [InlineData("curl https://a.example/x -Z", "unknown_option", "/2")]
    [InlineData("curl https://a.example/x -H", "option_value", "/2")]
    [InlineData("curl https://a.example/x -H nonsense", "header", "/3")]
    [InlineData("curl https://a.example/x?a=1 b=2", "second_url", "/2")]
    public void What_is_not_understood_is_told(string command, string code, string place)
    {
        var mistake = CurlCommand.Read(command).Mistakes.ShouldHaveSingleItem();

        (mistake.Code, mistake.Path).ShouldBe((code, place));
        mistake.Detail.ShouldEndWith(".");
    }

    [Fact]
    public void No_text_makes_it_throw() => Gen.String[Gen.Char["curl -XHdu'\"$\\\n&=@{}:/.x "], 0, 60].Sample(text =>
    {
        BidderFromCurl.Of(text, text);
        BidderFromCurl.Of("curl " + text, text);
        BidderFromCurl.Of("curl https://a.example/ " + text, text);
        return true;
    }, iter: 20_000);
}
