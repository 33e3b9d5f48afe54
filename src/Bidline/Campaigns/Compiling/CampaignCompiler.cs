using System.Collections.Frozen;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

internal static class CampaignCompiler
{
    private const string Apology = "Sorry, nobody can take your call right now.";

    public static Campaign Compile(CampaignEntry entry, Ground ground, string pointer)
    {
        ground.Findings.CheckSlug(entry.Id, $"{pointer}/id");
        if (entry.PingPrice is { } price) PingPriceCompiler.Compile(price, ground, $"{pointer}/ping_price");
        var routing = $"{pointer}/routing";
        return new Campaign(
            new CampaignId(entry.Id),
            entry.Name ?? entry.Id,
            entry.Paused,
            AuctionCompiler.Compile(entry.Routing.Auction ?? new AuctionEntry(), ground, $"{routing}/auction"),
            TierCompiler.Compile(entry.Routing.Tiers, ground, $"{routing}/tiers"),
            ReadFallback(entry.Routing.Fallback, ground, $"{routing}/fallback"),
            Publishers(entry.Publishers, ground, $"{pointer}/publishers"),
            RecordingCompiler.Compile(entry.Recording, ground.Findings, $"{pointer}/recording"))
        {
            Overflow = ReadOverflow(entry, ground, $"{routing}/overflow"),
            Next = NextCompiler.Compile(entry.Routing.Next, ground.Findings, $"{routing}/next"),
            AttemptsMax = ground.Findings.ReadRange(
                entry.Routing.AttemptsMax, Campaign.AttemptsLimit, 1, Campaign.AttemptsLimit, $"{routing}/attempts_max",
                " attempts"),
            TimeZone = ground.Findings.ReadZone(entry.Timezone, $"{pointer}/timezone") ?? ground.Zone,
            PingsPerSecond = ground.Findings.ReadLimit(entry.PingsPerSecond, 100_000, $"{pointer}/pings_per_second", ""),
            CallerOffers = entry.CallerOffers ?? CallerOffers.Any,
            CallingHours = entry.CallingHours ?? CallingHours.Off,
            Caps = ground.Caps(entry.Caps, $"{pointer}/caps"),
            Duplicates = CallerCompiler.Duplicates(
                entry.Duplicates, DuplicateScope.Campaign, ground.Findings, $"{pointer}/duplicates"),
            Repeat = CallerCompiler.Repeat(entry.Repeat, ground.Findings, $"{pointer}/repeat"),
            Litigators = CallerCompiler.Litigators(entry.Litigators, ground),
            Callers = CallerCompiler.Terms(
                entry.Anonymous, entry.Attestation, entry.ConsentRequired, entry.ConsentMaxDays, ground.Findings, pointer),
        };
    }

    private static Fallback ReadFallback(FallbackEntry? entry, Ground ground, string pointer)
    {
        if (entry is null) return new Fallback.Say(Apology, null);
        var speaks = entry.Say is not null || entry.Wav is not null;
        if (speaks == entry.Dial is not null)
        {
            var detail = speaks ? "A fallback either speaks or dials." : "The fallback is empty.";
            ground.Findings.Add(pointer, "fallback_form", detail, "give one of say and dial");
        }

        if (entry.Dial is { } dial) return new Fallback.Dial(ground.Findings.ReadPhone(dial, $"{pointer}/dial"));
        if (entry.Say is { Length: > 1000 })
            ground.Findings.Add($"{pointer}/say", "too_long", "The sentence is over 1,000 characters.");
        return new Fallback.Say(entry.Say ?? Apology, entry.Wav);
    }

