using System.Globalization;
using Bidline.Campaigns;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Auctions;

/// <summary>A target that takes part: asked over HTTP, or there with a fixed price.</summary>
/// <param name="Row">Index of its candidate row.</param>
/// <param name="Terms">Null for a fixed price.</param>
internal sealed record Entrant(int Row, Candidacy Candidacy, BidderTerms? Terms)
{
    public TargetId Target => Candidacy.Target.Id;

    /// <summary>Asked and judged, and neither awaited nor sold to.</summary>
    public bool IsShadow => Terms is { Shadow: true };
}

/// <summary>
/// Who takes part in an auction, and a row with the reason for everyone who does not. Taking part means that the
/// bidder's request slot has been taken. Of a big campaign those that were merely too many have no row: they are
/// counted.
/// </summary>
internal sealed record Lineup(
    Candidate[] Rows, IReadOnlyList<Entrant> Entrants, IReadOnlyList<UnlistedTargets> Unlisted)
{
    // Stands until the entrant's answer or time-out replaces it.
    private static readonly Reason Pending = Reason.Of("error.timeout");

    public static Lineup Of(
        AuctionOrder order, AuctionSettings settings, BidderHealth health, Appraisal appraisal, DateTimeOffset now)
    {
        var rows = new Candidate[order.Candidacies.Count];
        var entrants = new List<Entrant>();
        var bidders = new List<Entrant>();
        for (var i = 0; i < rows.Length; i++)
        {
            var candidacy = order.Candidacies[i];
            if (WhyNot(candidacy, order) is { } reason)
            {
                rows[i] = RowOf(candidacy, reason);
                continue;
            }

            rows[i] = RowOf(candidacy, Pending, CandidateStage.Error, sentMs: 0, PastOf(candidacy, order, now));
            if (candidacy.Target.Price is not TargetPrice.Bidder bidder) entrants.Add(new Entrant(i, candidacy, null));
            else if (WhyHopeless(candidacy.Target.Id, bidder.Terms, order, health) is { } hopeless)
                rows[i] = RowOf(candidacy, hopeless);
            else bidders.Add(new Entrant(i, candidacy, bidder.Terms));
        }

        foreach (var bidder in Shortlist.Of(bidders, order, settings, health, appraisal))
        {
            if (bidder.Refusal is null) entrants.Add(bidder.Entrant);
            else rows[bidder.Entrant.Row] = RowOf(bidder.Entrant.Candidacy, bidder.Refusal);
        }

        var lineup = new Lineup(rows, entrants, order.Unlisted);
        return rows.Length <= TargetFinder.ListedMax ? lineup : lineup.Shortened();
    }

    /// <summary>Rows beyond the limit go where they explain nothing: ranked out, or of a tier that was not asked.</summary>
    private Lineup Shortened()
    {
        var counts = Unlisted.ToDictionary(group => group.Reason, group => group.Targets);
        var (kept, rowOf, spare) = (new List<Candidate>(), new int[Rows.Length], TargetFinder.ListedMax);
        for (var i = 0; i < Rows.Length; i++)
        {
            var code = Rows[i].Reason.Code;
            if (code is "not_asked.ranked_out" or "not_asked.ended_early" && spare-- <= 0)
            {
                counts[code] = counts.GetValueOrDefault(code) + 1;
                continue;
            }

            rowOf[i] = kept.Count;
            kept.Add(Rows[i]);
        }

        return new Lineup(
            [.. kept],
            [.. Entrants.Select(entrant => entrant with { Row = rowOf[entrant.Row] })],
            [.. counts.Select(pair => new UnlistedTargets(pair.Key, pair.Value))]);
    }

    private static Candidate RowOf(
        Candidacy candidacy, Reason reason, CandidateStage stage = CandidateStage.NotAsked, double? sentMs = null,
        TargetPast? past = null) => new(
        candidacy.Target.Id,
        candidacy.Buyer.Id,
        candidacy.Tier,
        stage,
        reason,
        candidacy.Failed.Count > 1 ? [.. candidacy.Failed.Skip(1)] : [],
        SentMs: sentMs,
        Priority: candidacy.Place.Priority,
        Weight: candidacy.Place.Weight)
        {
            Shadow = candidacy.Target.Price is TargetPrice.Bidder { Terms.Shadow: true },
            Past = past,
        };

    private static TargetPast? PastOf(Candidacy candidacy, AuctionOrder order, DateTimeOffset now)
    {
        var tier = order.Campaign.Tiers[order.Tier];
        return tier.By is TierOrder.LeastRecentlyUsed or TierOrder.Performance
            ? order.Past?.Of(
                order.Campaign.Id, candidacy.Target.Id, tier.Performance.Window, now, order.Book.Currency)
            : null;
    }

    private static Reason? WhyNot(Candidacy candidacy, AuctionOrder order)
    {
        if (!candidacy.IsEligible) return candidacy.Failed[0];
        if (candidacy.Tier > order.Tier)
            return Reason.Of("not_asked.ended_early", ("tier", Number(candidacy.Tier + 1)), ("asked", Number(order.Tier + 1)));
        if (candidacy.Tier < order.Tier)
            return Reason.Of("not_asked.already_tried", ("tier", Number(candidacy.Tier + 1)));
        if (WhyLoop(candidacy, order) is { } loop) return loop;
        if (candidacy.Target.Price.Known is not { } price) return null;
        if (price >= order.Floor.Amount) return null;
        return order.Floor.Tier is { } tier
            ? Reason.Of(
                "not_asked.below_tier_minimum", ("price", price.ToDecimalString()),
                ("least", order.Floor.Amount.ToDecimalString()), ("tier", Number(tier)))
            : Reason.Of(
                "not_asked.price_below_floor",
                ("price", price.ToDecimalString()),
                ("floor", order.Floor.Amount.ToDecimalString()),
                ("rule", order.Floor.RuleName));
    }

    /// <summary>It has had the call already: it is its publisher, or one of the exchanges that the call passed through.</summary>
    private static Reason? WhyLoop(Candidacy candidacy, AuctionOrder order)
    {
        if (order.Publisher.Buyer == candidacy.Buyer.Id) return Loop(candidacy.Buyer.Id.Value);
        if (order.Chain.Count == 0 || candidacy.Target.Price is not TargetPrice.Bidder { Terms.Url.Host: var host }) return null;
        return order.Chain.Any(passed => passed.Node.Equals(host, StringComparison.OrdinalIgnoreCase)) ? Loop(host) : null;
    }

    private static Reason Loop(string node) => Reason.Of("not_asked.loop", ("node", node));

    /// <summary>Pings only: they are thousands a call, and a call is worth every question.</summary>
    private static Reason? WhyHopeless(TargetId bidder, BidderTerms terms, AuctionOrder order, BidderHealth health) =>
        order.IsPing && terms is { LearnedFilter: true, Shadow: false }
            ? health.Interests.WhyNot(bidder, order.Kind, order.Seed)
            : null;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
