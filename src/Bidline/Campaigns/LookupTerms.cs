using Bidline.Campaigns.Templates;
using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>How a source of facts is asked over HTTP, compiled once, when a market is applied.</summary>
/// <param name="Needs">It is asked only where all of these are known.</param>
/// <param name="Facts">Each fact to its place in the answer.</param>
/// <param name="Timeout">How long a call waits for it.</param>
/// <param name="CacheFor">How long an answer is used again; zero for never.</param>
/// <param name="Cost">Of one request; null for nothing.</param>
/// <param name="Campaigns">Whose calls; null for every campaign's.</param>
public sealed record LookupTerms(
    LookupId Id,
    string Name,
    RequestTemplate Ask,
    IReadOnlyList<TemplateField> Needs,
    IReadOnlyDictionary<string, JsonPath> Facts,
    TimeSpan Timeout,
    TimeSpan CacheFor,
    Money? Cost,
    IReadOnlySet<CampaignId>? Campaigns)
{
    public const int FactsMax = 40;

    public bool IsForPings { get; init; }

    /// <summary>The evidence that it checks; null for a source that is asked by its template alone.</summary>
    public ConsentCheck? Check { get; init; }

    public bool IsFor(CampaignId campaign) => Campaigns?.Contains(campaign) ?? true;

    /// <summary>What is known of a call when it is asked, together with the other sources.</summary>
    public static bool IsKnownInTime(TemplateField field) => field.Kind is FieldKind.CallerNumber or FieldKind.CallerDigits
        or FieldKind.CallerNational or FieldKind.CallerPrefix or FieldKind.CallerLine or FieldKind.AreaCode
        or FieldKind.Zip or FieldKind.Tag or FieldKind.CallId or FieldKind.Campaign;
}
