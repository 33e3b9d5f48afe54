using Bidline.Campaigns.BidRules;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns.BidRules;

public sealed class BidRuleTableTests
{
    [Theory]
    [InlineData("equals,FL", "caller.state=FL", true)]
    [InlineData("equals,FL", "caller.state=fl", true)]
    [InlineData("equals,FL", "caller.state=TX", false)]
    [InlineData("equals,FL", "", false)]
    [InlineData("not_equals,FL", "caller.state=TX", true)]
    [InlineData("not_equals,FL", "", true)]
    [InlineData("in,FL | TX", "caller.state=TX", true)]
    [InlineData("in,FL|TX", "caller.state=GA", false)]
    [InlineData("not_in,FL|TX", "caller.state=GA", true)]
    [InlineData("prefix,fl", "caller.state=FLORIDA", true)]
    [InlineData("prefix,FLO", "caller.state=FL", false)]
    [InlineData("contains,lor", "caller.state=FLORIDA", true)]
    [InlineData("not_contains,lor", "caller.state=TX", true)]
    [InlineData("gte,40", "caller.state=40", true)]
    [InlineData("gte,40", "caller.state=39.99", false)]
    [InlineData("lte,40", "caller.state=40.0", true)]
    [InlineData("gte,40", "caller.state=forty", false)]
    [InlineData("not_gte,40", "caller.state=forty", true)]
    [InlineData("range,18..64", "caller.state=18", true)]
    [InlineData("range,18..64", "caller.state=65", false)]
    [InlineData("range,..64", "caller.state=-1", true)]
    [InlineData("range,18..", "caller.state=9000000", true)]
    [InlineData("exists,", "caller.state=FL", true)]
    [InlineData("exists,", "", false)]
    [InlineData("not_exists,", "", true)]
    [InlineData("matches,^F[LM]$", "caller.state=fl", true)]
    [InlineData("matches,^F[LM]$", "caller.state=FLX", false)]
    [InlineData("not_matches,^F", "", true)]
    public void A_comparison_holds_or_not(string comparison, string call, bool holds)
    {
        var table = Rules.Table($"caller.state,{comparison},set,1,");

        table.Run(Rules.Call(call)).Bid.ShouldBe(Money.Usd(holds ? 1 : 20));
    }

    [Theory]
    [InlineData("caller.state,equals,FL,add,5,\ncaller.state,equals,FL,multiply,2,", "50.00")]
    [InlineData("caller.state,equals,FL,multiply,2,\ncaller.state,equals,FL,add,5,", "45.00")]
    [InlineData("caller.state,equals,FL,add,5,\n,always,,set,7,\ncaller.state,equals,FL,add,-1.5,", "5.50")]
    [InlineData(",always,,add,-30,\n,always,,add,11,", "1.00")]
    [InlineData(",always,,add,-30,", "0.00")]
    [InlineData(",always,,multiply,3,", "50.00")]
    [InlineData(",always,,multiply,0.333333,", "6.66666")]
    [InlineData("caller.state,equals,FL,and,,\ntags.age,gte,65,add,9,", "20.00")]
    [InlineData("caller.state,equals,FL,and,,\ntags.age,lte,65,add,9,", "29.00")]
    public void Rows_are_applied_in_their_order_and_limited_at_the_end(string rows, string bid) =>
        Rules.Table(rows, max: 50).Run(Rules.Call("caller.state=FL tags.age=52")).Bid!.Value.ToDecimalString().ShouldBe(bid);

    [Fact]
    public void A_rejection_ends_it_and_names_its_row()
    {
        var table = Rules.Table("""
            caller.state,equals,FL,add,5,florida
            caller.line_type,in,voip|unknown,reject,,no-voip
            ,always,,set,99,
            """);

        var run = table.Run(Rules.Call("caller.state=FL caller.line_type=voip"));

        run.Bid.ShouldBeNull();
        run.Rejection!.Code.ShouldBe("no_bid.rule");
        run.Rejection.Values.ShouldBe(new Dictionary<string, string>
        {
            ["row"] = "no-voip", ["field"] = "caller.line_type", ["value"] = "voip",
        });
        run.Steps.ShouldBe(
        [
            new BidRuleStep("florida", "add", Money.Usd(20), Money.Usd(25), "caller.state is FL"),
            new BidRuleStep("no-voip", "reject", Money.Usd(25), null, "caller.line_type in voip, unknown"),
        ]);
    }

