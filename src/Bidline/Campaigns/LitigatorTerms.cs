using Bidline.Campaigns.Lists;
using Bidline.Primitives;

namespace Bidline.Campaigns;

public enum LitigatorAction
{
    /// <summary>The call is not sold, and no price is told for it.</summary>
    Block,

    /// <summary>The call goes on with a tag that filters, bid rules and bidders can use.</summary>
    Tag,
}

/// <summary>What a campaign makes of callers that are on a list of litigators.</summary>
/// <param name="Lists">The market's, by their ids, in the order of the file.</param>
public sealed record LitigatorTerms(LitigatorAction Action, IReadOnlyList<KeyValuePair<string, ValueList>> Lists)
{
    /// <summary>The tag of such callers; its value is the list's id.</summary>
    public const string Tag = "litigator";

    public static LitigatorTerms None { get; } = new(LitigatorAction.Block, []);

    /// <summary>The list that has the caller; null when none does, and for callers who withhold the number.</summary>
    public string? Find(PhoneNumber caller)
    {
        if (Lists.Count == 0 || !caller.IsSet) return null;
        var number = caller.E164;
        foreach (var (id, list) in Lists)
            if (list.Contains(number))
                return id;
        return null;
    }

    /// <summary>Null when the call may be sold.</summary>
    public Reason? Refusal(PhoneNumber caller) =>
        Action == LitigatorAction.Block && Find(caller) is { } list
            ? Reason.Of("call.litigator", ("list", list), ("caller", caller.ToString()))
            : null;
}
