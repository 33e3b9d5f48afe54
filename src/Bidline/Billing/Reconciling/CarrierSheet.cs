using System.Globalization;
using Bidline.Campaigns;
using Bidline.Campaigns.Source;
using Bidline.Primitives;

namespace Bidline.Billing.Reconciling;

/// <summary>A carrier's record of one call.</summary>
/// <param name="Reference">The carrier's own name for it: a record is taken once.</param>
/// <param name="Call">Our id of the call or its SIP Call-ID; null where the carrier has neither.</param>
/// <param name="Number">Caller or dialled number, for finding the call by number and time.</param>
public sealed record CarrierRecord(
    int Line, string Reference, string? Call, PhoneNumber? Number, DateTimeOffset? At, int Seconds);

/// <param name="Record">Null when the row cannot be read; then <paramref name="Problem"/> says why.</param>
public sealed record CarrierRow(int Line, CarrierRecord? Record, Mistake? Problem);

/// <summary>
/// A CSV of a carrier's call records: seconds, and either call or number and at. Each row stands alone.
/// </summary>
public static class CarrierSheet
{
    public const int LengthMax = 8 * 1024 * 1024;

    private const int SecondsMax = 7 * 24 * 3600;
    private const int ReferenceMax = 200;

    private static readonly string[] Columns = ["reference", "call", "number", "at", "seconds"];

    /// <summary>Mistakes are of the file as a whole: then there are no rows.</summary>
    public static (IReadOnlyList<CarrierRow> Rows, IReadOnlyList<Mistake> Mistakes) Read(string text)
    {
        var source = new CsvSource(text);
        var lines = source.Rows().ToList();
        if (source.Mistakes.Count > 0) return ([], source.Mistakes);
        if (lines.Count == 0) return ([], [new Mistake("", "empty", "The file has no lines.", "begin with call,seconds")]);
        var head = lines[0].Select(cell => cell.Text.ToLowerInvariant()).ToList();
        var mistakes = Head(head);
        return mistakes.Count > 0 ? ([], mistakes) : ([.. lines.Skip(1).Select(line => Row(line, head))], []);
    }

    private static List<Mistake> Head(List<string> head)
    {
        List<Mistake> mistakes =
        [
            .. head.Where(column => !Columns.Contains(column)).Select(column => new Mistake(
                "", "unknown_key", $"\"{column}\" is no column here.", $"known: {string.Join(", ", Columns)}", 1, 1)),
        ];
        if (!head.Contains("seconds")) mistakes.Add(new Mistake("", "missing", "There is no column seconds.", null, 1, 1));
        if (!head.Contains("call") && !(head.Contains("number") && head.Contains("at")))
        {
            mistakes.Add(new Mistake(
                "", "missing", "Calls cannot be found.", "give a column call, or number and at", 1, 1));
        }

        return mistakes;
    }

    private static CarrierRow Row(IReadOnlyList<CsvCell> cells, List<string> head)
    {
        var line = cells[0].At.Line;
        if (cells.Count != head.Count) return Wrong("", "columns", $"It has {cells.Count} values, and {head.Count} columns.");
        if (!int.TryParse(Cell("seconds"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > SecondsMax) return Wrong("seconds", "wrong_type", $"\"{Cell("seconds")}\" is not a number of seconds.");
        var (call, number, at) = (Cell("call"), default(PhoneNumber?), default(DateTimeOffset?));
        if (Cell("number") is { Length: > 0 } digits)
        {
            if (!PhoneNumber.TryParse(digits.StartsWith('+') ? digits : $"+{digits}", out var parsed))
                return Wrong("number", "not_e164", $"\"{digits}\" is not a number with its country.");
            number = parsed;
        }

        if (Cell("at") is { Length: > 0 } moment)
        {
            if (!DateTimeOffset.TryParse(
                moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
                return Wrong("at", "wrong_type", $"\"{moment}\" is not an instant like 2026-03-10T14:00:00Z.");
            at = parsed;
        }

        if (call.Length == 0 && (number is null || at is null))
            return Wrong("call", "missing", "It names neither a call nor a number and a moment.");
        var reference = Cell("reference") is { Length: > 0 } given ? given : $"{call}{number?.E164}@{at:O}/{seconds}";
        if (reference.Length > ReferenceMax) return Wrong("reference", "too_long", $"Over {ReferenceMax} characters.");
        return new CarrierRow(
            line, new CarrierRecord(line, reference, call.Length == 0 ? null : call, number, at, seconds), null);

        string Cell(string column) =>
            head.IndexOf(column) is >= 0 and var place && place < cells.Count ? cells[place].Text : "";

        CarrierRow Wrong(string column, string code, string detail) =>
            new(line, null, new Mistake($"/{column}", code, detail, null, line));
    }
}
