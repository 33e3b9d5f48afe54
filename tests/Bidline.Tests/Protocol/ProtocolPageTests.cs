using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bidline.Adapters.Conformance;
using Bidline.Auctions;
using Bidline.Calls.Reasons;
using Bidline.Tests.Tidy;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Protocol;

/// <summary>What docs/protocol says is what the code does: its examples are read out of the page and carried out.</summary>
public sealed partial class ProtocolPageTests
{
    private static readonly string Page = Read("docs/protocol/native-bid.md");

    /// <summary>Status, body and what it means, of every answer that the page shows.</summary>
    public static TheoryData<int, string, string> Answers
    {
        get
        {
            var answers = new TheoryData<int, string, string>();
            foreach (Match match in AnswerExample().Matches(Page))
                answers.Add(int.Parse(match.Groups[1].Value), match.Groups[3].Value, match.Groups[2].Value);
            return answers;
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_of_the_page_means_what_the_page_says(int status, string body, string meaning)
    {
        Meaning(status, body).ShouldBe(meaning);
        var isAnAnswer = meaning.StartsWith("bid", StringComparison.Ordinal) || meaning.StartsWith("no_bid", StringComparison.Ordinal);
        // A key twice is beyond what a schema can see.
        if (status == 200 && !body.Contains("\"bid\":\"2.75\"", StringComparison.Ordinal))
            (JsonSchema.Load("bid-answer.json").MistakesOf(Encoding.UTF8.GetBytes(body)).Count == 0).ShouldBe(isAnAnswer);
    }

    [Fact]
    public void The_question_of_the_page_has_the_fields_of_a_real_one_in_their_order()
    {
        var shown = JsonDocument.Parse(QuestionExample().Match(Page).Groups[1].Value).RootElement;
        var real = JsonDocument.Parse(Questions.Ordinary()).RootElement;

        JsonSchema.Load("bid-request.json", closed: true).MistakesOf(shown).ShouldBeEmpty();
        Names(shown).ShouldBe(Names(real));
        Names(shown.GetProperty("call")).ShouldBe(Names(real.GetProperty("call")));
    }

    [Fact]
    public void Every_field_of_the_schemas_stands_in_the_page()
    {
        var request = Schema("bid-request.json").GetProperty("properties");
        var call = Schema("bid-request.json").GetProperty("$defs").GetProperty("call").GetProperty("properties");
        var bid = Schema("bid-answer.json").GetProperty("$defs").GetProperty("bid").GetProperty("properties");

        var named = request.EnumerateObject().Select(field => field.Name).Except(["call"])
            .Concat(call.EnumerateObject().Select(field => $"call.{field.Name}"))
            .Concat(bid.EnumerateObject().Select(field => field.Name).Except(["no_bid"]));
        named.Where(name => !Page.Contains($"| `{name}` |", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_reason_that_the_page_names_is_in_the_catalogue() => ReasonCode().Matches(Page)
        .Select(match => match.Groups[1].Value)
        .Where(code => ReasonCatalogue.Find(code) is null)
        .ShouldBeEmpty();

    [Fact]
    public void Every_way_for_an_answer_to_end_stands_in_the_page()
    {
        string[] groups = ["no bid", "error", "answer rejected", "lost"];
        // Not of the bidder's doing: ours, the balance that is held after the auction, and a buyer's own bid rules.
        string[] others = ["error.internal", "rejected.balance", "no_bid.rule"];

        ReasonCatalogue.Entries.Where(entry => groups.Contains(entry.Group) && !others.Contains(entry.Code))
            .Where(entry => !Page.Contains($"`{entry.Code}`", StringComparison.Ordinal))
            .Select(entry => entry.Code)
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_page_about_the_kit_lists_its_checks_in_their_words()
    {
        var rows = Read("docs/protocol/conformance.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        rows.ShouldBe(ConformanceRun.Checks.Select(check => $"| `{check.Name}` | {check.Proves} | {check.How} |"));
    }

    [Fact]
    public void The_answers_of_the_README_are_answers()
    {
        var answers = ReadmeAnswer().Matches(Read("README.md")).ToList();

        answers.Count.ShouldBe(2);
        answers.Select(match => Meaning(200, match.Groups[1].Value)).ShouldBe(["bid 31.50", "no_bid.capacity"]);
    }

    private static string Meaning(int status, string body) => Questions.Read(status, Encoding.UTF8.GetBytes(body)) switch
    {
        BidAnswer.Bid bid => $"bid {bid.Price.ToDecimalString()}",
        BidAnswer.NoBid no => no.Reason.Code,
        BidAnswer.Invalid invalid => invalid.Reason.Code,
        var other => other.ToString(),
    };

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(field => field.Name);

    private static JsonElement Schema(string name) =>
        JsonDocument.Parse(Read($"docs/protocol/schema/{name}")).RootElement;

    private static string Read(string path) => File.ReadAllText(Path.Combine(SourceTree.Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex("<!-- example: question -->\n```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex QuestionExample();

    [GeneratedRegex("<!-- example: (\\d+) ([^\n]+) -->\n```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex AnswerExample();

    [GeneratedRegex("`((?:not_asked|no_bid|error|rejected|lost)\\.(?!code|text)[a-z_]+)`")]
    private static partial Regex ReasonCode();

    [GeneratedRegex("^    200 (\\{.*\\})$", RegexOptions.Multiline)]
    private static partial Regex ReadmeAnswer();
}
