using System.Globalization;
using Bidline.Campaigns.BidRules;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

/// <summary>Turns the rows of a buyer's bid rules into the table that bids for it.</summary>
internal sealed class BidRuleCompiler
{
    private static readonly string[] Actions = ["set", "add", "multiply", "reject", "require"];

    private readonly Findings _findings;
    private readonly Currency _currency;
    private readonly BidRuleConditions _conditions;

    private BidRuleCompiler(Findings findings, Currency currency, Ground? ground)
    {
        (_findings, _currency) = (findings, currency);
        _conditions = new BidRuleConditions(findings, ground);
    }

    public static BidRuleTable Compile(RulesEntry entry, Ground ground, string pointer)
    {
        var baseBid = ground.Amount(entry.Base, $"{pointer}/base");
        var max = ground.Amount(entry.Max, $"{pointer}/max");
        if (max is { } most && baseBid > most)
            ground.Findings.Add($"{pointer}/base", "range", $"{entry.Base} is more than the most, {entry.Max}.");
        var rules = Rules(entry.Table, ground.Findings, ground.Currency, $"{pointer}/table", ground);
        return new BidRuleTable(baseBid, max, rules);
    }

    /// <param name="ground">Null for a table on its own: then the lists it names are not looked up.</param>
    public static IReadOnlyList<BidRule> Rules(
        IReadOnlyList<RuleEntry> table, Findings findings, Currency currency, string pointer, Ground? ground = null)
    {
        if (table.Count > BidRuleTable.RulesMax)
        {
            findings.Add(
                pointer, "too_many", $"The table has {table.Count:N0} rules; {BidRuleTable.RulesMax:N0} are the most.");
            return [];
        }

        var compiler = new BidRuleCompiler(findings, currency, ground);
        var rules = table.Index()
            .SelectMany(pair => compiler.Row(pair.Item, pair.Index, $"{pointer}/{pair.Index}"))
            .ToList();
        CheckIds(table, findings, pointer);
        return rules;
    }

    private static void CheckIds(IReadOnlyList<RuleEntry> table, Findings findings, string pointer)
    {
        var seen = new HashSet<string>();
        foreach (var (index, rule) in table.Index())
        {
            if (rule.Id is not { } id || seen.Add(id)) continue;
            var detail = $"There is another \"{Findings.Cut(id)}\" in the table.";
            findings.Add($"{pointer}/{index}/id", "duplicate_id", detail);
        }
    }

    /// <summary>What must hold together fails by any one: each condition of a requirement is a rule of its own.</summary>
    private IEnumerable<BidRule> Row(RuleEntry entry, int index, string pointer)
    {
        var rule = Rule(entry, index, pointer);
        if (rule.Action is not BidRuleAction.Require) return [rule];
        if (entry.Op == BidRuleConditions.Always)
            _findings.Add($"{pointer}/op", "rule_form", "What always holds requires nothing.", "say what is compared");
        return rule.All.Select(condition => rule with { All = [condition.TurnedRound] });
    }

    private BidRule Rule(RuleEntry entry, int index, string pointer)
    {
        if (entry.Id is { Length: > 64 } or "")
            _findings.Add($"{pointer}/id", "id_form", "A row's id has 1 to 64 characters.");
        return new BidRule(
            entry.Id ?? string.Create(CultureInfo.InvariantCulture, $"#{index + 1}"),
            Conditions(entry, pointer),
            Action(entry, pointer));
    }

    private IReadOnlyList<BidRuleCondition> Conditions(RuleEntry entry, string pointer)
    {
        if (entry.All is not { } all) return [_conditions.Read(entry.Field, entry.Op, entry.Value, pointer)];
        if (entry is not { Field: null, Op: null, Value: null })
        {
            _findings.Add(
                pointer, "rule_form", "The row has conditions both under all and beside it.", "put each under all");
        }

        if (all.Count is 0 or > BidRuleTable.ConditionsMax)
        {
            _findings.Add(
                $"{pointer}/all", "rule_form",
                $"A row has 1 to {BidRuleTable.ConditionsMax} conditions; here are {all.Count}.");
        }

        return [.. all.Index().Select(pair => _conditions.Read(
            pair.Item.Field, pair.Item.Op, pair.Item.Value, $"{pointer}/all/{pair.Index}", isAlone: false))];
    }

    private BidRuleAction Action(RuleEntry entry, string pointer)
    {
        var place = $"{pointer}/amount";
        switch (entry.Action)
        {
            case "set":
                return new BidRuleAction.Set(Amount(entry, 0, place));
            case "add":
                return new BidRuleAction.Add(Amount(entry, -BidRuleAction.AmountMax, place));
            case "multiply":
                return new BidRuleAction.Multiply(
                    Number(entry.Amount, "a factor", "1.25", 0, BidRuleAction.FactorMax, place));
            case "reject" or "require":
                if (entry.Amount is not null)
                    _findings.Add(place, "rule_form", $"To {entry.Action} takes no amount.", "leave it out");
                return entry.Action == "reject" ? new BidRuleAction.Reject() : new BidRuleAction.Require();
            default:
                _findings.Add(
                    $"{pointer}/action", "unknown_value",
                    $"\"{Findings.Cut(entry.Action)}\" is not one of {string.Join(", ", Actions)}.",
                    Spelling.Hint(entry.Action, Actions));
                return new BidRuleAction.Reject();
        }
    }

    private Money Amount(RuleEntry entry, int least, string pointer) =>
        Money.FromUnits(Number(entry.Amount, "an amount", "5.00", least, BidRuleAction.AmountMax, pointer), _currency);

    // Both amounts and factors have at most six decimals, so that what is written is what is used.
    private decimal Number(string? text, string what, string example, int least, int most, string pointer)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (text is null)
            _findings.Add(pointer, "missing", $"The action needs {what}.", $"for example \"{example}\"");
        else if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var number) || number.Scale > 6)
        {
            _findings.Add(
                pointer, "amount", $"\"{Findings.Cut(text)}\" is not {what}: digits, a point and at most six decimals.",
                $"for example \"{example}\"");
        }
        else if (number < least || number > most)
        {
            _findings.Add(
                pointer, "out_of_range", FormattableString.Invariant($"{text} is not within {least:N0} to {most:N0}."));
        }
        else return number;
        return 0;
    }
}
