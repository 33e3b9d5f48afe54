using System.Buffers;
using System.Net;
using System.Text.Json;
using Bidline.Adapters.Buyers;
using Bidline.Campaigns;
using Bidline.Enrichment;

namespace Bidline.Adapters.Lookups.Consent;

/// <summary>
/// TrustedForm's certificate API 4.0, as developers.activeprospect.com documents it: match_lead compares the caller's number
/// with the one on the certificate, insights tells its age and page. Our key goes to their host alone: of an address that
/// came with a call, only the certificate's id is used.
/// </summary>
internal sealed class TrustedFormWords : IConsentWords
{
    private const string Host = "https://cert.trustedform.com/";
    private const int IdMax = 255;

    public IReadOnlyList<string> Tags { get; } =
        ["trustedform_cert_url", "xxtrustedformcerturl", "trustedform_url", "trustedform_cert_id"];

    public string? IdOf(string text)
    {
        var id = text.StartsWith(Host, StringComparison.OrdinalIgnoreCase) ? text[Host.Length..] : text;
        var end = id.AsSpan().IndexOfAny('?', '#');
        if (end >= 0) id = id[..end];
        return id.Length is > 0 and <= IdMax && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '=') ? id : null;
    }

    public LookupRequest? Fill(LookupRequest request, ConsentCheck check, string id, CallerQuestion question)
    {
        // Without a number to compare it with, a certificate of anybody would do.
        if (!question.Caller.IsSet) return null;
        return request with { Url = request.Url + id, Body = BodyOf(check, question) };
    }

    public ConsentReading? Read(HttpStatusCode status, ReadOnlyMemory<byte> body, ConsentCheck check)
    {
        if (status == HttpStatusCode.NotFound) return ConsentWords.Said(check, "not_found");
        if (status == HttpStatusCode.Gone) return ConsentWords.Said(check, "expired");
        if (body.IsEmpty) return null;
        var root = ConsentWords.Parse(body);
        if (Verdict(root) is not { } verdict) return new ConsentReading([], "it names no outcome");
        var facts = new List<Fact>(4) { new(check.Fact, verdict) };
        Add("age_seconds", "_age");
        Add("created_at", "_at");
        Add("page_url", "_page");
        return new ConsentReading(facts);

        void Add(string property, string ending)
        {
            if (ConsentWords.Text(ConsentWords.At(root, "insights", "properties", property)) is { } value)
                facts.Add(new Fact(check.Fact + ending, value));
        }
    }

    private static ReadOnlyMemory<byte> BodyOf(ConsentCheck check, CallerQuestion question)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("match_lead");
        json.WriteString("phone", NationalNumber.Of(question.Caller));
        if (question.Tags.GetValueOrDefault("email") is { Length: > 0 } email) json.WriteString("email", email);
        json.WriteEndObject();
        if (check.Retains)
        {
            json.WriteStartObject("retain");
            json.WriteEndObject();
        }

        if (check.HasInsights)
        {
            json.WriteStartObject("insights");
            json.WriteStartArray("properties");
            foreach (var property in (string[])["age_seconds", "created_at", "page_url"]) json.WriteStringValue(property);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Null where there is none that we know, and where it is their failure.</summary>
    private static string? Verdict(JsonElement? root)
    {
        var reason = ConsentWords.Text(ConsentWords.At(root, "reason")) ?? "";
        var isMismatch = ConsentWords.At(root, "match_lead", "result", "success")?.ValueKind == JsonValueKind.False;
        return ConsentWords.Text(ConsentWords.At(root, "outcome")) switch
        {
            "success" => isMismatch ? "mismatch" : "verified",
            "failure" when isMismatch => "mismatch",
            "failure" when reason.Contains("expired", StringComparison.OrdinalIgnoreCase) => "expired",
            "failure" when reason.Contains("not found", StringComparison.OrdinalIgnoreCase) => "not_found",
            "failure" => "failed",
            _ => null,
        };
    }
}
