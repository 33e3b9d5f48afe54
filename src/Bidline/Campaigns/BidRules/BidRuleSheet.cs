using System.Globalization;
using System.Text;
using Bidline.Campaigns.Compiling;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;
using Bidline.Primitives;

namespace Bidline.Campaigns.BidRules;

/// <summary>
/// A table of bid rules as CSV with the columns field, op, value, action, amount and id. A row whose action is "and" is
/// a further condition of the row below it.
/// </summary>
public static class BidRuleSheet
{
    public const int LengthMax = 4 * 1024 * 1024;

    private const string And = "and";
    private static readonly string[] Columns = ["field", "op", "value", "action", "amount", "id"];

    public static string Write(IReadOnlyList<RuleEntry> table)
    {
        var text = new StringBuilder(string.Join(',', Columns)).Append("\r\n");
        foreach (var rule in table)
        {
            var all = rule.All ?? [OnlyOne(rule)];
            foreach (var (index, condition) in all.Index())
            {
                var isLast = index == all.Count - 1;
                string?[] cells =
                [
                    condition.Field, condition.Op, condition.Value, isLast ? rule.Action : And,
                    isLast ? rule.Amount : null, isLast ? rule.Id : null,
                ];
                text.AppendJoin(',', cells.Select(CsvSource.Cell)).Append("\r\n");
            }
        }

        return text.ToString();
    }

    private static RuleConditionEntry OnlyOne(RuleEntry rule) =>
        new() { Field = rule.Field ?? "", Op = rule.Op ?? "", Value = rule.Value };

    /// <summary>Reads and checks a whole sheet. With mistakes, all of them, the table is of no use.</summary>
    /// <returns>Mistakes have the line and the column of the value, and point to it as "/row/column".</returns>
    public static (IReadOnlyList<RuleEntry> Table, IReadOnlyList<Mistake> Mistakes) Read(string text, Currency currency)
    {
        var source = new CsvSource(text);
        using var rows = source.Rows().GetEnumerator();
        var hint = $"begin with {string.Join(',', Columns)}";
        if (!rows.MoveNext()) return ([], [new Mistake("", "empty", "The sheet is empty.", hint, 1, 1)]);
        var columns = new List<string?>();
        var mistakes = ReadHead(rows.Current, columns).ToList();
        if (mistakes.Count > 0) return ([], mistakes);

        var reading = new SheetReading(columns, mistakes);
        while (rows.MoveNext()) reading.Take(rows.Current);
        reading.End();
        mistakes.AddRange(source.Mistakes);
        var findings = new Findings();
        BidRuleCompiler.Rules(reading.Table, findings, currency, "");
        mistakes.AddRange(findings.Mistakes.Select(reading.Locate).OfType<Mistake>());
        return (reading.Table, [.. mistakes.OrderBy(mistake => mistake.Line).ThenBy(mistake => mistake.Column)]);
    }

    private static IEnumerable<Mistake> ReadHead(IReadOnlyList<CsvCell> head, List<string?> columns)
    {
        foreach (var cell in head)
        {
            var name = cell.Text.ToLowerInvariant();
            var isKnown = Columns.Contains(name);
            if (!isKnown)
            {
                var hint = cell.Text.Contains(';')
                    ? "separate the columns with commas"
                    : Spelling.Hint(name, Columns) ?? $"the columns are {string.Join(", ", Columns)}";
                yield return Wrong(cell, $"\"{Findings.Cut(cell.Text)}\" is not a column.", hint);
            }
            else if (columns.Contains(name))
                yield return Wrong(cell, $"Column \"{name}\" may be here only once.", null);

            columns.Add(isKnown ? name : null);
        }

        // A column that is misspelt is not missing as well.
        var missed = columns.Contains(null) ? [] : Columns[..4].Where(name => !columns.Contains(name));
        foreach (var missing in missed)
            yield return new Mistake("", "csv_column", $"Column \"{missing}\" is missing.", null, 1, 1);

        static Mistake Wrong(CsvCell cell, string detail, string? hint) =>
            new("", "csv_column", detail, hint, cell.At.Line, cell.At.Column);
    }

