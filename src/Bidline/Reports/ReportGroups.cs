using System.Data.Common;
using System.Globalization;

namespace Bidline.Reports;

/// <summary>The sums of a period, by the values of its dimensions as the store has them.</summary>
internal sealed class ReportGroups(IReadOnlyList<Dimension> dimensions)
{
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);

    public int Count => _groups.Count;

    public IReadOnlyCollection<Group> All => _groups.Values;

    public Group? Find(string key) => _groups.GetValueOrDefault(key);

    /// <summary>Takes one row of an answer: its dimensions first, then these measures.</summary>
    public void Take(DbDataReader row, IReadOnlyList<Measure> measures, bool areShares)
    {
        var keys = new string?[dimensions.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = row.IsDBNull(i) ? null : Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture);
        var group = Of(keys);
        for (var i = 0; i < measures.Count; i++)
        {
            var sum = row.IsDBNull(keys.Length + i) ? 0 : row.GetInt64(keys.Length + i);
            group.Add(measures[i], sum / ScaleOf(measures[i], areShares));
        }
    }

    public Group Of(IReadOnlyList<string?> keys)
    {
        // A value cannot begin with the mark of one that is not known: texts have no controls.
        var key = string.Join('\u001f', keys.Select(it => it ?? "\u0000"));
        if (_groups.TryGetValue(key, out var known)) return known;
        return _groups[key] = new Group(key, keys);
    }

    private static decimal ScaleOf(Measure measure, bool areShares) =>
        areShares && measure.Unit == MeasureUnit.Calls ? 1_000_000m : measure.Scale;

    /// <summary>One combination of values.</summary>
    internal sealed class Group(string key, IReadOnlyList<string?> keys)
    {
        private readonly Dictionary<Measure, decimal> _sums = [];

        public string Key => key;

        public IReadOnlyList<string?> Keys => keys;

        public void Add(Measure measure, decimal sum) => _sums[measure] = _sums.GetValueOrDefault(measure) + sum;

        public decimal this[Measure measure] => _sums.GetValueOrDefault(measure);
    }
}
