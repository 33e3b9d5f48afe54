using Bidline.Primitives;
using Bidline.Tracking;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking;

public sealed class TouchCreditTests
{
    [Theory]
    [InlineData(TouchModel.First, "google")]
    [InlineData(TouchModel.Last, "direct")]
    public void One_of_several_may_have_the_whole_call(TouchModel model, string source) =>
        TouchCredit.Of(Touches("google", "facebook", "direct"), model).ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(it => it.Touch.Source.ShouldBe(source), it => it.Share.ShouldBe(1m));

    [Fact]
    public void A_call_without_touches_is_nobodys() => TouchCredit.Of([], TouchModel.Linear).ShouldBeEmpty();

    [Fact]
    public void Shares_of_a_call_add_up_to_one() =>
        Gen.Select(Gen.Int[1, 30], Gen.Enum<TouchModel>()).Sample((count, model) =>
            TouchCredit.Of(Touches([.. Enumerable.Repeat("a", count)]), model) is var shares
            && shares.Sum(share => share.Share) == 1m && shares.All(share => share.Share > 0));

    [Theory]
    [InlineData("utm_source=bing&utm_medium=cpc", null, "bing", "cpc")]
    [InlineData("gclid=1", null, "google", "cpc")]
    [InlineData("fbclid=1", "https://m.facebook.com/", "facebook", "cpc")]
    [InlineData("", "https://news.example/story", "news.example", "referral")]
    [InlineData("", null, "direct", "none")]
    public void What_brought_a_visitor_has_a_source(string query, string? referrer, string source, string medium)
    {
        var facts = VisitReading.Read(
            new VisitRequest { Url = $"https://site.example/?{query}", Referrer = referrer }, Given.APool());

        var touch = Touch.Of(Given.AVisit() with { Tags = facts.Tags, Referrer = facts.Referrer });

        (touch.Source, touch.Medium).ShouldBe((source, medium));
    }

    /// <summary>The first is what a first-touch report needs, however often the visitor comes back.</summary>
    [Fact]
    public void Of_many_touches_the_first_and_the_latest_are_remembered()
    {
        var visit = Given.AVisit();
        for (var count = 0; count < 60; count++)
            visit = Given.AVisit(visitor: visit.Visitor, tags: ("utm_source", $"s{count}")) with { Earlier = visit.Remembered() };

        visit.Earlier.Count.ShouldBe(Visit.EarlierMax);
        (visit.Touches[0].Source, visit.Touches[^1].Source).ShouldBe(("www.google.com", "s59"));
    }

    private static Touch[] Touches(params string[] sources) =>
        [.. sources.Select(source => new Touch(
            VisitId.New(TimeProvider.System), Given.Monday9Am, source, "cpc", null, null, null))];
}