    /// <summary>Joins rows to rules, and remembers where each stood.</summary>
    private sealed class SheetReading(List<string?> columns, List<Mistake> mistakes)
    {
        private readonly List<RuleEntry> _table = [];
        private readonly List<List<Row>> _rowsOf = [];
        private readonly HashSet<int> _broken = [];
        private List<Row> _open = [];
        private int _rows;

        public IReadOnlyList<RuleEntry> Table => _table;

        public void Take(IReadOnlyList<CsvCell> cells)
        {
            var row = new Row(_rows++, cells, columns);
            _open.Add(row);
            if (cells.Count > columns.Count)
            {
                Note(row, "", "csv", $"The row has {cells.Count} values, the head {columns.Count}.",
                    "put a value with a comma in it into quotes");
                _broken.Add(_table.Count);
            }

            if (!string.Equals(row["action"], And, StringComparison.OrdinalIgnoreCase)) Close(row);
            else if (row["amount"] is not null || row["id"] is not null)
                Note(row, row["amount"] is not null ? "amount" : "id", "rule_form",
                    "A row with \"and\" has neither amount nor id.", "give them in the last row of the rule");
        }

        public void End()
        {
            if (_open.Count > 0)
                Note(_open[^1], "action", "rule_form", "The last row says \"and\", and nothing follows.",
                    "set, add, multiply or reject");
        }

        /// <summary>A mistake of the compiler at its place; null in a row that could not be read.</summary>
        public Mistake? Locate(Mistake mistake)
        {
            var parts = mistake.Path.Split('/');
            if (parts.Length < 2) return mistake;
            var rule = int.Parse(parts[1], CultureInfo.InvariantCulture);
            if (_broken.Contains(rule)) return null;
            var rows = _rowsOf[rule];
            var isInAll = parts.Length > 3;
            var row = isInAll ? rows[int.Parse(parts[3], CultureInfo.InvariantCulture)] : rows[^1];
            var name = parts[^1];
            return Placed(row, columns.Contains(name) ? name : "", mistake);
        }

        private void Close(Row last)
        {
            var conditions = _open.ConvertAll(row => new RuleConditionEntry
            {
                Field = row["field"] ?? "", Op = row["op"]?.ToLowerInvariant() ?? "", Value = row["value"],
            });
            var isOne = conditions.Count == 1;
            _table.Add(new RuleEntry
            {
                Id = last["id"],
                All = isOne ? null : conditions,
                Field = isOne ? last["field"] : null,
                Op = isOne ? last["op"]?.ToLowerInvariant() : null,
                Value = isOne ? last["value"] : null,
                Action = last["action"]?.ToLowerInvariant() ?? "",
                Amount = last["amount"],
            });
            _rowsOf.Add(_open);
            _open = [];
        }

        private void Note(Row row, string column, string code, string detail, string hint) =>
            mistakes.Add(Placed(row, column, new Mistake("", code, detail, hint)));

        private static Mistake Placed(Row row, string column, Mistake mistake)
        {
            var at = row.At(column);
            var path = string.Create(CultureInfo.InvariantCulture, $"/{row.Index}/{column}").TrimEnd('/');
            return mistake with { Path = path, Line = at.Line, Column = at.Column };
        }
    }

    private sealed class Row(int index, IReadOnlyList<CsvCell> cells, List<string?> columns)
    {
        public int Index => index;

        /// <summary>Null for an empty or missing value.</summary>
        public string? this[string column] => Find(column) is { Text.Length: > 0 } cell ? CsvFormula.Read(cell.Text) : null;

        /// <summary>Where the column's value stands; the row's beginning where there is none.</summary>
        public Mark At(string column) => (Find(column) ?? cells[0]).At;

        private CsvCell? Find(string column) =>
            columns.IndexOf(column) is >= 0 and var at && at < cells.Count ? cells[at] : null;
    }
}
