using System.Text;
using System.Xml;

namespace Bidline.Adapters.Publishers;

/// <summary>
/// Reads XML with any root: elements as fields, by dotted names where they lie deeper. No DTD and so no entities of its
/// own, nothing fetched, at most eight levels.
/// </summary>
internal static class PingFieldsXml
{
    private const int DepthMax = 8;

    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = PingFields.BodyMax,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    public static void Read(PingFields fields, ReadOnlySpan<byte> body)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(body).TrimStart('\uFEFF')), Strict);
            Read(fields, reader);
        }
        catch (XmlException)
        {
            fields.Unreadable("the body is not XML without a DTD");
        }
    }

    private static void Read(PingFields fields, XmlReader reader)
    {
        var path = new List<string>();
        var text = new StringBuilder();
        var isLeaf = false;
        while (reader.Read())
        {
            if (reader.Depth > DepthMax)
            {
                fields.Unreadable($"XML deeper than {DepthMax} levels");
                return;
            }

            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.IsEmptyElement:
                    if (reader.Depth > 0) fields.Add(Join(path, reader.LocalName), "");
                    isLeaf = false;
                    break;
                case XmlNodeType.Element:
                    path.Add(reader.LocalName);
                    text.Clear();
                    isLeaf = true;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement:
                    if (isLeaf && path.Count > 1) fields.Add(Join(path[..^1], path[^1]), text.ToString());
                    path.RemoveAt(path.Count - 1);
                    isLeaf = false;
                    break;
                default:
                    break;
            }
        }
    }

    // The root's own name says nothing.
    private static string Join(List<string> path, string name) =>
        path.Count <= 1 ? name : $"{string.Join('.', path.Skip(1))}.{name}";
}
