using System.Text.Json;
using System.Text.Unicode;
using Bidline.Adapters.Buyers;
using Bidline.Adapters.Buyers.Template;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Adapters.Lookups;

/// <summary>
/// Reads what a source answered: a stranger's JSON, as strictly as a bidder's. A fact that is not there is not known; what
/// is no plain value is left out; texts are cut and made plain. Pure.
/// </summary>
internal static class LookupAnswer
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <returns>The facts, or why they cannot be read.</returns>
    public static (IReadOnlyList<Fact> Facts, Reason? Trouble) Read(ReadOnlyMemory<byte> body, LookupTerms terms)
    {
        if (!Utf8.IsValid(body.Span)) return Invalid("it is not UTF-8 text");
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            var facts = new List<Fact>(terms.Facts.Count);
            foreach (var (name, place) in terms.Facts)
                if (ValueOf(document.RootElement, place) is { Length: > 0 } value && Fitting(name, value) is { } fit)
                    facts.Add(new Fact(name, fit));
            return (facts, null);
        }
        // InvalidOperationException: an escaped half of a surrogate pair, found only when the text is read.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return Invalid("it is not JSON");
        }

        (IReadOnlyList<Fact>, Reason?) Invalid(string why) =>
            ([], Reason.Of("lookup.invalid", ("source", terms.Id.Value), ("why", why)));
    }

    private static string? ValueOf(JsonElement root, Campaigns.Templates.JsonPath place)
    {
        try
        {
            return JsonValues.Find(root, place, anything: false);
        }
        catch (InvalidAnswerException)
        {
            return null;
        }
    }

    /// <summary>A value as the profile has such a field; null for one that is none.</summary>
    private static string? Fitting(string name, string value)
    {
        var text = VisitReading.Plain(value, VisitReading.TextMax);
        return name switch
        {
            "state" or "country" => text.Length == 2 && text.All(char.IsAsciiLetter) ? text.ToUpperInvariant() : null,
            "zip" => text.Length is >= 5 and <= 10 ? text : null,
            "time_zone" => TimeZoneInfo.TryFindSystemTimeZoneById(text, out _) ? text : null,
            "line_type" => text.ToLowerInvariant() switch
            {
                "landline" or "fixedline" or "fixed line" or "fixed_line" => "fixed",
                "wireless" or "cell" or "cellular" => "mobile",
                var other => other,
            },
            _ => text.Length == 0 ? null : text,
        };
    }
}
