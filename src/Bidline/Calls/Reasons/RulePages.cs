using System.Collections.Frozen;

namespace Bidline.Calls.Reasons;

/// <summary>
/// The rules that decide whether a call may be sold and who may take it. Each has a page, docs/rules/{name}.md, and an
/// example that runs, examples/rules/{name}.yaml.
/// </summary>
public static class RulePages
{
    /// <summary>In the order of the documentation.</summary>
    public static IReadOnlyList<RulePage> All { get; } =
    [
        new("admission", "Paused campaigns and publishers", "Ingress/Admission",
            "call.campaign_paused", "call.publisher_paused"),
        new("blocked-callers", "Blocked callers", "Screening/BlockedCallers", "call.blocked_list"),
        new("litigators", "Litigators", "Campaigns/LitigatorTerms", "call.litigator"),
        new("repeat", "Called again at once", "Screening/CampaignRepeats", "call.repeat"),
        new("traffic-caps", "Caps of campaigns and publishers", "Routing/Traffic/TrafficMeter",
            "call.campaign_cap", "call.publisher_cap"),
        new("anonymous", "Withheld numbers", "Routing/Rules/AnonymousRule", "not_asked.anonymous", "call.anonymous"),
        new("attestation", "Attestation", "Routing/Rules/AttestationRule", "not_asked.attestation", "call.attestation"),
        new("consent", "Evidence of consent", "Routing/Rules/ConsentRule", "not_asked.consent", "call.consent"),
        new("paused", "Paused targets and buyers", "Routing/Rules/PausedRule", "not_asked.paused"),
        new("publisher", "Publishers that a target takes", "Routing/Rules/PublisherRule", "not_asked.publisher_blocked"),
        new("hours", "Hours and holidays", "Routing/Rules/HoursRule", "not_asked.hours_closed", "not_asked.holiday"),
        new("calling-hours", "Lawful calling hours", "Routing/Rules/CallingHoursRule", "not_asked.calling_hours"),
        new("filter", "Filters", "Routing/Rules/FilterRule",
            "not_asked.filter", "not_asked.geo", "not_asked.field_missing"),
        new("duplicates", "Duplicates", "Routing/Rules/DuplicatesRule", "not_asked.duplicate_for_buyer", "pay.duplicate"),
        new("same-target", "Back to the same target", "Routing/SameTarget", "not_asked.same_target"),
        new("cap-calls", "Caps on calls", "Routing/Rules/CapCallsRule", "not_asked.cap_calls"),
        new("cap-spend", "Caps on money", "Routing/Rules/CapSpendRule", "not_asked.cap_spend"),
        new("concurrency", "Lines", "Routing/Rules/ConcurrencyRule", "not_asked.concurrency"),
        new("group", "Caps of a group", "Routing/Rules/GroupRule",
            "not_asked.cap_calls", "not_asked.cap_spend", "not_asked.concurrency"),
        new("pacing", "Pacing", "Routing/Rules/PacingRule", "not_asked.pacing"),
        new("balance", "Funds", "Routing/Rules/BalanceRule", "not_asked.balance"),
        new("floor", "The floor", "Routing/Rules/FloorRule", "not_asked.price_below_floor"),
        new("tier-minimum", "The least revenue of a tier", "Routing/Rules/TierMinimumRule", "not_asked.below_tier_minimum"),
        new("margin", "The least margin", "Routing/Rules/MarginRule", "not_asked.margin"),
        new("already-tried", "Tried already", "Routing/Rules/AlreadyTriedRule", "not_asked.already_tried"),
    ];

    private static readonly FrozenDictionary<string, RulePage> ByCode = Read();

    /// <summary>Null for a code that no rule gives. Where several rules do, the first of them.</summary>
    public static RulePage? Of(string code) => ByCode.GetValueOrDefault(code);

    private static FrozenDictionary<string, RulePage> Read()
    {
        var pages = new Dictionary<string, RulePage>();
        foreach (var page in All)
            foreach (var code in page.Codes)
                pages.TryAdd(code, page);
        return pages.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>One rule and where it is explained.</summary>
/// <param name="Name">Of its page and of its example: "hours".</param>
/// <param name="Source">The file that decides, under src/Bidline and without its ending.</param>
/// <param name="Codes">The reasons that it gives.</param>
public sealed record RulePage(string Name, string Title, string Source, params string[] Codes)
{
    /// <summary>In the repository.</summary>
    public string Path => $"docs/rules/{Name}.md";
}