    [Fact]
    public void The_rows_that_decided_are_told_with_the_bid_before_and_after()
    {
        var table = Rules.Table("caller.state,equals,FL,add,5,\ncaller.state,equals,TX,add,6,\n,always,,multiply,4,all", max: 60);

        var run = table.Run(Rules.Call("caller.state=FL"));

        run.Applied.ShouldBe(3);
        run.Steps.ShouldBe(
        [
            new BidRuleStep("#1", "add", Money.Usd(20), Money.Usd(25), "caller.state is FL"),
            new BidRuleStep("all", "multiply", Money.Usd(25), Money.Usd(100), "always"),
            new BidRuleStep("max", "limit", Money.Usd(100), Money.Usd(60)),
        ]);
    }

    [Fact]
    public void Of_very_many_rows_the_last_are_told_and_all_are_counted()
    {
        var table = Rules.Table(string.Concat(Enumerable.Repeat(",always,,add,0.01,\n", 10_000)));

        var run = table.Run(Rules.Call(""));

        (run.Bid, run.Applied, run.Steps.Count).ShouldBe((Money.Usd(120), 10_000, BidRuleTable.StepsMax));
        run.Steps[^1].Row.ShouldBe("#10000");
    }

    [Fact]
    public void No_amount_on_the_way_overflows()
    {
        var rows = string.Concat(Enumerable.Repeat(",always,,multiply,1000,\n", 100));

        Rules.Table(rows).Run(Rules.Call("")).Bid.ShouldBe(Money.Usd(BidRuleAction.AmountMax));
    }

    /// <summary>Each takes for ever with backtracking; here it is the length of the value that counts.</summary>
    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("(a|aa)+b")]
    [InlineData("(.*)(.*)(.*)(.*)(.*)x")]
    public void A_hostile_pattern_costs_no_more_than_another(string pattern)
    {
        var table = Rules.Table($"tags.x,matches,{pattern},reject,,");
        var call = Rules.Call("tags.x=" + new string('a', 10_000) + "!");
        table.Run(call);

        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 20; i++) table.Run(call);

        watch.ElapsedMilliseconds.ShouldBeLessThan(500);
    }

    [Fact]
    public void The_index_gives_the_same_bid_as_a_scan_over_all_rows() =>
        Gen.Select(GenBidRules.Table, GenBidRules.Calls.Array[1, 20]).Sample((entries, calls) =>
        {
            var table = Rules.TableOf(entries, max: 80);
            foreach (var call in calls)
            {
                var (fast, slow) = (table.Run(call.GetValueOrDefault), Scanned(table, call.GetValueOrDefault));
                fast.Bid.ShouldBe(slow.Bid, string.Join(' ', call));
                fast.Rejection?.Values.ShouldBe(slow.Rejection!.Values);
                fast.Applied.ShouldBe(slow.Applied);
                fast.Steps.ShouldBe(slow.Steps);
            }
        }, iter: 3_000);

    private static BidRuleRun Scanned(BidRuleTable table, Func<string, string?> read)
    {
        var bid = table.Base;
        var steps = new List<BidRuleStep>();
        foreach (var rule in table.Rules.Where(rule => rule.Holds(read) == true))
        {
            if (rule.Action is BidRuleAction.Reject)
            {
                steps.Add(new BidRuleStep(rule.Id, "reject", bid, null, rule.When));
                var field = rule.All[0].Field;
                (string, string?)[] values = field.Length > 0 && read(field) is { } value
                    ? [("row", rule.Id), ("field", field), ("value", value)]
                    : [("row", rule.Id)];
                return new BidRuleRun(table.Base, null, Reason.Of("no_bid.rule", values), steps.Count, Last(steps));
            }

            steps.Add(new BidRuleStep(rule.Id, rule.Action.Word, bid, rule.Action.Apply(bid), rule.When));
            bid = rule.Action.Apply(bid);
        }

        var limited = Money.Max(Money.Usd(0), Money.Min(table.Max!.Value, bid));
        if (limited != bid) steps.Add(new BidRuleStep(limited < bid ? "max" : "min", "limit", bid, limited));
        return new BidRuleRun(table.Base, limited, null, steps.Count, Last(steps));
    }

    private static List<BidRuleStep> Last(List<BidRuleStep> steps) => [.. steps.TakeLast(BidRuleTable.StepsMax)];
}

