using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tidy;

/// <summary>The house rules that a machine can see (STYLE.md).</summary>
public sealed partial class TidyTests
{
    private const int LinesMax = 400;
    private const int ColumnsMax = 130;

    [Fact]
    public void No_source_file_is_longer_than_a_reader_can_hold() =>
        SourceTree.CSharp("src").Concat(SourceTree.CSharp("tests"))
            .Where(path => File.ReadLines(path).Count() > LinesMax)
            .Select(SourceTree.Relative)
            .ShouldBeEmpty();

    [Fact]
    public void No_line_runs_off_the_screen() =>
        SourceTree.CSharp("src")
            .SelectMany(path => File.ReadLines(path).Select((line, i) => (path, line, number: i + 1)))
            .Where(it => it.line.Length > ColumnsMax)
            .Select(it => $"{SourceTree.Relative(it.path)}:{it.number}")
            .ShouldBeEmpty();

    [Fact]
    public void No_type_hides_its_noun() =>
        SourceTree.CSharp("src")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => VagueName().IsMatch(name))
            .ShouldBeEmpty();

    [Fact]
    public void Nothing_is_left_for_later_in_the_code() =>
        SourceTree.CSharp("src")
            .Where(path => Unfinished().IsMatch(File.ReadAllText(path)))
            .Select(SourceTree.Relative)
            .ShouldBeEmpty();

    /// <summary>Whoever reads a log by its numbers finds one line of the source for each.</summary>
    [Fact]
    public void Every_line_of_the_log_has_a_number_of_its_own() =>
        SourceTree.CSharp("src")
            .SelectMany(path => LogNumber().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value))
            .CountBy(number => number)
            .Where(number => number.Value > 1)
            .ShouldBeEmpty();

    /// <summary>Such a sheet is taken out and put back as the page becomes interactive; it belongs into App.razor.</summary>
    [Fact]
    public void No_page_brings_its_own_style_sheet() =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src"), "*.razor", SearchOption.AllDirectories)
            .Where(path => File.ReadAllText(path) is var page
                && page.Contains("HeadContent", StringComparison.Ordinal)
                && page.Contains("stylesheet", StringComparison.Ordinal)
                && Path.GetFileName(path) != "App.razor")
            .Select(SourceTree.Relative)
            .ShouldBeEmpty();

    [Theory]
    [InlineData("Primitives", "")]
    [InlineData("Campaigns", "Accounts Connecting Primitives Routing Storage Tracking")]
    [InlineData("Ingress", "Campaigns Primitives Tracking")]
    [InlineData("Enrichment", "Accounts Calls Campaigns Ingress Primitives Storage Tracking")]
    [InlineData("Qualification", "Calls Campaigns Primitives Storage")]
    [InlineData("Auctions", "Billing Calls Campaigns Connecting Enrichment Odds Primitives Routing")]
    [InlineData("Tracking", "Accounts Calls Campaigns Ingress Primitives Storage")]
    [InlineData("Odds", "Calls Connecting Primitives Storage")]
    [InlineData("Screening", "Accounts Calls Campaigns Enrichment Ingress Primitives Routing Storage")]
    [InlineData("Storage", "Auctions Billing Calls Campaigns Primitives Accounts")]
    public void A_folder_of_the_engine_uses_only_what_it_may(string folder, string allowed)
    {
        var used = SourceTree.CSharp($"src/Bidline/{folder}")
            .SelectMany(path => Using().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value))
            .Where(name => name != folder)
            .Distinct();

        used.Except(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBeEmpty();
    }

    [Theory]
    // The engine of the keepers (Orleans) names its sockets by ASP.NET's Connections; that is no web.
    [InlineData("src/Bidline", @"using (Bidline\.(Adapters|Sip|Server|Simulator|Cli)|Microsoft\.AspNetCore(?!\.Connections;))")]
    [InlineData("src/Bidline.Adapters", @"using Bidline\.(Sip|Server|Simulator|Cli)")]
    [InlineData("src/Bidline.Sip", @"using Bidline\.(Adapters|Server|Simulator|Cli)")]
    [InlineData("src/Bidline.Server", @"using Bidline\.(Simulator|Cli)")]
    public void Projects_depend_one_way(string project, string forbidden) =>
        SourceTree.CSharp(project)
            .Where(path => Regex.IsMatch(File.ReadAllText(path), forbidden))
            .Select(SourceTree.Relative)
            .ShouldBeEmpty();

    [Fact]
    public void Every_decision_is_listed_once()
    {
        var folder = Path.Combine(SourceTree.Root, "docs/decisions");
        var index = File.ReadAllText(Path.Combine(folder, "README.md"));

        Directory.EnumerateFiles(folder, "0*.md").Select(Path.GetFileName)
            .Where(name => !index.Contains($"({name})", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CONTRIBUTING.md")]
    public void Paths_that_the_documents_name_exist(string document) =>
        NamedPath().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, document)))
            .Select(match => match.Groups[1].Value)
            .Where(path => !Path.Exists(Path.Combine(SourceTree.Root, path)))
            .ShouldBeEmpty();

    [GeneratedRegex("(Manager|Helper|Utils?|Common|Misc|Processor)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"LoggerMessage\((\d+)")]
    private static partial Regex LogNumber();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^using Bidline\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"[(`]((?:src|tests|docs|bench|examples|scenarios)/[\w./-]+)")]
    private static partial Regex NamedPath();
}
