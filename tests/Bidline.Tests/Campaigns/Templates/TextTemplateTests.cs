using System.Text.Json;
using System.Xml.Linq;
using Bidline.Campaigns.Compiling;
using Bidline.Campaigns.Templates;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns.Templates;

/// <summary>Whatever a caller, a publisher or a bidder wrote stays a value where a template puts it.</summary>
public sealed class TextTemplateTests
{
    // Everything that ends, escapes or begins something in some format, and half characters.
    private static readonly Gen<string> Hostile = Gen.OneOf(
        Gen.String[Gen.Char, 1, 20],
        Gen.String[Gen.Char["\"'\\<>&;=?#%/.{}[]|:,@ \r\n\t\0\u0001\ud800\udc00ü€"], 1, 20],
        Gen.OneOf("\",\"bid\":\"99", "</a><a>", "]]>", "&x;", "a&b=c", "../..", "..", ".", "\r\nX-Evil: 1", "{{caller.zip}}", "null", "-0", "1e5", "true"));

    [Fact]
    public void In_JSON_a_value_is_one_string_or_one_plain_value() => Hostile.Sample(value =>
    {
        using var document = JsonDocument.Parse(Write("""{"a":"x{{tags.v}}y","b":{{tags.v}},"c":1}""", TextForm.JsonText, value));

        var root = document.RootElement;
        return root.EnumerateObject().Count() == 3
            && root.GetProperty("a").GetString() == $"x{Whole(value)}y"
            && root.GetProperty("b").ToString().Equals(Whole(value), StringComparison.OrdinalIgnoreCase);
    });

    [Fact]
    public void In_XML_a_value_is_one_text() => Hostile.Sample(value =>
    {
        var root = XElement.Parse(Write("<a k=\"{{tags.v}}\">{{tags.v}}<b/></a>", TextForm.Xml, value), LoadOptions.PreserveWhitespace);

        return root.Elements().Count() == 1 && root.Attributes().Count() == 1 && root.Nodes().Count() <= 2
            && Lines(root.Value) == Lines(new string([.. Whole(value).EnumerateRunes().Where(IsXml).SelectMany(rune => rune.ToString())]));
    });

    [Fact]
    public void In_a_form_a_value_is_one_field() => Hostile.Sample(value =>
    {
        var fields = Write("a={{tags.v}}&b=2", TextForm.Form, value).Split('&');

        return fields.Length == 2 && fields[1] == "b=2" && Uri.UnescapeDataString(fields[0][2..]) == Whole(value);
    });

    [Fact]
    public void In_a_URL_a_value_is_one_step_or_one_parameter_of_the_same_host() => Hostile.Sample(value =>
    {
        var url = new Uri(Write("https://api.example.com/a/{{tags.v}}/c?x={{tags.v}}&y=2", TextForm.Url, value));

        return url.Host == "api.example.com" && url.Segments.Length is 4 && url.Segments[1] == "a/" && url.Segments[^1] == "c"
            && url.Query.Split('&').Length == 2 && url.Fragment.Length == 0;
    });

    [Fact]
    public void In_a_header_a_value_ends_nothing() => Hostile.Sample(value =>
        Write("Bearer {{tags.v}}", TextForm.Header, value).All(c => c is >= ' ' and <= '~'));

    [Theory]
    [InlineData("{{tags.v}}", "", "")]
    [InlineData("{{tags.v|none}}", "", "none")]
    [InlineData("{{tags.v|'a b'}}", "", "a b")]
    [InlineData("{{ tags.v | none }}", "x", "x")]
    [InlineData("{{tags.w|tags.v}}", "x", "x")]
    [InlineData("{{tags.w|tags.v|none}}", "", "none")]
    [InlineData("a{{tags.V}}b{{tags.v}}c", "x", "axbxc")]
    [InlineData("{\"a\":{\"b\":1}}", "x", "{\"a\":{\"b\":1}}")]
    [InlineData("no fields", "x", "no fields")]
    public void Fields_have_alternatives(string template, string value, string written) =>
        Write(template, TextForm.Plain, value).ShouldBe(written);

    private static string Write(string template, TextForm form, string value)
    {
        var findings = new Findings();
        var scope = new TemplateScope(findings, new Dictionary<string, string>(), true, null, "/settings");
        var compiled = TextTemplateCompiler.Compile(template, form, scope, "");
        findings.Mistakes.ShouldBeEmpty();
        return compiled.Render(field => field.Name == "v" ? value : null);
    }

    // Half of a character cannot be sent as UTF-8; the sign for what is broken stands for it.
    private static string Whole(string value) =>
        string.Concat(value.EnumerateRunes().Select(rune => rune.ToString()));

    private static bool IsXml(System.Text.Rune rune) => !rune.IsBmp || System.Xml.XmlConvert.IsXmlChar((char)rune.Value);

    private static string Lines(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n');
}
