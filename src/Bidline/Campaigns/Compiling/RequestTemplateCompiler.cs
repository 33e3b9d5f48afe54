using System.Text.Json;
using System.Xml;
using Bidline.Campaigns.Source;
using Bidline.Campaigns.Templates;

namespace Bidline.Campaigns.Compiling;

/// <summary>The parts of a templated request as they were written.</summary>
internal sealed record RequestText(
    string? Method, string Url, IReadOnlyDictionary<string, string>? Headers, string? ContentType, string? Body);

/// <summary>Reads a templated request, and tries it: a body that is not JSON or XML is told now, not in an auction.</summary>
internal static class RequestTemplateCompiler
{
    private const int BodyMax = 16 * 1024;
    private const int HeadersMax = 20;

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH"];

    // Set by us, or by the connection: a template that set them could only break the request.
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept-Encoding", "Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Connection", "TE",
        "Trailer", "Transfer-Encoding", "Upgrade",
    };

    // A value of every form that a field can have; what it is does not matter.
    private static readonly FieldValues Sample = _ => "1";

    public static RequestTemplate Compile(RequestText text, TemplateScope scope, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        var type = text.Body is null ? null : text.ContentType ?? TypeOf(text.Body);
        var form = type is null ? TextForm.Plain : FormOf(type, findings, $"{pointer}/content_type");
        if (text is { Body: null, ContentType: not null })
            findings.Add($"{pointer}/content_type", "template_form", "There is no body that could have a content type.");
        return new RequestTemplate(
            Method(text, findings, $"{pointer}/method"),
            Url(text.Url, scope, ground, $"{pointer}/url"),
            Headers(text.Headers, scope, $"{pointer}/headers"),
            type,
            text.Body is null ? null : Body(text.Body, form, scope, $"{pointer}/body"));
    }

    private static TextTemplate Url(string text, TemplateScope scope, Ground ground, string pointer)
    {
        var template = TextTemplateCompiler.Compile(text, TextForm.Url, scope, pointer);
        Addresses.CheckBidderUrl(template.Render(Sample), ground, pointer);
        return template;
    }

    private static HttpMethod Method(RequestText text, Findings findings, string pointer)
    {
        var written = text.Method ?? (text.Body is null ? "GET" : "POST");
        if (!Methods.Contains(written))
        {
            findings.Add(
                pointer, "method", $"\"{Findings.Cut(written)}\" is not a method that a bidder is asked with.",
                Spelling.Hint(written, Methods) ?? string.Join(", ", Methods));
            return HttpMethod.Post;
        }

        if (written == "GET" && text.Body is not null)
            findings.Add(pointer, "method", "A GET request has no body.", "use POST, or put the fields into the URL");
        return new HttpMethod(written);
    }

    private static List<KeyValuePair<string, TextTemplate>> Headers(
        IReadOnlyDictionary<string, string>? headers, TemplateScope scope, string pointer)
    {
        var read = new List<KeyValuePair<string, TextTemplate>>();
        if (headers?.Count > HeadersMax)
            scope.Findings.Add(pointer, "headers", $"There are more than {HeadersMax} headers.");
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            var at = Pointer.Join(pointer, name);
            CheckHeader(name, value, scope.Findings, at);
            read.Add(KeyValuePair.Create(name, TextTemplateCompiler.Compile(value, TextForm.Header, scope, at)));
        }

        return read;
    }

    private static void CheckHeader(string name, string value, Findings findings, string pointer)
    {
        var isToken = name.Length is > 0 and <= 64
            && name.All(c => char.IsAsciiLetterOrDigit(c) || "-_.!#$%&'*+^`|~".Contains(c));
        if (!isToken) findings.Add(pointer, "header", $"\"{Findings.Cut(name)}\" is not a header's name.");
        else if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            findings.Add(pointer, "header", "The content type has a key of its own.", "use content_type");
        else if (Ours.Contains(name)) findings.Add(pointer, "header", $"{name} is set by Bidline.", "leave it out");
        if (value == Entries.DigestEntry.Unchanged)
            findings.Add(pointer, "secret", "There is no value that could stay unchanged.", "write it out");
        else if (value.Any(c => c is < ' ' or > '~'))
            findings.Add(pointer, "header", "A header's value is printable ASCII.");
    }

    private static TextTemplate Body(string text, TextForm form, TemplateScope scope, string pointer)
    {
        if (text.Length > BodyMax)
            scope.Findings.Add(pointer, "too_large", $"The body has more than {BodyMax / 1024} KB.");
        var known = scope.Findings.Mistakes.Count;
        var template = TextTemplateCompiler.Compile(text, form, scope, pointer);
        if (scope.Findings.Mistakes.Count > known) return template;
        var problem = form switch
        {
            TextForm.JsonText => JsonProblem(template.Render(Sample)),
            TextForm.Xml => XmlProblem(template.Render(Sample)),
            _ => null,
        };
        if (problem is not null) scope.Findings.Add(pointer, "template_body", problem);
        return template;
    }

    private static string TypeOf(string body) => body.AsSpan().TrimStart() switch
    {
        ['{' or '[', ..] => "application/json",
        ['<', ..] => "application/xml",
        _ => "application/x-www-form-urlencoded",
    };

    private static TextForm FormOf(string type, Findings findings, string pointer)
    {
        var name = type.Split(';')[0].Trim().ToLowerInvariant();
        var form = name switch
        {
            "application/x-www-form-urlencoded" => TextForm.Form,
            "text/plain" => TextForm.Plain,
            _ when name.EndsWith("json", StringComparison.Ordinal) => TextForm.JsonText,
            _ when name.EndsWith("xml", StringComparison.Ordinal) => TextForm.Xml,
            _ => (TextForm?)null,
        };
        if (form is null || type.Any(c => c is < ' ' or > '~'))
        {
            findings.Add(
                pointer, "content_type", $"\"{Findings.Cut(type)}\" is not a content type that fields can be written into.",
                "JSON, XML, application/x-www-form-urlencoded or text/plain");
        }

        return form ?? TextForm.Plain;
    }

    private static string? JsonProblem(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return null;
        }
        catch (JsonException problem)
        {
            return $"With its fields filled in, the body is not JSON: {problem.Message.Split(" LineNumber:")[0]}";
        }
    }

    private static string? XmlProblem(string text)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(text), settings);
            while (reader.Read())
            {
                // Reading to the end is the check.
            }

            return null;
        }
        catch (XmlException problem)
        {
            return $"With its fields filled in, the body is not XML: {problem.Message}";
        }
    }
}
