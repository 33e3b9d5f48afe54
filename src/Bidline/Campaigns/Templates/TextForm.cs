using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Xml;

namespace Bidline.Campaigns.Templates;

/// <summary>What a text is to be read as, which decides how a value is written into it.</summary>
public enum TextForm
{
    /// <summary>Between slashes, or behind the question mark.</summary>
    Url,

    /// <summary>application/x-www-form-urlencoded.</summary>
    Form,

    /// <summary>Between quotation marks of JSON.</summary>
    JsonText,

    /// <summary>In JSON, where a value stands: a number, true, false or null as they are, anything else quoted.</summary>
    JsonValue,

    Xml,

    /// <summary>A header's value.</summary>
    Header,

    Plain,
}

/// <summary>
/// Writes a value so that it stays a value where it stands: nothing that a caller or a publisher sent can end a string,
/// begin an element, add a parameter or a header. Pure.
/// </summary>
internal static partial class Escaping
{
    /// <summary>What stands in place of a value that is not known.</summary>
    public static string Nothing(TextForm form) => form == TextForm.JsonValue ? "null" : "";

    public static string Of(string value, TextForm form) => form switch
    {
        // A step up in the path would lead to another resource of that host.
        TextForm.Url when value is "." or ".." => "",
        TextForm.Url or TextForm.Form => Uri.EscapeDataString(value),
        TextForm.JsonText => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
        TextForm.JsonValue when JsonScalar().IsMatch(value) => value,
        TextForm.JsonValue => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)}\"",
        TextForm.Xml => OfXml(value),
        TextForm.Header => Kept(value, static c => c is >= ' ' and <= '~'),
        _ => Kept(value, static c => !char.IsControl(c)),
    };

    private static string OfXml(string value)
    {
        var text = new StringBuilder(value.Length + 16);
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value)) continue;
            switch (rune.Value)
            {
                case '&': text.Append("&amp;"); break;
                case '<': text.Append("&lt;"); break;
                case '>': text.Append("&gt;"); break;
                case '"': text.Append("&quot;"); break;
                case '\'': text.Append("&apos;"); break;
                default: text.Append(rune.ToString()); break;
            }
        }

        return text.ToString();
    }

    private static string Kept(string value, Func<char, bool> isKept) =>
        value.All(isKept) ? value : string.Concat(value.Where(isKept));

    [GeneratedRegex(@"\A(?:-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?|true|false)\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonScalar();
}
