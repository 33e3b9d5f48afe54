using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Screening;

/// <summary>A caller who calls a campaign again within seconds: a robot, or a redial by mistake. Pure.</summary>
internal static class CampaignRepeats
{
    /// <summary>Null when the call may come in.</summary>
    public static Reason? Refusal(Campaign campaign, IReadOnlyList<PastContact>? past, DateTimeOffset now)
    {
        if (past is null || campaign.Repeat is not { Action: RepeatAction.Block, Within: var within }) return null;
        DateTimeOffset? last = null;
        foreach (var contact in past)
            if (contact.Campaign == campaign.Id && (last is null || contact.Called > last))
                last = contact.Called;
        return last is { } at && now - at <= within
            ? Reason.Of("call.repeat", ("ago", RepeatMatch.Text(now - at)), ("window", RepeatMatch.Text(within)))
            : null;
    }
}
