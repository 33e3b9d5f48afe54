using System.Globalization;
using Bidline.Campaigns.BidRules;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Campaigns.Compiling;

/// <summary>
/// Turns a week of prices into a table of bid rules: a row for each stretch of hours, so that the trace of a call says
/// which one made its price.
/// </summary>
internal static class PriceByHourCompiler
{
    private const string Hint = "\".\" is the base, and letters are what marks says";

    public static BidRuleTable Compile(PriceByHourEntry entry, Findings findings, Currency currency, string pointer)
    {
        var baseBid = findings.ReadAmount(entry.Base, $"{pointer}/base", currency);
        foreach (var (index, mark) in entry.Marks.Index()) Check(mark, findings, currency, $"{pointer}/marks/{index}");
        var meanings = MarkedWeek.Marks(entry.Marks, mark => mark.Mark, findings, $"{pointer}/marks")
            .ToDictionary(pair => pair.Mark, pair => pair.Meaning);
        var days = MarkedWeek.Read(
            [entry.Sun, entry.Mon, entry.Tue, entry.Wed, entry.Thu, entry.Fri, entry.Sat], meanings.Keys.ToHashSet(),
            findings, pointer, Hint);
        RuleEntry[] rows =
        [
            .. MarkedWeek.Stretches(days).Select(part => Row(meanings[part.Mark], part.Day, part.From, part.Until)),
        ];
        // What is wrong with an amount was said of its mark.
        return new BidRuleTable(baseBid, null, BidRuleCompiler.Rules(rows, new Findings(), currency, pointer));
    }

    private static void Check(PriceMarkEntry mark, Findings findings, Currency currency, string pointer)
    {
        string?[] given = [mark.Set, mark.Add, mark.Multiply];
        if (given.Count(text => text is not null) != 1)
        {
            findings.Add(pointer, "mark_form", "A mark does one thing to the base.", "give one of set, add and multiply");
            return;
        }

        var own = new Findings();
        BidRuleCompiler.Rules([RuleOf(mark) with { Op = "always" }], own, currency, "");
        foreach (var mistake in own.Mistakes)
            findings.Add($"{pointer}/{RuleOf(mark).Action}", mistake.Code, mistake.Detail, mistake.Hint);
    }

    /// <summary>"mon 08-12": which hours they are, as the trace names them.</summary>
    private static RuleEntry Row(PriceMarkEntry mark, int day, int from, int until) => RuleOf(mark) with
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{MarkedWeek.NameOf(day)} {from:00}-{until:00}"),
        All =
        [
            new RuleConditionEntry { Field = CallFields.Weekday, Op = "equals", Value = MarkedWeek.NameOf(day) },
            new RuleConditionEntry
            {
                Field = CallFields.Hour,
                Op = "range",
                Value = string.Create(CultureInfo.InvariantCulture, $"{from}..{until - 1}"),
            },
        ],
    };

    private static RuleEntry RuleOf(PriceMarkEntry mark) => new()
    {
        Action = mark.Set is not null ? "set" : mark.Add is not null ? "add" : "multiply",
        Amount = mark.Set ?? mark.Add ?? mark.Multiply,
    };
}
