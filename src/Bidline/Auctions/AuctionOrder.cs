using Bidline.Auctions.Interest;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Auctions;

/// <summary>Asks for one auction over one tier of a campaign.</summary>
/// <param name="Candidacies">
/// Every target of the campaign, eligible or not, in the order of the routing plan; those of a big campaign that are
/// not worth a row are counted in <see cref="Unlisted"/>.
/// </param>
/// <param name="Tier">Index of the tier whose eligible targets are asked.</param>
/// <param name="Seed">Decides ties and draws; the same seed and answers give the same winner.</param>
/// <param name="Trigger">"call", "ping", "reroute" or "overflow".</param>
public sealed record AuctionOrder(
    AuctionId Id,
    CallId Call,
    CampaignBook Book,
    Campaign Campaign,
    Publisher Publisher,
    CallerProfile Profile,
    IReadOnlyList<Candidacy> Candidacies,
    int Tier,
    ulong Seed,
    string Trigger,
    bool Test)
{
    /// <summary>
    /// The floor of this call in this tier: the campaign's own unless a rule or the tier's least revenue decided another.
    /// </summary>
    public PriceFloor Floor
    {
        // A trial of a target may stand outside of any tier.
        get => Tier < Campaign.Tiers.Count ? PriceFloors.InTier(field, Campaign.Tiers[Tier], Tier) : field;
        init;
    } = new(Campaign.Auction.Floor, null);

    /// <summary>
    /// What the publisher is paid by for what comes of it: its terms in the campaign, unless others were agreed for this
    /// auction. Null where it has none.
    /// </summary>
    public PublisherTerms? Terms
    {
        get => field ?? Campaign.Publishers.GetValueOrDefault(Publisher.Id);
        init;
    }

    /// <summary>How long all bidders have together: the campaign's deadline, unless who asks has less time, or more.</summary>
    public TimeSpan Deadline { get; init; } = Campaign.Auction.Deadline;

    /// <summary>What bidders' interest in it may depend on.</summary>
    public CallKind Kind => field ??= CallKind.Of(Profile, Campaign.Id, Publisher.Id);

    /// <summary>A publisher asks; there is no call yet.</summary>
    public bool IsPing => Trigger == "ping";

    /// <summary>What past calls say, where the campaign ranks by expected revenue.</summary>
    public MarketOdds Odds { get; init; } = MarketOdds.Nothing;

    /// <summary>What each target was sent and brought, where the tier goes by that; null knows nothing.</summary>
    public PastBoard? Past { get; init; }

    public IReadOnlyList<UnlistedTargets> Unlisted { get; init; } = [];

    /// <summary>Exchanges that the call has passed through before us, the first one first.</summary>
    public IReadOnlyList<ChainNode> Chain { get; init; } = [];

    /// <summary>The caller's number is shown to nobody before the call itself, whatever bidders' terms say.</summary>
    public bool HidesCaller { get; init; }

    /// <summary>The number of ours that was called; unset where there was none.</summary>
    public PhoneNumber Dialled { get; init; }
}
