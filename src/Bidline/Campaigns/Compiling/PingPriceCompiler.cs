using Bidline.Campaigns.BidRules;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

/// <summary>Compiles what a ping is answered with.</summary>
internal static class PingPriceCompiler
{
    public static PingPrice Compile(PingPriceEntry entry, Ground ground, string pointer)
    {
        if (entry.BaseBid is null == entry.PassThrough is null)
            ground.Findings.Add(pointer, "price_form", "A price is either base_bid or pass_through.");
        var least = ground.Amount(entry.MinBid, $"{pointer}/min_bid");
        var most = Most(entry, ground, pointer);
        if (most < least)
        {
            ground.Findings.Add(
                $"{pointer}/min_bid", "range",
                $"{entry.MinBid} is more than the most, {entry.MaxBid ?? entry.PassThrough!.MaxBid}.");
        }

        return Start(entry, ground, pointer) with { Modifiers = Modifiers(entry, ground, pointer), Most = most, Least = least };
    }

    private static PingPrice Start(PingPriceEntry entry, Ground ground, string pointer)
    {
        var zero = Money.Zero(ground.Currency);
        if (entry.PassThrough is not { } pass)
            return new PingPrice.BaseBid(ground.Amount(entry.BaseBid, $"{pointer}/base_bid") ?? zero);
        var place = $"{pointer}/pass_through";
        if (pass.MarginPercent is null == pass.MarginAmount is null)
            ground.Findings.Add(place, "price_form", "A margin is either margin_percent or margin_amount.");
        return new PingPrice.PassThrough(pass.MarginPercent is { } percent
            ? new PayoutTerms.MarginPercent(ground.Findings.ReadPercent(percent, $"{place}/margin_percent"))
            : new PayoutTerms.MarginAmount(ground.Amount(pass.MarginAmount, $"{place}/margin_amount") ?? zero));
    }

    private static Money? Most(PingPriceEntry entry, Ground ground, string pointer)
    {
        var own = ground.Amount(entry.MaxBid, $"{pointer}/max_bid");
        var passed = ground.Amount(entry.PassThrough?.MaxBid, $"{pointer}/pass_through/max_bid");
        if (own is not null && passed is not null)
        {
            ground.Findings.Add(
                $"{pointer}/pass_through/max_bid", "price_form", "The most is given twice.", "keep max_bid of the price");
        }

        return own ?? passed;
    }

    private static BidRuleTable? Modifiers(PingPriceEntry entry, Ground ground, string pointer)
    {
        if (entry.Modifiers.Count == 0) return null;
        var rules = BidRuleCompiler.Rules(
            entry.Modifiers, ground.Findings, ground.Currency, $"{pointer}/modifiers", ground);
        return new BidRuleTable(Money.Zero(ground.Currency), null, rules);
    }
}
