using System.Text.RegularExpressions;
using Bidline.Calls.Reasons;
using Bidline.Campaigns.Templates;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Tests.Tidy;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls.Reasons;

public sealed partial class ReasonCatalogueTests
{
    private static readonly string Page = Path.Combine(SourceTree.Root, "docs/reasons.md");

    [Fact]
    public void Every_code_that_the_sources_use_is_in_it() =>
        SourceTree.CSharp("src")
            .Where(path => !path.Contains("/Calls/Reasons/", StringComparison.Ordinal))
            .SelectMany(path => Code().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value))
            .Distinct()
            // "call.hour" is a field that filters may ask about.
            .Except(CallFields.Known)
            // "call.id" is a field that templates may send.
            .Except(TemplateField.Known)
            .Where(code => ReasonCatalogue.Find(code) is null)
            .ShouldBeEmpty();

    [Fact]
    public void Codes_and_numbers_are_unique()
    {
        ReasonCatalogue.Entries.Select(entry => entry.Code).ShouldBeUnique();
        ReasonCatalogue.Entries.Select(entry => entry.Number).ShouldBeUnique();
    }

    /// <summary>BIDLINE_WRITE_DOCS=1 writes the page anew.</summary>
    [Fact]
    public void The_documentation_is_up_to_date()
    {
        if (Environment.GetEnvironmentVariable("BIDLINE_WRITE_DOCS") == "1")
            File.WriteAllText(Page, ReasonCatalogue.ToMarkdown());

        File.ReadAllText(Page).ShouldBe(ReasonCatalogue.ToMarkdown());
    }

    [Fact]
    public void A_sentence_is_filled_with_the_compared_values() =>
        ReasonCatalogue.Say(Reason.Of(
            "not_asked.cap_calls", ("whose", "target"), ("window", "day"), ("used", "50"), ("limit", "50"),
            ("resets", "2026-03-03T06:00:00Z"), ("zone", "America/Chicago")))
        .ShouldBe("cap of the target per day: 50 of 50, resets 2026-03-03T06:00:00Z (America/Chicago)");

    [Fact]
    public void A_part_whose_value_is_not_known_is_left_out() =>
        ReasonCatalogue.Say(Reason.Of("dial.busy")).ShouldBe("busy");

    [Fact]
    public void Values_are_never_read_as_templates() =>
        ReasonCatalogue.Say(Reason.Of("no_bid.reason", ("text", "{code} [x]"), ("code", "7")))
        .ShouldBe("declined: “{code} [x]” (their code 7)");

    [Fact]
    public void A_code_of_a_newer_version_says_itself() =>
        ReasonCatalogue.Say(Reason.Of("not_asked.moon_phase")).ShouldBe("not_asked.moon_phase");

    [GeneratedRegex("\"((?:not_asked|no_bid|error|rejected|lost|rank|dial|call|pay|ping|visit)\\.[a-z_]+)\"")]
    private static partial Regex Code();
}
