using Bidline.Campaigns;
using Bidline.Campaigns.Source;
using Bidline.Primitives;

namespace Bidline.Billing;

/// <param name="Problem">Why the row cannot be booked; null when it can.</param>
public sealed record TopUpRow(int Line, string Buyer, string Key, TopUp? Order, Mistake? Problem);

/// <summary>
/// A CSV of money that came in: buyer, amount and key, and a memo if there is one, in the order of its first line. Each
/// row stands alone: one that is wrong keeps no other from being booked.
/// </summary>
public static class TopUpSheet
{
    public const int LengthMax = 1024 * 1024;
    public const int RowsMax = 5000;

    private const int TextMax = 200;

    private static readonly string[] Columns = ["buyer", "amount", "key", "memo", "source"];

    /// <summary>Mistakes are of the file as a whole: then there are no rows.</summary>
    public static (IReadOnlyList<TopUpRow> Rows, IReadOnlyList<Mistake> Mistakes) Read(string text, CampaignBook book)
    {
        var source = new CsvSource(text);
        var lines = source.Rows().ToList();
        if (source.Mistakes.Count > 0) return ([], source.Mistakes);
        if (lines.Count == 0) return ([], [new Mistake("", "empty", "The file has no lines.", "begin with buyer,amount,key")]);
        if (lines.Count > RowsMax + 1) return ([], [new Mistake("", "too_large", $"At most {RowsMax} rows are read at once.")]);
        var head = lines[0].Select(cell => cell.Text.ToLowerInvariant()).ToList();
        var mistakes = Head(head);
        return mistakes.Count > 0 ? ([], mistakes) : ([.. lines.Skip(1).Select(line => Row(line, head, book))], []);
    }

    private static List<Mistake> Head(List<string> head) =>
    [
        .. Columns[..3].Where(column => !head.Contains(column)).Select(column =>
            new Mistake("", "missing", $"There is no column {column}.", "the first line names the columns", 1, 1)),
        .. head.Where(column => !Columns.Contains(column)).Select(column =>
            new Mistake("", "unknown_key", $"\"{column}\" is no column here.", $"known: {string.Join(", ", Columns)}", 1, 1)),
        .. head.GroupBy(column => column).Where(same => same.Count() > 1).Select(same =>
            new Mistake("", "duplicate_key", $"The column {same.Key} is there twice.", null, 1, 1)),
    ];

    private static TopUpRow Row(IReadOnlyList<CsvCell> cells, List<string> head, CampaignBook book)
    {
        var line = cells[0].At.Line;
        var (buyer, key) = (Cell("buyer"), Cell("key"));
        var memo = Cell("memo") is { Length: > 0 } given ? given : "Top-up";
        if (cells.Count != head.Count) return Wrong("", "columns", $"It has {cells.Count} values, and {head.Count} columns.");
        if (!book.Buyers.ContainsKey(new BuyerId(buyer)))
            return Wrong("buyer", "unknown_reference", $"There is no buyer \"{buyer}\".");
        if (!Money.TryParse(Cell("amount"), book.Currency, out var amount) || !amount.IsPositive)
            return Wrong("amount", "money", $"\"{Cell("amount")}\" is not an amount above zero.");
        if (key.Length is 0 or > TextMax) return Wrong("key", "missing", $"A key has 1 to {TextMax} characters.");
        if (memo.Length > TextMax) return Wrong("memo", "too_long", $"A memo has at most {TextMax} characters.");
        if (Cell("source") is not ("" or "payment" or "promo"))
            return Wrong("source", "unknown_value", $"\"{Cell("source")}\" is not payment or promo.");
        var order = new TopUp(new BuyerId(buyer), amount, $"import:{key}", memo) { IsPromo = Cell("source") == "promo" };
        return new TopUpRow(line, buyer, key, order, null);

        string Cell(string column) =>
            head.IndexOf(column) is >= 0 and var place && place < cells.Count ? cells[place].Text : "";

        TopUpRow Wrong(string column, string code, string detail) =>
            new(line, buyer, key, null, new Mistake($"/{column}", code, detail, null, line));
    }
}
