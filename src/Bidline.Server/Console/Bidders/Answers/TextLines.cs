using System.Globalization;
using System.Text.RegularExpressions;

namespace Bidline.Server.Console.Bidders.Answers;

/// <summary>
/// Cuts text into values, each with a pattern that finds it: by the label before it ("bid=31.50"), or by its place in
/// its line. A value is offered only when its pattern really finds it in this text. Pure.
/// </summary>
internal static partial class TextLines
{
    private const string Separators = @"\s|,;=&<>""'";
    private const string Inside = @" \t\r|,;=&<>""'";

    /// <summary>More are shown and cannot be chosen.</summary>
    private const int ValuesMax = 200;

    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(50);

    public static IReadOnlyList<AnswerLine> Read(string text)
    {
        var values = 0;
        var lines = new List<AnswerLine>();
        foreach (var (row, line) in text.Split('\n').Take(AnswerLayout.LinesMax + 1).Index())
        {
            var parts = new List<AnswerPart>();
            var done = 0;
            foreach (var (column, chunk) in Chunk().Matches(line).Index())
            {
                var (label, from) = LabelBefore(line, chunk);
                if (from == chunk.Index + chunk.Length || IsLabel(line, chunk)) continue;
                var value = line[from..(chunk.Index + chunk.Length)].TrimEnd(':');
                if (value.Length == 0 || ++values > ValuesMax) continue;
                parts.Add(new AnswerPart(line[done..from]));
                parts.Add(new AnswerPart(value, PatternOf(text, value, label, row, column), value));
                done = from + value.Length;
            }

            parts.Add(new AnswerPart(line[done..]));
            lines.Add(new AnswerLine(0, parts));
        }

        return lines;
    }

    /// <summary>The word that says what a value is, and where the value begins: "bid=31", "bid: 31", "bid:31".</summary>
    private static (string? Label, int From) LabelBefore(string line, Match chunk)
    {
        if (InsideLabel().Match(chunk.Value) is { Success: true } own)
            return (own.Groups[1].Value, chunk.Index + own.Length);
        var before = EndsInLabel().Match(line[..chunk.Index]);
        return (before.Success ? before.Groups[1].Value : null, chunk.Index);
    }

    private static bool IsLabel(string line, Match chunk) =>
        chunk.Value.EndsWith(':') || line[(chunk.Index + chunk.Length)..].TrimStart().StartsWith('=');

    private static string? PatternOf(string text, string value, string? label, int row, int column)
    {
        string?[] patterns =
        [
            label is null ? null : $@"\b{Regex.Escape(label)}\s*[=:]\s*[""']?([^{Separators}]+)",
            string.Create(
                CultureInfo.InvariantCulture,
                $"^{(row == 0 ? "" : $@"(?:[^\n]*\n){{{row}}}")}[{Inside}]*"
                + $"{(column == 0 ? "" : $"(?:[^{Separators}]+[{Inside}]+){{{column}}}")}([^{Separators}]+)"),
        ];
        return patterns.FirstOrDefault(pattern => pattern is not null && Finds(pattern, text, value));
    }

    private static bool Finds(string pattern, string text, string value)
    {
        try
        {
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
            return Regex.Match(text, pattern, options, PatternLimit).Groups[1].Value == value;
        }
        catch (Exception tooMuch) when (tooMuch is RegexMatchTimeoutException or NotSupportedException)
        {
            return false;
        }
    }

    [GeneratedRegex($"[^{Separators}]+")]
    private static partial Regex Chunk();

    /// <summary>A word and a colon before something else, but no scheme: "bid:31", not "sip:desk@host".</summary>
    [GeneratedRegex(@"^(?!sips?:|tel:|https?:)([A-Za-z_]\w*):(?=.)", RegexOptions.IgnoreCase)]
    private static partial Regex InsideLabel();

    [GeneratedRegex(@"\b([A-Za-z_]\w*)\s*[=:]\s*[""']?$")]
    private static partial Regex EndsInLabel();
}
