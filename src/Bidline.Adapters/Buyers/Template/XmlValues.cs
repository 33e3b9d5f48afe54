using System.Xml.XPath;
using Bidline.Campaigns.Templates;

namespace Bidline.Adapters.Buyers.Template;

/// <summary>Finds what an XPath names in an XML answer.</summary>
internal static class XmlValues
{
    /// <summary>Null when there is no such node. Several with different texts are a mistake, not a choice of ours.</summary>
    public static string? Find(XPathNavigator document, ValueQuery.Xml query, bool anything) =>
        document.Evaluate(query.Expression) switch
        {
            string text => text.Length == 0 ? null : text,
            bool truth => truth ? "true" : "false",
            XPathNodeIterator nodes when anything => nodes.MoveNext() ? nodes.Current!.InnerXml : null,
            XPathNodeIterator nodes => Only(nodes, query.Text),
            _ => throw new InvalidAnswerException(query.Text, "text", "a number"),
        };

    private static string? Only(XPathNodeIterator nodes, string path)
    {
        string? found = null;
        while (nodes.MoveNext())
        {
            var text = XmlAnswer.Text(nodes.Current!, path);
            if (found is not null && found != text) throw new InvalidAnswerException(path, "one value", "several");
            found = text;
        }

        return found;
    }
}
