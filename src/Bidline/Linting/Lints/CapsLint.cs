using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Linting.Lints;

/// <summary>Caps that contradict each other, or that nothing can ever pass.</summary>
internal static class CapsLint
{
    public static IEnumerable<Advice> Check(LintedMarket market)
    {
        foreach (var target in market.Targets)
        {
            var pointer = $"/targets/{target.Id}/caps";
            foreach (var advice in Closed(target.Caps, $"Target {target.Id}", pointer)) yield return advice;
            foreach (var advice in Against(target, market.BuyerOf(target), pointer)) yield return advice;
            foreach (var advice in TooDear(target, pointer)) yield return advice;
        }

        foreach (var buyer in market.Book.Buyers.Values.OrderBy(buyer => buyer.Id.Value, StringComparer.Ordinal))
            foreach (var advice in Closed(buyer.Caps, $"Buyer {buyer.Id}", $"/buyers/{buyer.Id}/caps")) yield return advice;
        foreach (var campaign in market.Campaigns)
            foreach (var advice in Closed(campaign.Caps, $"Campaign {campaign.Id}", $"/campaigns/{campaign.Id}/caps"))
                yield return advice;
    }

    private static IEnumerable<Advice> Closed(Caps caps, string whose, string pointer) =>
        from key in ZeroKeys(caps)
        select Advice.Warning(
            "cap_zero", $"{pointer}/{key}", $"{whose} has {key} 0: it never takes a call.",
            "raise the cap; to stop it for a while, pause it instead");

    private static IEnumerable<string> ZeroKeys(Caps caps)
    {
        if (caps.Concurrent == 0) yield return "concurrent";
        foreach (var limit in caps.Limits)
        {
            if (limit.Calls == 0) yield return Key("calls", limit.Period);
            if (limit.Spend is { IsZero: true }) yield return Key("spend", limit.Period);
        }
    }

    private static IEnumerable<Advice> TooDear(Target target, string pointer) =>
        from limit in target.Caps.Limits
        let price = target.Price.Known
        where price > limit.Spend
        let key = Key("spend", limit.Period)
        select Advice.Warning(
            "caps_contradict", $"{pointer}/{key}",
            $"Target {target.Id} costs {price!.Value.ToDecimalString()} a call and has {key} "
            + $"{limit.Spend!.Value.ToDecimalString()}: it never takes a call.",
            $"raise {key} above the price of one call");

    private static IEnumerable<Advice> Against(Target target, Buyer buyer, string pointer)
    {
        if (target.Caps.Concurrent > buyer.Caps.Concurrent)
            yield return Never("concurrent", Text(target.Caps.Concurrent), Text(buyer.Caps.Concurrent));
        foreach (var limit in target.Caps.Limits)
        {
            // Limits of two calendars, or of two events, cannot be compared.
            if (buyer.Caps.LimitOf(limit.Period) is not { } whole || !AreAlike(target.Caps, buyer.Caps)) continue;
            if (limit.Calls > whole.Calls) yield return Never(Key("calls", limit.Period), Text(limit.Calls), Text(whole.Calls));
            if (limit.Spend is { } own && whole.Spend is { } all && own > all)
                yield return Never(Key("spend", limit.Period), own.ToDecimalString(), all.ToDecimalString());
        }

        Advice Never(string key, string own, string whole) => Advice.Note(
            "caps_contradict", $"{pointer}/{key}",
            $"Target {target.Id} has {key} {own}, its buyer {buyer.Id} {whole}: the target's cap is never reached.",
            "lower the target's cap, or raise the buyer's");
    }

    private static bool AreAlike(Caps one, Caps other) =>
        one.CountOn == other.CountOn && one.TimeZone.Id == other.TimeZone.Id;

    /// <summary>As in the market file: "calls_per_day", "spend_total".</summary>
    private static string Key(string what, CalendarPeriod period) =>
        period == CalendarPeriod.Total ? $"{what}_total" : $"{what}_per_{CapLimits.NameOf(period)}";

    private static string Text(int? number) => number!.Value.ToString(CultureInfo.InvariantCulture);
}
