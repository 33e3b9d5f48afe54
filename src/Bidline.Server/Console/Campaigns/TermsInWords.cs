using System.Globalization;
using System.Text.Json;
using Bidline.Calls;
using Bidline.Campaigns;

namespace Bidline.Server.Console.Campaigns;

/// <summary>Terms of a market as people say them. Pure.</summary>
internal static class TermsInWords
{
    /// <summary>Completes "Among these …".</summary>
    public static string Order(TierOrder by) => by switch
    {
        TierOrder.Auction => "the best bid wins",
        TierOrder.Priority => "the lowest priority number is dialled first",
        TierOrder.Weight => "the first dial goes by lot, by weight",
        TierOrder.RoundRobin => "each is dialled first in turn",
        TierOrder.LeastRecentlyUsed => "who has waited longest is dialled first",
        TierOrder.Performance => "who brought most revenue a call lately is dialled first",
        _ => $"by {Spell(by)}",
    };

    /// <summary>Completes the order: how many ring together, what a tier asks at least; empty for an ordinary one.</summary>
    public static string Extras(Tier tier)
    {
        var together = tier.RingsTogether ? $"; up to {Number(tier.RingMax)} ring at once" : "";
        return tier.MinRevenue is { } least ? $"{together}; at least {Spoken.Amount(least)} a call" : together;
    }

    /// <summary>"no answer: the next tier; busy: the same target once more"; null where no rule says anything.</summary>
    public static string? Next(NextRules rules)
    {
        var said = Enum.GetValues<DialResult>()
            .Where(result => rules.Of(result) is not null)
            .Select(result => $"{Spell(result)}: {Step(rules.Of(result)!.Value)}");
        return string.Join("; ", said) is { Length: > 0 } words ? words : null;
    }

    private static string Step(NextStep step) => step switch
    {
        NextStep.Next => "the next offer",
        NextStep.Again => "the same target once more",
        NextStep.NextTier => "the next tier",
        NextStep.Stop => "the fallback",
        _ => Spell(step),
    };

    /// <summary>Null where the tier's order says all.</summary>
    public static string? Place(TierOrder by, TierTarget place) => by switch
    {
        TierOrder.Priority => $"priority {Number(place.Priority)}",
        TierOrder.Weight => $"weight {Number(place.Weight)}",
        _ => null,
    };

    public static string Price(TargetPrice price) => price switch
    {
        TargetPrice.Fixed(var amount) => $"{Spoken.Amount(amount)} a call",
        TargetPrice.Bidder({ MaxBid: { } max } terms) => $"by bid, at most {Spoken.Amount(max)} ({Who(terms)})",
        TargetPrice.Bidder(var terms) => $"by bid ({Who(terms)})",
        TargetPrice.Rules(var table) => $"by {Spoken.Count(table.Rules.Count, "rule", "rules")} on {Spoken.Amount(table.Base)}"
            + (table.Max is { } max ? $", at most {Spoken.Amount(max)}" : ""),
        _ => "by its own terms",
    };

    /// <summary>"from 1:00 of talk on", "when answered".</summary>
    public static string Qualify(QualifyRule rule) => rule.Connected == TimeSpan.Zero
        ? "when answered"
        : $"from {Spoken.Clock(rule.Connected)} of talk on";

    /// <summary>"First price among those who bid at least $12.00, answers within 100 ms".</summary>
    public static string Auction(AuctionTerms terms)
    {
        var floor = terms.Floor.IsPositive ? $", floor {Spoken.Amount(terms.Floor)}" : ", no floor";
        var ranked = terms.RankBy == RankBy.Price ? "by price" : $"by {Spell(terms.RankBy)}";
        return $"{Capital(Spell(terms.Type))} auction, ranked {ranked}{floor}, "
            + $"answers within {Spoken.Milliseconds(terms.Deadline.TotalMilliseconds)}";
    }

    /// <summary>"at least 20 % of the price stays"; null for the rule that every market has: no loss.</summary>
    public static string? Margin(MarginTerms terms) => terms switch
    {
        { MinPercent: { } percent } => $"At least {Spoken.Percent(percent)} of the price stays with us.",
        { MinAmount: { } amount } => $"At least {Spoken.Amount(amount)} of each sale stays with us.",
        { AllowLoss: true } => "The publisher gets its promise also where it is above the price.",
        _ => null,
    };

    public static string Fallback(Fallback fallback) => fallback switch
    {
        Bidline.Campaigns.Fallback.Say { WavFile: { } file } => $"the caller hears {file}",
        Bidline.Campaigns.Fallback.Say say => $"the caller hears “{say.Text}”",
        Bidline.Campaigns.Fallback.Dial dial => $"{dial.Phone.E164} is dialled, at nobody's cost",
        _ => "the caller hears the fallback",
    };

    private static string Who(BidderTerms terms) => terms.Shadow ? $"{terms.Protocol}, shadow: never wins" : terms.Protocol;

    private static string Spell<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()).Replace('_', ' ');

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
