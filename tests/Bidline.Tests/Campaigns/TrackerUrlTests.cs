using Bidline.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class TrackerUrlTests
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["payout"] = "22.00", ["tags.click_id"] = "a b&c=1#x", ["tags.half"] = "x\ud800y",
    };

    [Theory]
    [InlineData("https://t.example/pb?p={{payout}}", "https://t.example/pb?p=22.00")]
    [InlineData("https://t.example/pb?p={{ payout }}&c={{tags.click_id}}", "https://t.example/pb?p=22.00&c=a%20b%26c%3D1%23x")]
    [InlineData("https://t.example/{{tags.none|nobody}}/{{tags.none}}?x=1", "https://t.example/nobody/?x=1")]
    [InlineData("https://t.example/?h={{tags.half}}", "https://t.example/?h=x%EF%BF%BDy")]
    [InlineData("https://t.example/pb", "https://t.example/pb")]
    public void Fields_are_filled_in_and_escaped(string template, string url) =>
        new TrackerUrl(template).Fill(Values.GetValueOrDefault).AbsoluteUri.ShouldBe(url);

    [Fact]
    public void What_it_names_is_known_or_not()
    {
        new TrackerUrl("https://t.example/?a={{call}}&b={{tags.x|0}}&c={{caller}}").Fields.ShouldBe(["call", "tags.x", "caller"]);
        (TrackerUrl.IsKnown("call"), TrackerUrl.IsKnown("tags.x"), TrackerUrl.IsKnown("tags."), TrackerUrl.IsKnown("caller"))
            .ShouldBe((true, true, false, false));
    }
}
