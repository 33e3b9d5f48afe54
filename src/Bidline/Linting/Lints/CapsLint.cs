using System.Globalization;
using Bidline.Campaigns;

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
            if (target.Caps.SpendPerDay is { } most && PriceBelowPayoutLint.MostOf(target.Price) is { } price && price > most
                && target.Price is TargetPrice.Fixed)
            {
                yield return Advice.Warning(
                    "caps_contradict", $"{pointer}/spend_per_day",
                    $"Target {target.Id} costs {price.ToDecimalString()} a call and may spend {most.ToDecimalString()} a day: "
                    + "it never takes a call.",
                    "raise spend_per_day above the price of one call");
            }
        }

        foreach (var buyer in market.Book.Buyers.Values.OrderBy(buyer => buyer.Id.Value, StringComparer.Ordinal))
            foreach (var advice in Closed(buyer.Caps, $"Buyer {buyer.Id}", $"/buyers/{buyer.Id}/caps")) yield return advice;
    }

    private static IEnumerable<Advice> Closed(Caps caps, string whose, string pointer) =>
        from cap in new (string Key, bool IsZero)[]
        {
            ("concurrent", caps.Concurrent == 0),
            ("calls_per_day", caps.CallsPerDay == 0),
            ("spend_per_day", caps.SpendPerDay is { IsZero: true }),
        }
        where cap.IsZero
        select Advice.Warning(
            "cap_zero", $"{pointer}/{cap.Key}", $"{whose} has {cap.Key} 0: it never takes a call.",
            "raise the cap; to stop it for a while, pause it instead");

    private static IEnumerable<Advice> Against(Target target, Buyer buyer, string pointer)
    {
        if (target.Caps.Concurrent > buyer.Caps.Concurrent)
            yield return Never("concurrent", Text(target.Caps.Concurrent), Text(buyer.Caps.Concurrent));
        if (target.Caps.CallsPerDay > buyer.Caps.CallsPerDay)
            yield return Never("calls_per_day", Text(target.Caps.CallsPerDay), Text(buyer.Caps.CallsPerDay));
        if (target.Caps.SpendPerDay is { } own && buyer.Caps.SpendPerDay is { } all && own > all)
            yield return Never("spend_per_day", own.ToDecimalString(), all.ToDecimalString());

        Advice Never(string key, string own, string whole) => Advice.Note(
            "caps_contradict", $"{pointer}/{key}",
            $"Target {target.Id} has {key} {own}, its buyer {buyer.Id} {whole}: the target's cap is never reached.",
            "lower the target's cap, or raise the buyer's");
    }

    private static string Text(int? number) => number!.Value.ToString(CultureInfo.InvariantCulture);
}
