using System.Globalization;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// Holds a caller's past against the rules for callers who were here before: the one comparison behind the forecast, the
/// claim at the dial, and whom a caller goes back to. Pure.
/// </summary>
public static class RepeatCallers
{
    private static readonly string[] Parties = ["target", "buyer", "campaign"];

    /// <summary>Why this target is not asked: the first of its rules that says so; null when none does.</summary>
    public static Reason? Skip(
        Target target, Buyer buyer, Campaign campaign, IReadOnlyList<PastContact>? past, DateTimeOffset now) =>
        Find(DuplicateAction.Skip, target, buyer, campaign, past, now)?.Say("not_asked.duplicate_for_buyer");

    /// <summary>Whether the campaign's own rule leaves out every target of it.</summary>
    public static bool SkipsAll(Campaign campaign, IReadOnlyList<PastContact>? past, DateTimeOffset now)
    {
        if (past is null || campaign.Duplicates is not { Action: DuplicateAction.Skip, Scope: DuplicateScope.Campaign } rule)
            return false;
        foreach (var contact in past)
        {
            if (contact.Campaign == campaign.Id && LastOf(contact, rule.Since) is { } at && now - at <= rule.Window)
                return true;
        }

        return false;
    }

    /// <summary>Who does not pay for this call, and why; null where all do.</summary>
    public static UnpaidTerms? Unpaid(
        Target target, Buyer buyer, Campaign campaign, IReadOnlyList<PastContact>? past, DateTimeOffset now)
    {
        if (past is null) return null;
        Reason? forBuyer = null, forPublisher = null;
        foreach (var match in Matches(DuplicateAction.AllowUnpaid, target, buyer, campaign, past, now))
        {
            var reason = match.Say("pay.duplicate");
            if (match.Rule.Unpaid is UnpaidSide.Both or UnpaidSide.Buyer) forBuyer ??= reason;
            if (match.Rule.Unpaid is UnpaidSide.Both or UnpaidSide.Publisher) forPublisher ??= reason;
        }

        return (forBuyer ?? forPublisher) is null ? null : new UnpaidTerms(forBuyer, forPublisher);
    }

    /// <summary>When this target had the caller, where a rule sends callers back; null where none does.</summary>
    public static RepeatMatch? Back(
        Target target, Buyer buyer, Campaign campaign, IReadOnlyList<PastContact>? past, DateTimeOffset now) =>
        Find(DuplicateAction.SameTarget, target, buyer, campaign, past, now);

    /// <summary>How far back the market's rules look; zero where none does.</summary>
    public static TimeSpan WindowOf(CampaignBook book)
    {
        var windows = book.Targets.Values.Select(target => target.Duplicates?.Window)
            .Concat(book.Buyers.Values.Select(buyer => buyer.Duplicates?.Window))
            .Concat(book.Campaigns.Values.Select(campaign => campaign.Duplicates?.Window))
            .Concat(book.Campaigns.Values.Select(campaign => campaign.Repeat?.Within));
        return windows.Max() ?? TimeSpan.Zero;
    }

    private static RepeatMatch? Find(
        DuplicateAction action, Target target, Buyer buyer, Campaign campaign, IReadOnlyList<PastContact>? past,
        DateTimeOffset now)
    {
        // Nearly every caller is new, and each target is asked about: nothing is made for them.
        if (past is null) return null;
        foreach (var match in Matches(action, target, buyer, campaign, past, now)) return match;
        return null;
    }

    private static IEnumerable<RepeatMatch> Matches(
        DuplicateAction action, Target target, Buyer buyer, Campaign campaign, IReadOnlyList<PastContact> past,
        DateTimeOffset now)
    {
        DuplicateRule?[] rules = [target.Duplicates, buyer.Duplicates, campaign.Duplicates];
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i] is not { } rule || rule.Action != action) continue;
            if (Match(rule, Parties[i], target, campaign, past, now) is { } match) yield return match;
        }

        if (action == DuplicateAction.SameTarget && campaign.Repeat is { Action: RepeatAction.SameTarget, Within: var within })
        {
            var rule = new DuplicateRule(
                DuplicateScope.Campaign, ContactStage.Called, within, DuplicateAction.SameTarget, UnpaidSide.Both);
            if (Match(rule, "campaign", target, campaign, past, now) is { } match) yield return match;
        }
    }

    private static RepeatMatch? Match(
        DuplicateRule rule, string whose, Target target, Campaign campaign, IReadOnlyList<PastContact> past,
        DateTimeOffset now)
    {
        PastContact? latest = null;
        DateTimeOffset at = default;
        foreach (var contact in past)
        {
            if (!IsWithin(rule, contact, target, campaign) || LastOf(contact, rule.Since) is not { } moment) continue;
            if (now - moment > rule.Window || (latest is not null && moment <= at)) continue;
            (latest, at) = (contact, moment);
        }

        return latest is null ? null : new RepeatMatch(rule, whose, at, now - at, latest.Live);
    }

    private static bool IsWithin(DuplicateRule rule, PastContact contact, Target target, Campaign campaign) => rule.Scope switch
    {
        DuplicateScope.Target => contact.Target == target.Id,
        DuplicateScope.Buyer => contact.Buyer == target.Buyer,
        // A caller goes back to a target, not to a campaign.
        _ => contact.Campaign == campaign.Id
            && (rule.Action != DuplicateAction.SameTarget || contact.Target == target.Id),
    };

    private static DateTimeOffset? LastOf(PastContact contact, ContactStage stage) => stage switch
    {
        ContactStage.Called => contact.Called,
        ContactStage.Connected => contact.Connected,
        ContactStage.Qualified => contact.Qualified,
        _ => contact.Converted,
    };
}

/// <summary>A rule that a caller's past falls under.</summary>
/// <param name="Whose">"target", "buyer" or "campaign": whose rule it is.</param>
/// <param name="At">When the call came in that it is about.</param>
/// <param name="IsLive">That call goes on: it counts as what it may become.</param>
public sealed record RepeatMatch(DuplicateRule Rule, string Whose, DateTimeOffset At, TimeSpan Ago, bool IsLive)
{
    public Reason Say(string code)
    {
        var values = new Dictionary<string, string>
        {
            ["whose"] = Whose,
            ["stage"] = Lower(Rule.Since.ToString()),
            ["scope"] = Lower(Rule.Scope.ToString()),
            ["ago"] = Text(Ago),
            ["window"] = Text(Rule.Window),
        };
        if (IsLive) values["live"] = "and that call goes on";
        return new Reason(code, values);
    }

    /// <summary>"12 days", "5 hours", "40 seconds": whole ones, rounded down.</summary>
    public static string Text(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Number(span.TotalDays, "days"),
        { TotalHours: >= 2 } => Number(span.TotalHours, "hours"),
        { TotalMinutes: >= 2 } => Number(span.TotalMinutes, "minutes"),
        _ => Number(Math.Max(0, span.TotalSeconds), "seconds"),
    };

    private static string Number(double count, string of) =>
        Math.Floor(count).ToString("0", CultureInfo.InvariantCulture) + " " + of;

    private static string Lower(string name) => name.ToLowerInvariant();
}
