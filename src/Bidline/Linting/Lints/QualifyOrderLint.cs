using Bidline.Campaigns;

namespace Bidline.Linting.Lints;

/// <summary>A publisher is promised its payout before the buyer pays: calls in between end in a discussion.</summary>
internal static class QualifyOrderLint
{
    public static IEnumerable<Advice> Check(LintedMarket market) =>
        from campaign in market.Campaigns
        from target in market.OpenTargets(campaign)
        from publisher in campaign.Publishers.Values.OrderBy(terms => terms.Publisher.Value, StringComparer.Ordinal)
        where publisher.Payout is PayoutTerms.Fixed && AreBothTalk(publisher.Qualify, target.Qualify)
            && publisher.Qualify.Connected < target.Qualify.Connected
        select Advice.Note(
            "qualify_order", $"/campaigns/{campaign.Id}/publishers/{publisher.Publisher}/qualify",
            $"Publisher {publisher.Publisher} qualifies after {publisher.Qualify.Connected.TotalSeconds:0.#} s, target "
            + $"{target.Id} pays after {target.Qualify.Connected.TotalSeconds:0.#} s: calls in between earn nobody anything.",
            "ask the publisher for at least as many seconds as the buyer does");

    // Seconds from two moments cannot be compared, nor seconds with an event.
    private static bool AreBothTalk(QualifyRule one, QualifyRule other) =>
        one.Conversion is null && other.Conversion is null && one.From == other.From;
}
