using System.Buffers;

namespace Bidline.Campaigns.Source;

/// <summary>
/// Keeps a spreadsheet from taking somebody's text for a formula: an apostrophe in front makes it a text (OWASP, CSV
/// injection). What was written so is read back as it was.
/// </summary>
internal static class CsvFormula
{
    private const char Apostrophe = '\'';

    /// <summary>What may stand before a sign that is taken for a formula's all the same.</summary>
    private const string Before = "' ";

    // The wide forms are signs to a spreadsheet of an Asian locale.
    private static readonly SearchValues<char> Signs = SearchValues.Create("=+-@\t\r\n\0＝＋－＠");

    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.");

    public static string Inert(string value) => IsFormula(value) ? Apostrophe + value : value;

    public static string Read(string cell) => cell.StartsWith(Apostrophe) && IsFormula(cell) ? cell[1..] : cell;

    /// <summary>Behind apostrophes too, so that one that was there before is not lost in reading.</summary>
    private static bool IsFormula(string value)
    {
        var text = value.AsSpan().TrimStart(Before);
        return text.Length > 0 && Signs.Contains(text[0]) && !IsNumber(text);
    }

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        text[0] is '+' or '-' && text.Length > 1 && !text[1..].ContainsAnyExcept(OfNumbers);
}
