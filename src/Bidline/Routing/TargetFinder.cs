using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing.Sieve;

namespace Bidline.Routing;

/// <summary>
/// Finds who may be asked for one call. A campaign of ordinary size is judged target by target, each with every failing
/// check. A bigger one goes through its sieve first, so that the cost grows with those that fit and not with all there
/// are; the answer is the same, and what is left out is counted by reason (decision 0015). Safe on any thread.
/// </summary>
public sealed class TargetFinder(StandingBoard board)
{
    /// <summary>Targets of a campaign that all have a row in each of its auctions.</summary>
    public const int ListedMax = 200;

    // Made once: every call and ping asks by them.
    private readonly Func<TargetId, BuyerId, Standing?> _standings = board.Of;
    private readonly Func<GroupId, CapStanding?> _groups = board.Of;

    private readonly ConditionalWeakTable<CampaignBook, ConcurrentDictionary<CampaignId, TargetSieve>> _sieves = [];

    /// <param name="publisher">The publisher's terms in this campaign of this book.</param>
    /// <param name="tried">Targets that were asked earlier in this call.</param>
    /// <param name="dialled">The number of ours that was called.</param>
    public Judged Judge(
        CampaignBook book, Campaign campaign, PublisherTerms publisher, CallerProfile profile, DateTimeOffset now,
        IReadOnlySet<TargetId> tried, PhoneNumber dialled = default)
    {
        var facts = CallFacts.Of(profile, publisher.Publisher, campaign, now, dialled);
        var floor = PriceFloors.Of(campaign.Auction, facts);
        var round = new EligibilityRound(campaign, publisher, facts, floor, _standings, now, tried)
        {
            Groups = _groups,
            PublisherAlias = EligibilityRound.AliasOf(book, publisher),
        };
        var judged = SieveOf(book, campaign) is { } sieve
            ? Sifted(sieve, round)
            : new Judged(Eligibility.Judge(book, round), [], floor);
        return SameTarget.First(judged, round);
    }

    /// <summary>
    /// The same without the sieve, for a market or a moment that no call has: target by target, however many there are.
    /// What has no row are those with the most failed checks.
    /// </summary>
    public Judged JudgeEach(
        CampaignBook book, Campaign campaign, PublisherTerms publisher, CallerProfile profile, DateTimeOffset at,
        IReadOnlySet<TargetId> tried, PhoneNumber dialled = default)
    {
        var facts = CallFacts.Of(profile, publisher.Publisher, campaign, at, dialled);
        var floor = PriceFloors.Of(campaign.Auction, facts);
        var round = new EligibilityRound(
            campaign, publisher, facts, floor, (target, buyer) => board.Of(target, buyer, at), at, tried)
        {
            Groups = group => board.Of(group, at),
            PublisherAlias = EligibilityRound.AliasOf(book, publisher),
        };
        var all = Eligibility.Judge(book, round);
        if (all.Count <= ListedMax) return SameTarget.First(new Judged(all, [], floor), round);
        var without = all.Where(one => !one.IsEligible).OrderBy(one => one.Failed.Count).Skip(ListedMax).ToHashSet();
        var unlisted = without.CountBy(one => one.Failed[0].Code)
            .Select(group => new UnlistedTargets(group.Key, group.Value));
        var judged = new Judged([.. all.Where(one => !without.Contains(one))], [.. unlisted], floor);
        return SameTarget.First(judged, round);
    }

    /// <summary>Compiles what the book's campaigns need, so that no call waits for it.</summary>
    public void Prepare(CampaignBook book)
    {
        foreach (var campaign in book.Campaigns.Values) SieveOf(book, campaign);
    }

    private static Judged Sifted(TargetSieve sieve, EligibilityRound round)
    {
        var left = sieve.Narrow(round.Facts, round.Floor, round.Publisher, round.Now);
        var counts = new Dictionary<string, int>();
        var listed = new SortedDictionary<int, Candidacy>();
        var explained = 0;
        foreach (var place in left.Places())
        {
            var judged = Eligibility.Judge(sieve.Places[place], round);
            if (judged.IsEligible || explained++ < ListedMax) listed.Add(place, judged);
            else Count(judged.Failed[0].Code, 1);
        }

        foreach (var (reason, count, first) in left.Out)
        {
            listed.Add(first, Eligibility.Judge(sieve.Places[first], round));
            Count(reason, count - 1);
        }

        var unlisted = counts.Where(pair => pair.Value > 0).Select(pair => new UnlistedTargets(pair.Key, pair.Value));
        return new Judged([.. listed.Values], [.. unlisted], round.Floor);

        void Count(string reason, int targets) => counts[reason] = counts.GetValueOrDefault(reason) + targets;
    }

    private TargetSieve? SieveOf(CampaignBook book, Campaign campaign)
    {
        if (campaign.Tiers.Sum(tier => tier.Targets.Count) <= ListedMax) return null;
        return _sieves.GetOrCreateValue(book).GetOrAdd(
            campaign.Id, static (_, it) => new TargetSieve(it.book, it.campaign, it.board), (book, campaign, board));
    }
}
