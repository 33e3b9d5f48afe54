using System.Collections.Frozen;
using Bidline.Campaigns;
using Bidline.Tracking;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking;

public sealed class VisitReadingTests
{
    private static readonly NumberPool Pool = Given.APool() with
    {
        Parameters = new Dictionary<string, string> { ["kw"] = "keyword", ["s"] = "sub_id" }.ToFrozenDictionary(),
    };

    [Theory]
    [InlineData("utm_source=google&utm_term=car+insurance", "utm_source", "google")]
    [InlineData("utm_term=car%20insurance", "keyword", "car insurance")]
    [InlineData("utm_term=car&kw=cheap", "keyword", "cheap")]
    [InlineData("GCLID=Cj0K", "gclid", "Cj0K")]
    [InlineData("s=a7#top", "sub_id", "a7")]
    [InlineData("gclid=1&gclid=2", "gclid", "1")]
    [InlineData("utm_campaign=a\nb\u0000c", "utm_campaign", "a b c")]
    [InlineData("utm_campaign=%E2%80%AEevil", "utm_campaign", "evil")]
    [InlineData("utm_campaign=%F0%9F%8D%8B", "utm_campaign", "🍋")]
    [InlineData("utm_campaign=<script>alert(1)</script>", "utm_campaign", "<script>alert(1)</script>")]
    [InlineData("utm_campaign==HYPERLINK(\"x\")", "utm_campaign", "=HYPERLINK(\"x\")")]
    [InlineData("utm_campaign=%", "utm_campaign", "%")]
    public void A_parameter_of_the_page_becomes_a_tag(string query, string tag, string value) =>
        Read($"https://site.example/p?{query}").Tags[tag].ShouldBe(value);

    [Theory]
    [InlineData("age=52")]
    [InlineData("utm_source=")]
    [InlineData("utm_source=%00%01")]
    [InlineData("=x")]
    public void What_nobody_asked_for_is_no_tag(string query) => Read($"https://site.example/p?{query}").Tags.ShouldBeEmpty();

    [Theory]
    [InlineData("https://site.example/p?secret=1#x", "https://site.example/p")]
    [InlineData("https://user:secret@site.example/p", "https://site.example/p")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("not an address", null)]
    [InlineData(null, null)]
    public void A_page_is_kept_without_what_may_be_secret(string? url, string? page) => Read(url).LandingPage.ShouldBe(page);

    [Fact]
    public void A_page_says_more_and_never_speaks_for_the_advertisement()
    {
        var facts = VisitReading.Read(
            new VisitRequest
            {
                Url = "https://site.example/?utm_source=google",
                Tags = new Dictionary<string, string?> { ["ZIP"] = "33130", ["gclid"] = "mine", ["a b"] = "x", ["none"] = null },
            },
            Pool);

        facts.Tags.ShouldBe(new Dictionary<string, string> { ["utm_source"] = "google", ["zip"] = "33130" }, ignoreOrder: true);
    }

    /// <summary>Whatever is sent, what is kept is short, of visible characters, and little of it.</summary>
    [Fact]
    public void Nothing_that_is_sent_ends_as_more_than_short_plain_text() =>
        Gen.Select(Gen.String, Gen.String, Gen.Dictionary(Gen.String, Gen.String)[0, 60]).Sample((query, referrer, tags) =>
        {
            var facts = VisitReading.Read(
                new VisitRequest
                {
                    Url = $"https://site.example/?utm_campaign={query}&{query}", Referrer = referrer,
                    Tags = tags.ToDictionary(tag => tag.Key, tag => (string?)tag.Value), UserAgent = query, Area = referrer,
                },
                Pool);

            var texts = facts.Tags.Values.Append(facts.LandingPage ?? "").Append(facts.Referrer ?? "").ToArray();
            return facts.Tags.Count <= VisitReading.TagsMax
                && texts.All(text => text.Length <= VisitReading.PageMax && !text.Any(char.IsControl))
                && facts.Tags.Values.All(text => text.Length is > 0 and <= VisitReading.TextMax);
        });

    [Fact]
    public void Long_values_and_many_tags_are_cut()
    {
        var facts = VisitReading.Read(
            new VisitRequest
            {
                Url = $"https://site.example/?utm_source={new string('x', 5_000)}",
                Tags = Enumerable.Range(0, 100).ToDictionary(index => $"t{index}", _ => (string?)"v"),
            },
            Pool);

        facts.Tags["utm_source"].Length.ShouldBe(VisitReading.TextMax);
        facts.Tags.Count.ShouldBe(VisitReading.TagsMax);
    }

    private static VisitFacts Read(string? url) => VisitReading.Read(new VisitRequest { Url = url }, Pool);
}
