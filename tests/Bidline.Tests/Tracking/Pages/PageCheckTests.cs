using Bidline.Tracking.Pages;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking.Pages;

public sealed class PageCheckTests
{
    private const string Script =
        """<script async src="https://calls.example/n.js" data-pool="site" data-number="+18005550100"></script>""";

    private static readonly string[] Pieces =
        ["<", ">", "\"", "'", "<a", " href=tel:1", "<!--", "-->", "</", "script", "data-bidline", "800-555-0100", "&#x;", "é"];

    private static readonly Uri Exchange = new("https://calls.example/");

    [Fact]
    public void A_page_that_is_made_as_the_manual_says_has_no_problems()
    {
        var report = Check(Script + """
            <a href="tel:+18005550100">800-555-0100</a> <p data-bidline>Call (305) 555-0199<br>now</p>
            <p data-bidline-ignore>800-555-0100 <b>800.555.0100</b></p><p>Office: <a href=tel:3055550142>305 555 0142</a></p>
            <!-- 800-555-0100 --><script>var n = "800-555-0100";</script>
            """);

        report.Problems.ShouldBeEmpty();
        report.Numbers.Select(number => (number.Where, number.Text, number.IsSwapped)).ShouldBe(
        [
            ("link", "+18005550100", true), ("text", "800-555-0100", true), ("mark", "(305) 555-0199", true),
            ("text", "800-555-0100", false), ("text", "800.555.0100", false), ("link", "3055550142", false),
            ("text", "305 555 0142", false),
        ]);
        report.Numbers[3].Why.ShouldBe("inside data-bidline-ignore");
    }

    [Theory]
    [InlineData("<p>800-555-0100</p>", "does not load our script")]
    [InlineData("<script async src='https://calls.example/n.js'></script><p data-bidline>800-555-0100", "names no pool")]
    [InlineData("<script async src='https://calls.example/n.js' data-pool=other></script>", "names pool other")]
    [InlineData("<script src='https://calls.example/n.js' data-pool=site></script>", "not async")]
    [InlineData("<script async src='https://old.example/n.js' data-pool=site></script>", "loaded from https://old.example")]
    [InlineData("<script async src='http://calls.example/n.js' data-pool=site></script>", "over http")]
    [InlineData("<script async src='https://calls.example/n.js' data-pool=site></script><p>800-555-0100", "Nothing on the page would change")]
    [InlineData("<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\"><script async src='https://calls.example/n.js' data-pool=site></script>", "add https://calls.example to script-src")]
    public void What_keeps_visitors_from_a_number_is_said(string html, string said) =>
        Check(html).Problems.ShouldContain(problem => problem.Contains(said, StringComparison.Ordinal));

    [Theory]
    [InlineData("default-src 'self'", "script-src connect-src")]
    [InlineData("default-src 'self' https://calls.example", "")]
    [InlineData("script-src 'nonce-abc'; connect-src *.example", "")]
    [InlineData("script-src https:; connect-src https://calls.example:8443", "connect-src")]
    [InlineData("script-src *; connect-src 'none'", "connect-src")]
    [InlineData("img-src 'none'", "")]
    [InlineData(";;; ,", "")]
    public void A_policy_allows_what_browsers_would_allow(string policy, string missing)
    {
        var html = Script.Replace("<script", "<script nonce=abc", StringComparison.Ordinal) + "<p data-bidline>800-555-0100";

        var report = Check(html, policy);

        report.Problems.Select(problem => problem.Split(" to ")[^1].TrimEnd('.')).ShouldBe(
            missing.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void No_page_is_too_broken() =>
        Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index])
            .Array[0, 200].Sample(pieces => Check(string.Concat(pieces)).Numbers.Count >= 0);

    private static PageReport Check(string html, params string[] policies) => PageCheck.Of(
        new FetchedPage(new Uri("https://site.example/"), 200, "text/html", html, policies), Given.APool(), Exchange);
}
