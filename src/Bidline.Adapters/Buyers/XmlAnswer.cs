using System.Text;
using System.Text.Unicode;
using System.Xml;
using System.Xml.XPath;
using Bidline.Auctions;

namespace Bidline.Adapters.Buyers;

/// <summary>
/// Reads a stranger's XML: UTF-8 whatever it claims, no DTD and so no entities of its own, nothing fetched, at most 16
/// levels and 2,000 nodes. What does not fit is one "error.invalid" with its path (reliability.md F29).
/// </summary>
internal static class XmlAnswer
{
    private const int DepthMax = 16;
    private const int NodesMax = 2000;

    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 256 * 1024,
        CloseInput = true,
    };

    public static BidAnswer Read(ReadOnlyMemory<byte> body, Func<XPathNavigator, BidAnswer> read)
    {
        var bytes = body.Span.StartsWith(Encoding.UTF8.Preamble) ? body.Span[3..] : body.Span;
        if (!Utf8.IsValid(bytes)) return NotXml("UTF-8 text", bytes);
        try
        {
            var text = Encoding.UTF8.GetString(bytes);
            Measure(text);
            using var reader = XmlReader.Create(new StringReader(text), Strict);
            return read(new XPathDocument(reader).CreateNavigator());
        }
        catch (InvalidAnswerException fault)
        {
            return fault.ToAnswer();
        }
        catch (Exception fault) when (fault is XmlException or XPathException)
        {
            return NotXml("XML without a DTD", bytes);
        }
    }

    /// <summary>Null when no child has that name. A name twice is a mistake: two parsers would disagree.</summary>
    public static string? Child(this XPathNavigator parent, string name)
    {
        var children = parent.SelectChildren(name, "");
        if (!children.MoveNext()) return null;
        var child = children.Current!.Clone();
        return children.MoveNext()
            ? throw new InvalidAnswerException(name, "one element", "several")
            : Text(child, name);
    }

    /// <summary>The text of an element or an attribute that holds nothing but text.</summary>
    public static string Text(XPathNavigator node, string path)
    {
        if (node.NodeType is XPathNodeType.Element or XPathNodeType.Root)
        {
            // A comment between two halves of an amount is read as a whole by some and as half by others.
            var children = node.SelectChildren(XPathNodeType.All);
            while (children.MoveNext())
            {
                if (children.Current!.NodeType is not (XPathNodeType.Text
                    or XPathNodeType.Whitespace or XPathNodeType.SignificantWhitespace))
                    throw new InvalidAnswerException(path, "text", node.OuterXml);
            }
        }

        return node.Value.Trim();
    }

    private static void Measure(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), Strict);
        for (var nodes = 0; reader.Read(); nodes++)
        {
            nodes += reader.AttributeCount;
            if (reader.Depth > DepthMax) throw new InvalidAnswerException("$", $"at most {DepthMax} levels", "more");
            if (nodes > NodesMax) throw new InvalidAnswerException("$", $"at most {NodesMax} nodes", "more");
        }
    }

    private static BidAnswer NotXml(string expected, ReadOnlySpan<byte> body)
    {
        var got = body.Length == 0 ? "an empty body" : Encoding.UTF8.GetString(body[..Math.Min(body.Length, 80)]);
        return new InvalidAnswerException("$", expected, got).ToAnswer();
    }
}
