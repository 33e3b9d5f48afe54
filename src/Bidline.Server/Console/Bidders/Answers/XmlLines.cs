using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Bidline.Server.Console.Bidders.Answers;

/// <summary>Lays out XML, one element a line, with the XPaths that a template would find the values by. Pure.</summary>
internal static class XmlLines
{
    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 256 * 1024,
    };

    /// <summary>Null when it is not XML, or brings a DTD.</summary>
    public static IReadOnlyList<AnswerLine>? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(body.Span).TrimStart('\uFEFF')), Strict);
            var lines = new List<AnswerLine>();
            Write(XDocument.Load(reader).Root!, 0, "", lines);
            return lines;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static void Write(XElement element, int depth, string above, List<AnswerLine> lines)
    {
        if (lines.Count > AnswerLayout.LinesMax) return;
        var place = $"{above}/{Step(element)}";
        List<AnswerPart> parts = [new AnswerPart($"<{NameOf(element)}"), .. Attributes(element, place)];
        if (element.HasElements)
        {
            lines.Add(new AnswerLine(depth, [.. parts, new AnswerPart(">")]));
            foreach (var node in element.Nodes()) WriteInside(node, depth + 1, place, lines);
            lines.Add(new AnswerLine(depth, [new AnswerPart($"</{NameOf(element)}>")]));
            return;
        }

        var value = element.Value.Trim();
        lines.Add(new AnswerLine(depth, value.Length == 0
            ? [.. parts, new AnswerPart("/>")]
            :
            [
                .. parts, new AnswerPart(">"),
                // A comment between two halves of a value is not read as one value.
                element.Nodes().All(node => node is XText)
                    ? new AnswerPart(value, place, value)
                    : new AnswerPart(value),
                new AnswerPart($"</{NameOf(element)}>"),
            ]));
    }

    private static void WriteInside(XNode node, int depth, string place, List<AnswerLine> lines)
    {
        if (node is XElement child) Write(child, depth, place, lines);
        else if (node is XText text && text.Value.Trim() is { Length: > 0 } loose)
            lines.Add(new AnswerLine(depth, [new AnswerPart(loose)]));
    }

    private static IEnumerable<AnswerPart> Attributes(XElement element, string place)
    {
        foreach (var attribute in element.Attributes())
        {
            yield return new AnswerPart($" {AttributeName(element, attribute)}=\"");
            var step = attribute.Name.Namespace == XNamespace.None
                ? $"@{attribute.Name.LocalName}"
                : $"@*[local-name()='{attribute.Name.LocalName}']";
            yield return attribute.IsNamespaceDeclaration || attribute.Value.Trim().Length == 0
                ? new AnswerPart(attribute.Value)
                : new AnswerPart(attribute.Value, $"{place}/{step}", attribute.Value.Trim());
            yield return new AnswerPart("\"");
        }
    }

    /// <summary>One step of an XPath: by its name, and by its number where brothers have the same.</summary>
    private static string Step(XElement element)
    {
        var isPlain = element.Name.Namespace == XNamespace.None;
        var name = isPlain ? element.Name.LocalName : $"*[local-name()='{element.Name.LocalName}']";
        List<XElement> alike =
        [
            .. element.Parent?.Elements().Where(other => isPlain
                ? other.Name == element.Name
                : other.Name.LocalName == element.Name.LocalName) ?? [element],
        ];
        return alike.Count == 1
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"{name}[{alike.IndexOf(element) + 1}]");
    }

    private static string NameOf(XElement element) =>
        Prefixed(element.GetPrefixOfNamespace(element.Name.Namespace), element.Name);

    private static string AttributeName(XElement element, XAttribute attribute) =>
        Prefixed(element.GetPrefixOfNamespace(attribute.Name.Namespace), attribute.Name);

    private static string Prefixed(string? prefix, XName name) =>
        string.IsNullOrEmpty(prefix) ? name.LocalName : $"{prefix}:{name.LocalName}";
}
