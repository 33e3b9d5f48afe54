using System.Text;
using System.Text.RegularExpressions;
using Bidline.Calls.Reasons;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Tests.Tidy;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing.Rules;

/// <summary>Rules, reasons, pages and examples hold together.</summary>
public sealed partial class RulePageTests
{
    /// <summary>Why somebody is not asked although every rule is met, and how calls end: no rule gives them.</summary>
    private static readonly string[] GivenByNoRule =
    [
        "not_asked.circuit_open", "not_asked.qps", "not_asked.loop", "not_asked.ended_early", "not_asked.in_flight",
        "not_asked.ranked_out", "not_asked.never_bids", "call.blocked_spam", "call.flood", "call.no_targets", "call.recovered",
        "call.reservation_expired", "call.reservation_mismatch", "call.reservation_used", "call.reservation_unknown",
        "call.reservation_none", "call.number_unassigned", "call.caller_hangup_screen", "call.caller_hangup_auction",
        "call.caller_hangup_ringing", "call.caller_hangup_queue", "call.number_parked",
    ];

    public static TheoryData<string> Rules { get; } = [.. RulePages.All.Select(page => page.Name)];

    [Fact]
    public void Every_file_of_a_rule_has_its_page() =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src/Bidline/Routing/Rules"), "*Rule.cs")
            .Select(path => $"Routing/Rules/{Path.GetFileNameWithoutExtension(path)}")
            .Except(RulePages.All.Select(page => page.Source))
            .ShouldBeEmpty();

    [Fact]
    public void Every_reason_why_a_target_is_not_asked_or_a_call_not_sold_is_a_rules_or_known_to_be_of_none() =>
        ReasonCatalogue.Entries.Select(entry => entry.Code)
            .Where(code => code.StartsWith("not_asked.", StringComparison.Ordinal)
                || code.StartsWith("call.", StringComparison.Ordinal))
            .Except(GivenByNoRule)
            .Where(code => RulePages.Of(code) is null)
            .ShouldBeEmpty();

    [Fact]
    public void Pages_and_examples_are_of_rules_alone()
    {
        var names = RulePages.All.Select(page => page.Name).Order().ToList();
        names.ShouldBeUnique();
        Names("docs/rules", "*.md").Where(name => name != "README").ShouldBe(names);
        Names("examples/rules", "*.yaml").ShouldBe(names);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_names_its_source_reasons_that_exist_and_stands_in_the_list(string rule)
    {
        var page = RulePages.All.Single(one => one.Name == rule);

        File.Exists(Path.Combine(SourceTree.Root, "src/Bidline", $"{page.Source}.cs")).ShouldBeTrue();
        page.Codes.Where(code => ReasonCatalogue.Find(code) is null).ShouldBeEmpty();
        var text = File.ReadAllText(Path.Combine(SourceTree.Root, page.Path));
        text.ShouldStartWith($"# {page.Title}\n");
        // "call.hour" is a field that filters may ask about.
        Code().Matches(text).Select(match => match.Groups[1].Value).Except(CallFields.Known)
            .Where(code => ReasonCatalogue.Find(code) is null).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void An_example_shows_every_reason_of_its_rule_and_a_caller_who_passes(string rule)
    {
        var (page, example) = (RulePages.All.Single(one => one.Name == rule), RuleExample.Read(rule));

        example.Rule.ShouldBe(rule);
        var shown = example.Callers.Select(caller => caller.Then.Reason).ToList();
        // A verdict of pay is no row of an auction: it is in the sentence.
        page.Codes.Where(code => !code.StartsWith("pay.", StringComparison.Ordinal)).Except(shown).ShouldBeEmpty();
        example.Callers.ShouldContain(caller => caller.Then.Outcome == "sold");
    }

    /// <summary>BIDLINE_WRITE_DOCS=1 writes what follows from the catalogue and the examples anew.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void What_a_page_takes_from_the_catalogue_and_its_example_is_up_to_date(string rule)
    {
        var page = RulePages.All.Single(one => one.Name == rule);
        var path = Path.Combine(SourceTree.Root, page.Path);
        var text = File.ReadAllText(path);

        var whole = Put(Put(text, "reasons", ReasonsOf(page)), "example", ExampleOf(page));

        if (Environment.GetEnvironmentVariable("BIDLINE_WRITE_DOCS") == "1") File.WriteAllText(path, whole);
        else text.ShouldBe(whole);
    }

    /// <summary>BIDLINE_WRITE_DOCS=1 writes it anew.</summary>
    [Fact]
    public void The_list_of_rules_is_up_to_date()
    {
        var path = Path.Combine(SourceTree.Root, "docs/rules/README.md");
        var text = File.ReadAllText(path);
        var rows = new StringBuilder("| rule | reasons | decided in |\n|---|---|---|\n");
        foreach (var page in RulePages.All)
            rows.Append($"| [{page.Title}]({page.Name}.md) | {Codes(page)} | `src/Bidline/{page.Source}.cs` |\n");

        var whole = Put(text, "rules", rows.ToString());

        if (Environment.GetEnvironmentVariable("BIDLINE_WRITE_DOCS") == "1") File.WriteAllText(path, whole);
        else text.ShouldBe(whole);
    }

    private static string Codes(RulePage page) => string.Join(", ", page.Codes.Select(code => $"`{code}`"));

    private static string ReasonsOf(RulePage page)
    {
        var rows = new StringBuilder("| code | sentence | who can change it |\n|---|---|---|\n");
        foreach (var entry in page.Codes.Select(code => ReasonCatalogue.Find(code)!))
            rows.Append($"| `{entry.Code}` | {entry.Template} | {entry.Fix} |\n");
        return rows.ToString();
    }

    private static string ExampleOf(RulePage page)
    {
        var lines = new StringBuilder(
            $"[examples/rules/{page.Name}.yaml](../../examples/rules/{page.Name}.yaml) runs in the tests, through "
            + "`POST /v1/campaigns/{id}/simulate`:\n\n");
        foreach (var caller in RuleExample.Read(page.Name).Callers)
            lines.Append($"- *{caller.Name}*: {SaidOf(caller.Then)}\n");
        return lines.ToString();
    }

    private static string SaidOf(ExpectedVerdict then)
    {
        var who = then.Target is { } target ? $" `{target}`" : "";
        var words = then.Says is { } says ? $" “{says}”" : "";
        if (then.Reason is not { } code)
            return $"{then.Outcome}{(then.Outcome == "sold" && who.Length > 0 ? " to" + who : "")}.{words}";
        return $"`{code}`{(who.Length == 0 ? "" : " for" + who)}: {ReasonCatalogue.Say(new Reason(code, then.Values))}.";
    }

    /// <summary>The text with what stands between two marks replaced.</summary>
    private static string Put(string text, string mark, string by)
    {
        var (begin, end) = ($"<!-- {mark} -->\n", $"<!-- end of {mark} -->");
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var until = text.IndexOf(end, StringComparison.Ordinal);
        from.ShouldBeGreaterThan(-1, $"{mark} has no place");
        until.ShouldBeGreaterThan(from);
        return $"{text[..(from + begin.Length)]}\n{by}\n{text[until..]}";
    }

    private static IEnumerable<string> Names(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), pattern)
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order();

    [GeneratedRegex(@"`((?:not_asked|no_bid|error|rejected|lost|dial|call|pay)\.[a-z_]+)`")]
    private static partial Regex Code();
}
