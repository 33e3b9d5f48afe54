using System.Text;
using Bidline.Auctions.Trials;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions.Trials;

public sealed class MaskedTests
{
    [Theory]
    [InlineData("""{"api_key":"s3cret","state":"FL"}""", """{"api_key":"••••","state":"FL"}""")]
    [InlineData("""{"accessToken" : "a\"b","x":1}""", """{"accessToken" : "••••","x":1}""")]
    [InlineData("""{"keyword":"car insurance"}""", """{"keyword":"car insurance"}""")]
    [InlineData("TYPE=1&Key=abc&State=FL", "TYPE=1&Key=••••&State=FL")]
    [InlineData("<lead><Password>abc</Password><state>FL</state></lead>", "<lead><Password>••••</Password><state>FL</state></lead>")]
    public void A_field_with_the_name_of_a_secret_loses_its_value(string sent, string shown) =>
        Masked.OfText(sent).ShouldBe(shown);

    [Fact]
    public void Headers_and_addresses_are_masked_and_the_rest_is_left()
    {
        var exchange = new BidderExchange(
            new SentRequest(
                "POST",
                new Uri("https://ann:pa55@bids.example.com/bid?token=t0ken&campaign=7"),
                [new("Authorization", "Bearer s3cret"), new("X-Api-Key", "k3y"), new("Content-Type", "application/json")],
                Encoding.UTF8.GetBytes("{}")),
            Answer: null,
            new ExchangeTimes(null, null, null, TimeSpan.FromMilliseconds(3)),
            Tls: null);

        var shown = Masked.Of(exchange).Request;

        shown.Headers.Select(header => header.Value).ShouldBe(["••••", "••••", "application/json"]);
        var url = shown.Url.AbsoluteUri;
        (url.Contains("pa55"), url.Contains("t0ken"), url.Contains("campaign=7")).ShouldBe((false, false, true));
    }
}
