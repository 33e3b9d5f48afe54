using System.Text;
using Bidline.Campaigns.Entries;

namespace Bidline.Server.Console.Bidders.Answers;

/// <summary>A bidder's answer laid out in lines, each value with the place that a mapping names it by.</summary>
/// <param name="Format">What it is, whatever it claims: JSON, XML, or text.</param>
/// <param name="IsWhole">False when it has more lines than a person looks through.</param>
public sealed record AnswerLayout(AnswerFormat Format, IReadOnlyList<AnswerLine> Lines, bool IsWhole)
{
    public const int LinesMax = 400;

    /// <summary>Never throws: what is neither JSON nor XML is text.</summary>
    public static AnswerLayout Of(ReadOnlyMemory<byte> body)
    {
        var (format, lines) = (AnswerFormat.Json, JsonLines.Read(body));
        if (lines is null) (format, lines) = (AnswerFormat.Xml, XmlLines.Read(body));
        if (lines is null) (format, lines) = (AnswerFormat.Text, TextLines.Read(Encoding.UTF8.GetString(body.Span)));
        return new AnswerLayout(format, [.. lines.Take(LinesMax)], lines.Count <= LinesMax);
    }

    /// <summary>The value that stands at a place; null when none does.</summary>
    public string? ValueAt(string? place) => place is null
        ? null
        : Lines.SelectMany(line => line.Parts).FirstOrDefault(part => part.Place == place)?.Value;
}

/// <param name="Depth">How many levels it stands in.</param>
public sealed record AnswerLine(int Depth, IReadOnlyList<AnswerPart> Parts);

/// <summary>A piece of a line: a value that can be chosen, or what stands around values.</summary>
/// <param name="Text">As it came.</param>
/// <param name="Place">A JSON path, an XPath or a pattern; null for what cannot be chosen.</param>
/// <param name="Value">What a mapping finds at that place.</param>
public sealed record AnswerPart(string Text, string? Place = null, string? Value = null);
