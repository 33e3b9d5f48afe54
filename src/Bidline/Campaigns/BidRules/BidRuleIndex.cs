using System.Collections.Frozen;

namespace Bidline.Campaigns.BidRules;

/// <summary>
/// Finds the rules that may hold for a call without looking at the others. Each rule is kept under the one of its
/// conditions that fewest calls meet: a value of a field, a beginning, a range, or that the field is there. What cannot
/// be kept so (patterns, parts of texts, negations) is looked at for every call.
/// </summary>
internal sealed class BidRuleIndex
{
    private readonly FieldRules[] _byField;
    private readonly Check[][] _checks;
    private readonly ulong[] _always;

    public BidRuleIndex(IReadOnlyList<BidRule> rules)
    {
        Fields = [.. rules.SelectMany(rule => rule.All).Where(one => one.HasField).Select(one => one.Field).Distinct()];
        Words = (rules.Count + 63) / 64;
        _always = new ulong[Words];
        var places = Fields.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        _checks = [.. rules.Select(rule => rule.All.Select(one => new Check(one, PlaceOf(one))).ToArray())];

        var builders = Fields.Select(_ => new FieldRules.Builder()).ToArray();
        var crowds = Crowds(rules);
        for (var rule = 0; rule < rules.Count; rule++)
        {
            var key = KeyOf(rules[rule].All, crowds);
            var isKept = key is not null && builders[places[key.Field]].Keep(key, rule);
            if (isKept) _checks[rule] = [.. _checks[rule].Where(check => !ReferenceEquals(check.Condition, key))];
            else Set(_always, rule);
        }

        _byField = [.. builders.Select(builder => builder.Build())];

        int PlaceOf(BidRuleCondition condition) => condition.HasField ? places[condition.Field] : -1;
    }

    public string[] Fields { get; }

    /// <summary>Length of the mask, 64 rules a word.</summary>
    public int Words { get; }

    /// <summary>Sets the bits of the rules that may hold; all others cannot.</summary>
    public void Mark(BidRuleValue[] values, Span<ulong> likely)
    {
        _always.CopyTo(likely);
        for (var i = 0; i < values.Length; i++) _byField[i].Mark(ref values[i], likely);
    }

    /// <summary>Whether a marked rule holds.</summary>
    public bool Holds(int rule, BidRuleValue[] values)
    {
        foreach (var (condition, place) in _checks[rule])
        {
            if (place >= 0 && condition.Holds(ref values[place]) != true) return false;
        }

        return true;
    }

    public static void Set(Span<ulong> mask, int rule) => mask[rule >> 6] |= 1UL << (rule & 63);

    /// <summary>How many rules ask for each value of each field.</summary>
    private static Dictionary<(string, string), int> Crowds(IReadOnlyList<BidRule> rules)
    {
        var crowds = new Dictionary<(string, string), int>();
        foreach (var one in rules.SelectMany(rule => rule.All).OfType<BidRuleCondition.In>())
        {
            if (one.IsNegated) continue;
            foreach (var value in one.Values)
            {
                var key = (one.Field, value.ToUpperInvariant());
                crowds[key] = crowds.GetValueOrDefault(key) + 1;
            }
        }

        return crowds;
    }

    private static BidRuleCondition? KeyOf(
        IReadOnlyList<BidRuleCondition> all, Dictionary<(string, string), int> crowds) => all
        .Where(condition => condition is { IsNegated: false, HasField: true })
        .MinBy(condition => condition switch
        {
            BidRuleCondition.In one => one.Values.Max(value => crowds[(one.Field, value.ToUpperInvariant())]),
            BidRuleCondition.Prefix => BidRuleTable.RulesMax + 1,
            BidRuleCondition.Range => BidRuleTable.RulesMax + 2,
            BidRuleCondition.Exists => BidRuleTable.RulesMax + 3,
            _ => BidRuleTable.RulesMax + 4,
        });

    private readonly record struct Check(BidRuleCondition Condition, int Place);
}

/// <summary>The rules that are kept under one field.</summary>
internal sealed class FieldRules
{
    private readonly FrozenDictionary<string, int[]> _values;
    private readonly Beginnings[] _prefixes;
    private readonly RangeTree? _ranges;
    private readonly int[] _exists;

