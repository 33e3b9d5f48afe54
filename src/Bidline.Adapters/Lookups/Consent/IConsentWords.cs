using System.Net;
using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Tracking;

namespace Bidline.Adapters.Lookups.Consent;

/// <summary>What an answer says of evidence.</summary>
/// <param name="Unreadable">Why it cannot be understood; null where it can.</param>
internal sealed record ConsentReading(IReadOnlyList<Fact> Facts, string? Unreadable = null);

/// <summary>How one keeper of evidence is asked and answers. Pure; safe on any thread.</summary>
internal interface IConsentWords
{
    /// <summary>Where its evidence comes with a call, the likeliest first; in lower case.</summary>
    IReadOnlyList<string> Tags { get; }

    /// <summary>Null for what has not the form of its evidence.</summary>
    string? IdOf(string text);

    /// <summary>Null where a call does not say enough to ask.</summary>
    LookupRequest? Fill(LookupRequest request, ConsentCheck check, string id, CallerQuestion question);

    /// <summary>Null for what says nothing of the evidence; the body is empty where only the status is known.</summary>
    ConsentReading? Read(HttpStatusCode status, ReadOnlyMemory<byte> body, ConsentCheck check);
}

internal static class ConsentWords
{
    private static readonly TrustedFormWords TrustedForm = new();
    private static readonly JornayaWords Jornaya = new();

    public static IConsentWords Of(ConsentSource source) => source == ConsentSource.Trustedform ? TrustedForm : Jornaya;

    /// <summary>The verdict alone.</summary>
    public static ConsentReading Said(ConsentCheck check, string verdict) => new([new Fact(check.Fact, verdict)]);

    /// <summary>Null for what is not a JSON object.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? At(JsonElement? root, params ReadOnlySpan<string> path)
    {
        var at = root;
        foreach (var name in path)
            at = at is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(name, out var inner) ? inner : null;
        return at;
    }

    /// <summary>A text or number as plain text, cut; null for anything else.</summary>
    public static string? Text(JsonElement? value)
    {
        try
        {
            var text = value switch
            {
                { ValueKind: JsonValueKind.String } it => it.GetString()!,
                { ValueKind: JsonValueKind.Number } it => it.GetRawText(),
                _ => "",
            };
            return VisitReading.Plain(text, VisitReading.TextMax) is { Length: > 0 } plain ? plain : null;
        }
        // An escaped half of a surrogate pair, found only when the text is read.
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
