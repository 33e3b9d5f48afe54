using System.Text;
using Bidline.Billing.Documents;
using Bidline.Billing.Payouts;
using Bidline.Campaigns;
using Bidline.Campaigns.BidRules;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Lists;
using Bidline.Primitives;
using Bidline.Screening;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Faults;

/// <summary>F61: somebody's text in a CSV of ours is never a formula to a spreadsheet, and keeps its shape.</summary>
public sealed class F61FormulaTests
{
    private static readonly string[] Evil =
    [
        "=HYPERLINK(\"http://evil.example\",\"x\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\0=1+1",
        "＝1+1", "'=1+1", "a,b", "say \"hi\"", "two\r\nlines", ";=1+1", "-", "+", "=", " =1+1",
    ];

    [Fact]
    public async Task F61_no_export_has_a_live_formula()
    {
        List<string> files = [BidRules(), Payouts(), Blocked(), await StatementAsync()];

        var cells = files.SelectMany(file => Rfc4180.Read(file)).SelectMany(row => row).ToArray();
        cells.Where(IsLive).ShouldBeEmpty();
        cells.Length.ShouldBeGreaterThan(4 * Evil.Length);
    }

    [Fact]
    public void F61_each_value_is_one_cell_of_its_row()
    {
        foreach (var value in Evil)
        {
            var row = Rfc4180.Read($"before,{CsvText.Cell(value)},behind\r\n").ShouldHaveSingleItem();
            row.Count.ShouldBe(3, value);
            row[1].TrimStart('\'').ShouldBe(value.TrimStart('\''));
        }
    }

    [Fact]
    public void F61_what_was_written_is_read_back_as_it_was()
    {
        var (read, mistakes) = BidRuleSheet.Read(BidRules(), Currency.Usd);

        mistakes.ShouldBeEmpty();
        read.Select(rule => rule.Value).ShouldBe(Rules().Select(rule => rule.Value));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("'=1+1")]
    [InlineData("say \"hi\"")]
    [InlineData("a,b")]
    [InlineData("+13055550142")]
    public async Task F61_a_list_that_is_fetched_and_put_back_is_the_same(string value)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(CsvText.Cell(value) + "\n"));

        var reading = await ListSheet.ReadAsync(stream, ListKind.Text, null, TestContext.Current.CancellationToken);

        reading.List!.Values().ShouldBe([value]);
    }

    /// <summary>As Excel and LibreOffice take a cell: a sign first, and not a number.</summary>
    private static bool IsLive(string cell) =>
        cell.TrimStart(' ') is { Length: > 0 } text && "=+-@\t\r\n\0＝＋－＠".Contains(text[0])
        && !decimal.TryParse(text, out _);

    private static string BidRules() => BidRuleSheet.Write(Rules());

    // A sheet has no control characters: those the compiler of rules refuses.
    private static RuleEntry[] Rules() =>
    [
        .. Evil.Where(value => value.Trim() == value && !value.Any(char.IsControl))
            .Select((value, i) => new RuleEntry
            {
                Id = $"r{i}", Field = "tags.sub_id", Op = "equals", Value = value, Action = "set", Amount = "5.00",
            }),
    ];

    private static string Payouts() => PayoutCsv.Write(new PayoutBatch(
        "pob_0198c0de0000700080000000000000aa", Currency.Usd, Given.Monday9Am, "key:Books", new DateOnly(2026, 4, 15),
        [
            .. Evil.Select(value => new Payout(
                "pay_0198c0de0000700080000000000000ab", new PublisherId("zeta"), Money.Usd(100),
                new BankAccount(value, null, value, value), PayoutState.Open, null)),
        ]));

    private static string Blocked() => BlockedCallersCsv.Write(Evil.Select(value => new BlockedCaller(
        "blk_1", CallerPattern.Read("+1305555*")!, value, Given.Monday9Am, value, null, null)));

    private static async Task<string> StatementAsync()
    {
        var usd = Money.Zero(Currency.Usd);
        var statement = new IssuedStatement(
            new StatementId(StatementSeries.Invoice, 1), "acme", "Acme", "UTC", default, Given.Monday9Am, Given.Monday9Am,
            usd, usd, usd, usd, usd, Given.Monday9Am, new StatementBody([], []));
        await using var text = new StringWriter();
        await StatementCsv.WriteAsync(statement, LinesAsync(), text, TestContext.Current.CancellationToken);
        return text.ToString();
    }

    private static async IAsyncEnumerable<StatementLine> LinesAsync()
    {
        await Task.CompletedTask;
        foreach (var value in Evil)
        {
            yield return new StatementLine(
                Given.Monday9Am, "adjustment", value, null, "auto-fl", Money.Usd(-12.5m), "txn_1", 0);
        }
    }
}