    private FieldRules(Builder from)
    {
        _values = Frozen(from.Values);
        _prefixes = [.. from.Prefixes.GroupBy(pair => pair.Key.Length).Select(group =>
            new Beginnings(group.Key, Frozen(group).GetAlternateLookup<ReadOnlySpan<char>>()))];
        _ranges = from.Ranges.Count == 0 ? null : new RangeTree(from.Ranges);
        _exists = [.. from.Exists];
    }

    public void Mark(ref BidRuleValue value, Span<ulong> likely)
    {
        if (value.Text is not { } text) return;
        if (_values.TryGetValue(text, out var equal)) Set(equal, likely);
        foreach (var (length, texts) in _prefixes)
        {
            if (text.Length >= length && texts.TryGetValue(text.AsSpan(0, length), out var beginning))
                Set(beginning, likely);
        }

        Set(_exists, likely);
        if (_ranges is not null && value.Number is { } number) _ranges.Mark(number, likely);
    }

    private static void Set(int[] rules, Span<ulong> likely)
    {
        foreach (var rule in rules) BidRuleIndex.Set(likely, rule);
    }

    private static FrozenDictionary<string, int[]> Frozen(IEnumerable<KeyValuePair<string, List<int>>> lists) =>
        lists.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The beginnings of one length.</summary>
    private readonly record struct Beginnings(
        int Length, FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> Texts);

    public sealed class Builder
    {
        public Dictionary<string, List<int>> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Dictionary<string, List<int>> Prefixes { get; } = new(StringComparer.OrdinalIgnoreCase);

        public List<(decimal Low, decimal High, int Rule)> Ranges { get; } = [];

        public List<int> Exists { get; } = [];

        /// <summary>False when a rule cannot be found by such a condition.</summary>
        public bool Keep(BidRuleCondition key, int rule)
        {
            switch (key)
            {
                case BidRuleCondition.In one:
                    foreach (var value in one.Values) Under(Values, value, rule);
                    return true;
                case BidRuleCondition.Prefix prefix:
                    Under(Prefixes, prefix.Text, rule);
                    return true;
                case BidRuleCondition.Range range:
                    Ranges.Add((range.AtLeast ?? decimal.MinValue, range.AtMost ?? decimal.MaxValue, rule));
                    return true;
                case BidRuleCondition.Exists:
                    Exists.Add(rule);
                    return true;
                default:
                    return false;
            }
        }

        public FieldRules Build() => new(this);

        private static void Under(Dictionary<string, List<int>> lists, string text, int rule)
        {
            if (!lists.TryGetValue(text, out var list)) lists[text] = list = [];
            list.Add(rule);
        }
    }
}

/// <summary>Ranges by where they begin, with the farthest end of each half: finds those around a number.</summary>
internal sealed class RangeTree
{
    private readonly (decimal Low, decimal High, int Rule)[] _ranges;
    private readonly decimal[] _farthest;

    public RangeTree(IEnumerable<(decimal Low, decimal High, int Rule)> ranges)
    {
        _ranges = [.. ranges.OrderBy(range => range.Low)];
        _farthest = new decimal[_ranges.Length];
        Measure(0, _ranges.Length);
    }

    public void Mark(decimal number, Span<ulong> likely) => Mark(0, _ranges.Length, number, likely);

    // The middle of each half stands for the half.
    private decimal Measure(int from, int to)
    {
        if (from >= to) return decimal.MinValue;
        var middle = (from + to) / 2;
        var ends = Math.Max(Measure(from, middle), Measure(middle + 1, to));
        return _farthest[middle] = Math.Max(_ranges[middle].High, ends);
    }

    private void Mark(int from, int to, decimal number, Span<ulong> likely)
    {
        if (from >= to) return;
        var middle = (from + to) / 2;
        if (_farthest[middle] < number) return;
        Mark(from, middle, number, likely);
        var (low, high, rule) = _ranges[middle];
        if (low > number) return;
        if (high >= number) BidRuleIndex.Set(likely, rule);
        Mark(middle + 1, to, number, likely);
    }
}
