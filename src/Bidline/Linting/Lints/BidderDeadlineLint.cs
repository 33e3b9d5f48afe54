using Bidline.Campaigns;

namespace Bidline.Linting.Lints;

/// <summary>A bidder may take longer than the auction waits: its own time-out never matters.</summary>
internal static class BidderDeadlineLint
{
    public static IEnumerable<Advice> Check(LintedMarket market) =>
        from campaign in market.Campaigns
        from target in market.OpenTargets(campaign)
        let terms = (target.Price as TargetPrice.Bidder)?.Terms
        where terms is not null && terms.Timeout > campaign.Auction.Deadline
        select Advice.Note(
            "bidder_deadline", $"/targets/{target.Id}/price/bidder/timeout_ms",
            $"Bidder {target.Id} may take {terms.Timeout.TotalMilliseconds:0} ms, the auctions of campaign {campaign.Id} wait "
            + $"{campaign.Auction.Deadline.TotalMilliseconds:0} ms: a later answer is recorded and never used.",
            "raise the campaign's deadline_ms, or lower the bidder's timeout_ms");
}
