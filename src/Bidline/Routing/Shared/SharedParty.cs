using Bidline.Primitives;

namespace Bidline.Routing.Shared;

/// <summary>Somebody whose cap many buyers use up together: a group of targets, a campaign, a publisher.</summary>
/// <param name="Key">"group:home", "campaign:auto-fl", "publisher:zeta", "terms:auto-fl/zeta".</param>
public readonly record struct SharedParty(string Key)
{
    public static SharedParty Of(GroupId group) => new($"group:{group}");

    /// <summary>Its money is what its buyers pay.</summary>
    public static SharedParty Of(CampaignId campaign) => new($"campaign:{campaign}");

    /// <summary>Over all campaigns; its money is what the publisher earns. The same for the next.</summary>
    public static SharedParty Of(PublisherId publisher) => new($"publisher:{publisher}");

    public static SharedParty Of(CampaignId campaign, PublisherId publisher) => new($"terms:{campaign}/{publisher}");

    /// <summary>Said in reasons.</summary>
    public string Whose => Kind == "terms" ? "publisher" : Kind;

    /// <summary>Its money is what the publisher earns, and not what the buyer pays.</summary>
    public bool CountsPayout => Kind is "publisher" or "terms";

    /// <summary>Null unless it is a group.</summary>
    public GroupId? Group => Kind == "group" ? new GroupId(Id) : null;

    /// <summary>Null for a group. A publisher over all campaigns has no campaign, a campaign no publisher.</summary>
    public (string? Campaign, string? Publisher)? Calls => Kind switch
    {
        "campaign" => (Id, null),
        "publisher" => (null, Id),
        "terms" => (Id.Split('/')[0], Id.Split('/')[1]),
        _ => null,
    };

    private string Kind => Key[..Key.IndexOf(':', StringComparison.Ordinal)];

    private string Id => Key[(Key.IndexOf(':', StringComparison.Ordinal) + 1)..];

    public override string ToString() => Key;
}
