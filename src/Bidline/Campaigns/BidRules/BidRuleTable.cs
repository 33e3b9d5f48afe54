using System.Numerics;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Campaigns.BidRules;

/// <summary>
/// A buyer's bid without a server: a base amount and rules that change it, in the order of the table. Immutable, and
/// compiled once, so that the rules that cannot hold for a call are never looked at (<see cref="BidRuleIndex"/>). Pure:
/// the same call gives the same bid.
/// </summary>
public sealed class BidRuleTable
{
    public const int RulesMax = 10_000;

    /// <summary>Conditions of one rule.</summary>
    public const int ConditionsMax = 10;

    /// <summary>Patterns of one table: each is tried in every auction, and remembers what it has learnt.</summary>
    public const int PatternsMax = 50;

    /// <summary>The last steps that a run remembers; how many there were it counts.</summary>
    public const int StepsMax = 20;

    private readonly BidRuleIndex _index;

    /// <param name="max">The bid is brought down to it at the end; null means no limit.</param>
    public BidRuleTable(Money baseBid, Money? max, IReadOnlyList<BidRule> rules)
    {
        (Base, Max, Rules) = (baseBid, max, rules);
        _index = new BidRuleIndex(rules);
    }

    public Money Base { get; }

    public Money? Max { get; }

    public IReadOnlyList<BidRule> Rules { get; }

    /// <param name="read">A field's value in this call; null when it is not known. Asked once for each field.</param>
    public BidRuleRun Run(Func<string, string?> read) => Run(Base, read);

    /// <summary>The same from another amount than the base: a price that was found for this call.</summary>
    public BidRuleRun Run(Money from, Func<string, string?> read)
    {
        var values = new BidRuleValue[_index.Fields.Length];
        for (var i = 0; i < values.Length; i++) values[i] = new BidRuleValue(read(_index.Fields[i]));
        Span<ulong> likely = stackalloc ulong[_index.Words];
        _index.Mark(values, likely);

        var steps = new Steps();
        var bid = from;
        for (var word = 0; word < likely.Length; word++)
        {
            for (var left = likely[word]; left != 0; left &= left - 1)
            {
                var rule = (word * 64) + BitOperations.TrailingZeroCount(left);
                if (!_index.Holds(rule, values)) continue;
                if (Rules[rule].Action.EndsIt) return Rejected(Rules[rule], from, bid, steps, read);
                bid = steps.Apply(Rules[rule], bid);
            }
        }

        var limited = Limited(bid, steps);
        return new BidRuleRun(from, limited, null, steps.Count, steps.Kept);
    }

    private Money Limited(Money bid, Steps steps)
    {
        var limited = Money.Max(Money.Zero(bid.Currency), Max is { } max ? Money.Min(max, bid) : bid);
        if (limited != bid) steps.NoteLimit(limited < bid ? "max" : "min", bid, limited);
        return limited;
    }

    private static BidRuleRun Rejected(BidRule rule, Money from, Money bid, Steps steps, Func<string, string?> read)
    {
        steps.Note(rule, bid, null);
        var field = rule.All[0].Field;
        (string, string?)[] values = field.Length > 0 && read(field) is { } value
            ? [("row", rule.Id), ("field", field), ("value", CallFields.Shown(field, value))]
            : [("row", rule.Id)];
        return new BidRuleRun(from, null, Reason.Of("no_bid.rule", values), steps.Count, steps.Kept);
    }

    /// <summary>Counts every step and remembers the last ones: thousands may come before them.</summary>
    private sealed class Steps
    {
        private readonly Step[] _last = new Step[StepsMax];

        public int Count { get; private set; }

        public IReadOnlyList<BidRuleStep> Kept =>
        [
            .. Enumerable.Range(Math.Max(0, Count - StepsMax), Math.Min(Count, StepsMax))
                .Select(place => _last[place % StepsMax])
                .Select(step => new BidRuleStep(
                    step.Rule?.Id ?? step.Limit!, step.Rule?.Action.Word ?? "limit", step.Before, step.After, step.Rule?.When)),
        ];

        public Money Apply(BidRule rule, Money bid)
        {
            var after = rule.Action.Apply(bid);
            Note(rule, bid, after);
            return after;
        }

        public void Note(BidRule rule, Money before, Money? after) =>
            _last[Count++ % StepsMax] = new Step(rule, null, before, after);

        public void NoteLimit(string limit, Money before, Money after) =>
            _last[Count++ % StepsMax] = new Step(null, limit, before, after);

        // Words are made for the last few steps only: thousands may come before them.
        private readonly record struct Step(BidRule? Rule, string? Limit, Money Before, Money? After);
    }
}

/// <summary>What the rules made of one call, with the rows that decided.</summary>
/// <param name="Bid">Null when a rule rejected the call.</param>
/// <param name="Rejection">"no_bid.rule" with the row; null when there is a bid.</param>
/// <param name="Applied">How many rows took part; the last of them are in <paramref name="Steps"/>.</param>
public sealed record BidRuleRun(
    Money Base, Money? Bid, Reason? Rejection, int Applied, IReadOnlyList<BidRuleStep> Steps);

/// <param name="Row">The rule's id, or its place: "#3". The limits at the end are "max" and "min".</param>
/// <param name="Action">"set", "add", "multiply", "reject", "require" or "limit".</param>
/// <param name="After">Null after a rejection.</param>
/// <param name="When">The rule's conditions in words; null for a limit, and in records of older versions.</param>
public sealed record BidRuleStep(string Row, string Action, Money Before, Money? After, string? When = null);
