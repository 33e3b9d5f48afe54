using System.Net;
using Bidline.Campaigns;
using Bidline.Enrichment;

namespace Bidline.Adapters.Lookups.Consent;

/// <summary>
/// Jornaya's Authentication API, as docs.jornaya.com documents it: whether a LeadiD token is genuine. It says nothing of the
/// consumer's number; what the consumer agreed to is in their audits, which are not asked here.
/// </summary>
internal sealed class JornayaWords : IConsentWords
{
    public IReadOnlyList<string> Tags { get; } = ["jornaya_leadid", "universal_leadid", "leadid_token", "leadid"];

    public string? IdOf(string text) => Guid.TryParseExact(text, "D", out _) ? text.ToUpperInvariant() : null;

    public LookupRequest? Fill(LookupRequest request, ConsentCheck check, string id, CallerQuestion question) =>
        request with { Url = $"{request.Url}?lac={Uri.EscapeDataString(check.Account ?? "")}&id={id}" };

    public ConsentReading? Read(HttpStatusCode status, ReadOnlyMemory<byte> body, ConsentCheck check)
    {
        if (status == HttpStatusCode.NotFound) return ConsentWords.Said(check, "not_found");
        if (body.IsEmpty) return null;
        return ConsentWords.Text(ConsentWords.At(ConsentWords.Parse(body), "authenticate", "authentic")) switch
        {
            "1" => ConsentWords.Said(check, "verified"),
            "0" => ConsentWords.Said(check, "failed"),
            _ => new ConsentReading([], "it does not say whether the token is authentic"),
        };
    }
}
