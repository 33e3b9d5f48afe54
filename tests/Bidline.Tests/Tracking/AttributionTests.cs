using Bidline.Primitives;
using Bidline.Tracking;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking;

public sealed class AttributionTests
{
    private static readonly PoolId Site = new("site");
    private static readonly DateTimeOffset Since = Given.Monday9Am;
    private static readonly DateTimeOffset Until = Since.AddMinutes(31);

    [Theory]
    [InlineData(1, Certainty.Held)]
    [InlineData(30.9, Certainty.Held)]
    [InlineData(31, Certainty.After)]
    [InlineData(6_000, Certainty.After)]
    public void The_moment_of_the_call_says_how_sure_it_is(double minutes, Certainty certainty) =>
        Attribution.Of(Site, new Holder(Given.AVisit(), Since, Until), Since.AddMinutes(minutes)).Certainty.ShouldBe(certainty);

    [Fact]
    public void A_number_that_nobody_had_says_nothing()
    {
        var found = Attribution.Of(Site, null, Since);
        var tags = new Dictionary<string, string> { ["sub_id"] = "7" };

        (found.Certainty, found.Visit).ShouldBe((Certainty.None, null));
        found.With(tags).ShouldBeSameAs(tags);
    }

    [Fact]
    public void What_came_with_the_call_itself_stands()
    {
        var visit = Given.AVisit(tags: [("keyword", "plumber"), ("zip", "33130")]);
        var found = Attribution.Of(Site, new Holder(visit, Since, Until), Since);

        var tags = found.With(new Dictionary<string, string> { ["zip"] = "10001" });

        (tags["zip"], tags["keyword"], tags["landing_page"]).ShouldBe(("10001", "plumber", "https://site.example/offer"));
    }
}