/// <summary>Tables and calls over few fields and values, so that most rules meet something.</summary>
internal static class GenBidRules
{
    private static readonly string[] Fields = ["caller.state", "caller.zip", "tags.age", "tags.x"];
    private static readonly string[] Values = ["FL", "fl", "TX", "33130", "331", "52", "18", "-3.5", "F", "L", "x"];
    private static readonly string[] Words = ["equals", "in", "prefix", "contains", "gte", "lte", "range", "exists", "matches"];

    private static readonly Gen<string> Field = OneOf(Fields);
    private static readonly Gen<string> Value = OneOf(Values);
    private static readonly Gen<int> Bound = Gen.Int[-5, 70];

    private static readonly Gen<RuleConditionEntry> Condition =
        Gen.Select(Field, OneOf(Words), Gen.Bool, Value, Value, Gen.Select(Bound, Bound))
        .Select((field, word, negated, one, other, bounds) => new RuleConditionEntry
        {
            Field = field,
            Op = (negated ? "not_" : "") + word,
            Value = word switch
            {
                "exists" => null,
                "in" => $"{one}|{other}",
                "gte" or "lte" => $"{bounds.Item1}",
                "range" => $"{Math.Min(bounds.Item1, bounds.Item2)}..{Math.Max(bounds.Item1, bounds.Item2)}",
                "matches" => $"^{one[0]}",
                _ => one,
            },
        });

    private static readonly Gen<(string Action, string? Amount)> Action = Gen.Frequency(
        (2, Gen.Int[0, 60].Select(amount => ("set", (string?)$"{amount}.25"))),
        (5, Gen.Int[-9, 9].Select(amount => ("add", (string?)$"{amount}.5"))),
        (4, Gen.Int[0, 300].Select(amount => ("multiply", (string?)$"{amount / 100}.{amount % 100:00}"))),
        (1, Gen.Const(("reject", (string?)null))));

    public static Gen<IReadOnlyList<RuleEntry>> Table { get; } = Gen.Select(Condition.Array[0, 3], Action)
        .Select((all, action) => all.Length switch
        {
            0 => new RuleEntry { Op = "always", Action = action.Action, Amount = action.Amount },
            1 => new RuleEntry
            {
                Field = all[0].Field, Op = all[0].Op, Value = all[0].Value, Action = action.Action, Amount = action.Amount,
            },
            _ => new RuleEntry { All = all, Action = action.Action, Amount = action.Amount },
        })
        .Array[0, 100].Select(rules => (IReadOnlyList<RuleEntry>)rules);

    public static Gen<IReadOnlyDictionary<string, string>> Calls { get; } = Gen.Select(Value, Value, Value, Value, Gen.Int[0, 15])
        .Select((a, b, c, d, known) =>
        {
            string[] values = [a, b, c, d];
            return (IReadOnlyDictionary<string, string>)Enumerable.Range(0, Fields.Length)
                .Where(i => (known & (1 << i)) != 0)
                .ToDictionary(i => Fields[i], i => values[i]);
        });

    private static Gen<string> OneOf(string[] words) => Gen.Int[0, words.Length - 1].Select(place => words[place]);
}
