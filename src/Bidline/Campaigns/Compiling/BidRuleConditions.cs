using System.Globalization;
using Bidline.Campaigns.BidRules;
using Bidline.Campaigns.Source;
using Bidline.Routing;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads the conditions of one table: field, op and value as they stand in a row.</summary>
/// <param name="ground">Null for a sheet on its own: the lists it names are looked up when it is in the market.</param>
internal sealed class BidRuleConditions(Findings findings, Ground? ground)
{
    public const int ValueMax = 2_000;

    public const string Always = "always";
    private const string Not = "not_";

    private static readonly string[] Ops =
        ["equals", "in", "in_list", "prefix", "contains", "like", "gt", "gte", "lt", "lte", "range", "exists", "matches"];

    private int _patterns;

    /// <param name="isAlone">False for one of several: "always" beside others would say nothing.</param>
    public BidRuleCondition Read(string? field, string? op, string? value, string pointer, bool isAlone = true)
    {
        if (op == Always && isAlone)
        {
            if (field is not null || value is not null)
            {
                findings.Add(
                    pointer, "rule_form", "A row that always holds has neither field nor value.", "leave them out");
            }

            return new BidRuleCondition.Always();
        }

        var name = Field(field, pointer);
        var negated = op?.StartsWith(Not, StringComparison.Ordinal) == true;
        var bare = negated ? op![Not.Length..] : op;
        if (!Ops.Contains(bare)) NoteOp(op, isAlone, $"{pointer}/op");
        else if (bare == "exists")
        {
            if (value is not null)
                findings.Add($"{pointer}/value", "rule_form", "exists compares nothing.", "leave the value out");
        }
        else if (string.IsNullOrEmpty(value) || value.Length > ValueMax)
            findings.Add($"{pointer}/value", "rule_form", $"{op} needs a value of 1 to {ValueMax:N0} characters.");
        else return Comparing(name, bare, value, negated, $"{pointer}/value");
        return new BidRuleCondition.Exists(name, negated);
    }

    private BidRuleCondition Comparing(
        string field, string? op, string value, bool negated, string pointer) => op switch
    {
        "in" => In(field, value, negated, pointer),
        "in_list" => InList(field, value, negated, pointer),
        "like" => new BidRuleCondition.Like(field, value, negated),
        "gt" => new BidRuleCondition.Beyond(field, Number(value, pointer) ?? 0, IsAbove: true, negated),
        "lt" => new BidRuleCondition.Beyond(field, Number(value, pointer) ?? 0, IsAbove: false, negated),
        "prefix" => new BidRuleCondition.Prefix(field, value, negated),
        "contains" => new BidRuleCondition.Contains(field, value, negated),
        "gte" => new BidRuleCondition.Range(field, Number(value, pointer), null, negated),
        "lte" => new BidRuleCondition.Range(field, null, Number(value, pointer), negated),
        "range" => Range(field, value, negated, pointer),
        "matches" => Matches(field, value, negated, pointer),
        _ => new BidRuleCondition.In(field, SetOf([value]), negated),
    };

    private string Field(string? field, string pointer)
    {
        if (string.IsNullOrEmpty(field))
            findings.Add($"{pointer}/field", "missing", "It does not say which field is compared.");
        else if (!CallFields.IsKnown(field))
        {
            var hint = Spelling.Hint(field, CallFields.Known) ?? "a tag is named like \"tags.age\"";
            findings.Add($"{pointer}/field", "unknown_field", $"\"{Findings.Cut(field)}\" is not a field.", hint);
        }

        // Tags are kept with keys in lower case.
        return field?.ToLowerInvariant() ?? "";
    }

    private void NoteOp(string? op, bool isAlone, string pointer)
    {
        if (string.IsNullOrEmpty(op))
        {
            findings.Add(pointer, "missing", "It does not say how the field is compared.", "equals, in, range, …");
            return;
        }

        string[] known = [.. Ops, .. Ops.Select(name => Not + name), .. isAlone ? new[] { Always } : []];
        findings.Add(
            pointer, "unknown_value", $"\"{Findings.Cut(op)}\" is not a comparison.",
            Spelling.Hint(op, known) ?? $"one of {string.Join(", ", Ops)}, or with \"not_\" before it");
    }

    private BidRuleCondition.In In(string field, string value, bool negated, string pointer)
    {
        var values = value.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (values.Length == 0)
            findings.Add(pointer, "empty", "The list has no values.", "write them like \"FL|TX\"");
        return new BidRuleCondition.In(field, SetOf(values), negated);
    }

    private BidRuleCondition InList(string field, string id, bool negated, string pointer)
    {
        if (ground is not null) FilterCompiler.CheckList(field, id, ground, pointer);
        return ground?.Lists.TryGetValue(id, out var list) == true
            ? new BidRuleCondition.InList(field, id, list, negated)
            : new BidRuleCondition.Exists(field, negated);
    }

    private BidRuleCondition.Range Range(string field, string value, bool negated, string pointer)
    {
        var at = value.IndexOf("..", StringComparison.Ordinal);
        if (at < 0 || value.Length == 2)
        {
            findings.Add(
                pointer, "range", $"\"{Findings.Cut(value)}\" is not a range.",
                "write it like \"18..64\", \"18..\" or \"..64\"");
            return new BidRuleCondition.Range(field, null, null, negated);
        }

        var (low, high) = (value[..at], value[(at + 2)..]);
        var least = low.Length == 0 ? null : Number(low, pointer);
        var most = high.Length == 0 ? null : Number(high, pointer);
        if (least > most) findings.Add(pointer, "range", $"Nothing is at least {least} and at most {most}.");
        return new BidRuleCondition.Range(field, least, most, negated);
    }

    private decimal? Number(string text, string pointer)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var number)) return number;
        findings.Add(
            pointer, "number", $"\"{Findings.Cut(text)}\" is not a number.", "digits and a point, like 40 or 12.5");
        return null;
    }

    private BidRuleCondition Matches(string field, string value, bool negated, string pointer)
    {
        if (++_patterns == BidRuleTable.PatternsMax + 1)
            findings.Add(pointer, "too_many", $"A table has at most {BidRuleTable.PatternsMax} patterns.");
        if (PatternReader.Read(value, out var refusal) is { } pattern)
            return new BidRuleCondition.Matches(field, pattern, negated);
        findings.Add(pointer, "pattern", refusal.Detail, refusal.Hint);
        return new BidRuleCondition.Exists(field, negated);
    }

    private static HashSet<string> SetOf(IEnumerable<string> values) => new(values, StringComparer.OrdinalIgnoreCase);
}
