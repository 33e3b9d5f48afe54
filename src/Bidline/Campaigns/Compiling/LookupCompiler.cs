using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;
using Bidline.Campaigns.Templates;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

/// <summary>Compiles the sources of facts that are asked over HTTP.</summary>
internal static class LookupCompiler
{
    // Of our own knowing: nobody else's word is taken for them.
    private static readonly string[] Ours = ["attestation", "area_code", "duplicate_days"];

    private static readonly Dictionary<string, string> NoFacts = [];

    /// <returns>Null for one that is paused.</returns>
    public static LookupTerms? Compile(LookupEntry entry, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        findings.CheckSlug(entry.Id, $"{pointer}/id");
        CheckNoMask(entry, findings, pointer);
        var check = ConsentCompiler.Check(entry, findings, pointer);
        foreach (var (index, campaign) in (entry.Campaigns ?? []).Index())
            ground.CheckReference(campaign, "campaigns", $"{pointer}/campaigns/{index}");
        var scope = new TemplateScope(
            findings, new Dictionary<string, string>(), SharesCaller: true, Kept: null, $"{pointer}/settings");
        var ask = RequestTemplateCompiler.Compile(
            check is null
                ? new RequestText(entry.Method, entry.Url ?? "", entry.Headers, entry.ContentType, entry.Body)
                : ConsentCompiler.Request(entry, check),
            scope, ground, pointer);
        foreach (var field in ask.Fields.Distinct().Where(field => !LookupTerms.IsKnownInTime(field) && !field.IsOfBid))
        {
            findings.Add(
                pointer, "unknown_field",
                $"\"{field.ShownAs ?? field.Kind.ToString()}\" is not known yet when a source is asked.",
                "the caller's number and zip, tags, call.id and campaign are");
        }

        var terms = new LookupTerms(
            new LookupId(entry.Id),
            entry.Name ?? entry.Id,
            ask,
            Needs(entry, ask, findings, $"{pointer}/needs"),
            check is null ? Facts(entry.Facts ?? NoFacts, findings, $"{pointer}/facts") : [],
            TimeSpan.FromMilliseconds(findings.ReadRange(entry.TimeoutMs, 300, 10, 2_000, $"{pointer}/timeout_ms", " ms")),
            TimeSpan.FromMinutes(findings.ReadRange(entry.CacheMinutes, 60, 0, 43_200, $"{pointer}/cache_minutes", " minutes")),
            ground.Amount(entry.Cost, $"{pointer}/cost"),
            entry.Campaigns?.Select(campaign => new CampaignId(campaign)).ToHashSet())
        {
            IsForPings = entry.Pings,
            Check = check,
        };
        return entry.Paused ? null : terms;
    }

    private static List<TemplateField> Needs(LookupEntry entry, RequestTemplate ask, Findings findings, string pointer)
    {
        if (entry.Needs is not { } names) return [.. ask.Url.Fields.Distinct()];
        var needs = new List<TemplateField>();
        foreach (var (index, name) in names.Index())
        {
            if (TemplateField.TryParse(name, out var field) && LookupTerms.IsKnownInTime(field)) needs.Add(field);
            else
            {
                findings.Add(
                    $"{pointer}/{index}", "unknown_field", $"\"{Findings.Cut(name)}\" is not known when a source is asked.",
                    "caller.number, caller.zip, or a tag like tags.email");
            }
        }

        return needs;
    }

    private static Dictionary<string, JsonPath> Facts(
        IReadOnlyDictionary<string, string> places, Findings findings, string pointer)
    {
        if (places.Count is 0 or > LookupTerms.FactsMax)
        {
            findings.Add(
                pointer, "length", $"There are 1 to {LookupTerms.FactsMax} facts.", "name each with its place in the answer");
        }

        var facts = new Dictionary<string, JsonPath>(StringComparer.Ordinal);
        foreach (var (name, place) in places)
        {
            var at = Pointer.Join(pointer, name);
            var isName = name.Length is > 0 and <= 64
                && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or '.');
            if (!isName || Ours.Contains(name))
            {
                findings.Add(
                    at, "fact_name", $"\"{Findings.Cut(name)}\" is not a fact that a source can tell.",
                    isName ? "we know that ourselves" : "a tag has 1 to 64 of a-z, 0-9, '_', '-' and '.'");
            }

            if (JsonPath.Read(place, out var problem) is { } path) facts[name] = path;
            else findings.Add(at, "json_path", $"\"{Findings.Cut(place)}\" is not a place in JSON.", problem);
        }

        return facts;
    }

    private static void CheckNoMask(LookupEntry entry, Findings findings, string pointer)
    {
        var settings = (entry.Settings ?? NoFacts).Select(one => ($"settings/{one.Key}", (string?)one.Value));
        foreach (var (place, text) in settings.Append(("url", entry.Url)).Append(("body", entry.Body)))
            if (BidderSecrets.HasMask(text))
            {
                findings.Add(
                    $"{pointer}/{place}", "secret", "There is no value that could stay unchanged.",
                    "write it out; a secret stays only where the host stays");
            }
    }
}