    private static Overflow? ReadOverflow(CampaignEntry entry, Ground ground, string pointer)
    {
        if (entry.Routing.Overflow is not { } overflow) return null;
        if (overflow.Campaign is null == overflow.Number is null)
        {
            ground.Findings.Add(
                pointer, "overflow_form", "An overflow is either a campaign or a number.", "give one of campaign and number");
        }

        if (overflow.Number is { } number)
            return new Overflow.ToNumber(ground.Findings.ReadPhone(number, $"{pointer}/number"));
        var campaign = overflow.Campaign ?? "";
        ground.CheckReference(campaign, "campaigns", $"{pointer}/campaign");
        foreach (var publisher in entry.Publishers.Where(_ => ground.Has("campaigns", campaign)))
        {
            if (ground.HasTerms(campaign, publisher.Id)) continue;
            ground.Findings.Add(
                $"{pointer}/campaign", "overflow_terms",
                $"Publisher \"{Findings.Cut(publisher.Id)}\" has no terms in campaign \"{Findings.Cut(campaign)}\".",
                "add it to that campaign's publishers");
        }

        return new Overflow.ToCampaign(new CampaignId(campaign));
    }

    private static FrozenDictionary<PublisherId, PublisherTerms> Publishers(
        IReadOnlyList<PublisherTermsEntry> entries, Ground ground, string pointer)
    {
        var terms = new Dictionary<PublisherId, PublisherTerms>();
        foreach (var (index, entry) in entries.Index())
        {
            var place = $"{pointer}/{index}";
            ground.CheckReference(entry.Id, "publishers", $"{place}/id");
            var compiled = new PublisherTerms(
                new PublisherId(entry.Id),
                Payout(entry.Payout, ground, $"{place}/payout"),
                ground.Qualify(entry.Qualify, $"{place}/qualify"),
                ground.Caps(entry.Caps, $"{place}/caps"));
            if (!terms.TryAdd(compiled.Publisher, compiled) && entry.Id.Length > 0)
            {
                ground.Findings.Add(
                    $"{place}/id", "duplicate_id", $"The campaign has publisher \"{Findings.Cut(entry.Id)}\" already.");
            }
        }

        return terms.ToFrozenDictionary();
    }

    private static PayoutTerms Payout(PayoutEntry entry, Ground ground, string pointer)
    {
        bool[] kinds =
        [
            entry.Fixed is not null, entry.PerMinute is not null, entry.PercentOfRevenue is not null,
            entry.Margin is not null,
        ];
        if (kinds.Count(given => given) != 1)
        {
            ground.Findings.Add(
                pointer, "payout_form", "A payout is exactly one of fixed, per_minute, percent_of_revenue and margin.");
        }

        var (min, max) = (ground.Amount(entry.Min, $"{pointer}/min"), ground.Amount(entry.Max, $"{pointer}/max"));
        if ((min ?? max) is not null && entry.PercentOfRevenue is null)
            ground.Findings.Add(pointer, "payout_form", "min and max go with percent_of_revenue.");
        if (min is { } least && max is { } most && least > most)
            ground.Findings.Add($"{pointer}/min", "range", $"{entry.Min} is more than the most, {entry.Max}.");
        if (entry.PercentOfRevenue is { } share)
        {
            var percent = ground.Findings.ReadPercent(share, $"{pointer}/percent_of_revenue");
            return new PayoutTerms.PercentOfRevenue(percent, min, max);
        }

        if (entry.PerMinute is { } perMinute) return PayCompiler.Payout(perMinute, ground, $"{pointer}/per_minute");
        return entry.Margin is { } margin
            ? Margin(margin, ground, $"{pointer}/margin")
            : new PayoutTerms.Fixed(ground.Amount(entry.Fixed, $"{pointer}/fixed") ?? Money.Zero(ground.Currency));
    }

    private static PayoutTerms Margin(MarginEntry entry, Ground ground, string pointer)
    {
        if (entry.Percent is null == entry.Amount is null)
            ground.Findings.Add(pointer, "payout_form", "A margin is either a percent or an amount.");
        return entry.Percent is { } percent
            ? new PayoutTerms.MarginPercent(ground.Findings.ReadPercent(percent, $"{pointer}/percent"))
            : new PayoutTerms.MarginAmount(
                ground.Amount(entry.Amount, $"{pointer}/amount") ?? Money.Zero(ground.Currency));
    }
}
