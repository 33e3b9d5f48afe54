using System.Collections.Frozen;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

internal static class TargetCompiler
{
    public static Target Compile(TargetEntry entry, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        findings.CheckSlug(entry.Id, $"{pointer}/id");
        ground.CheckReference(entry.Buyer, "buyers", $"{pointer}/buyer");
        var ring = findings.ReadRange(entry.RingSeconds, 25, 1, 120, $"{pointer}/ring_seconds", " seconds");
        var qualify = ground.Qualify(entry.Qualify, $"{pointer}/qualify");
        var price = Price(entry.Price, qualify, ground, $"{pointer}/price");
        var destination = ReadDestination(entry.Destination, ground, $"{pointer}/destination");
        if (destination is Destination.FromBid && price is not TargetPrice.Bidder)
        {
            findings.Add(
                $"{pointer}/destination", "destination", "Without a bidder there is no bid to name the destination.",
                "give a SIP address or a number");
        }

        return new Target(
            new TargetId(entry.Id),
            entry.Name ?? entry.Id,
            new BuyerId(entry.Buyer),
            destination,
            TimeSpan.FromSeconds(ring),
            price,
            qualify,
            entry.Hours is null ? null : HoursCompiler.Compile(entry.Hours, ground, $"{pointer}/hours"),
            ground.Caps(entry.Caps, $"{pointer}/caps", mayPace: true),
            entry.Filters is null ? null : FilterCompiler.Compile(entry.Filters, ground, $"{pointer}/filters"),
            entry.Paused)
        {
            Duplicates = CallerCompiler.Duplicates(
                entry.Duplicates, DuplicateScope.Target, findings, $"{pointer}/duplicates"),
            Callers = CallerCompiler.Terms(
                entry.Anonymous, entry.Attestation, entry.ConsentRequired, entry.ConsentMaxDays, findings, pointer),
            Group = Group(entry.Group, ground, $"{pointer}/group"),
            Publishers = entry.Publishers is { } choice ? Publishers(choice, ground, $"{pointer}/publishers") : null,
        };
    }

    private static TargetGroup? Group(string? id, Ground ground, string pointer)
    {
        if (id is null) return null;
        ground.CheckReference(id, "groups", pointer);
        return ground.Groups.GetValueOrDefault(new GroupId(id));
    }

    private static PublisherChoice Publishers(PublisherChoiceEntry entry, Ground ground, string pointer)
    {
        if (entry.Allow is null == entry.Deny is null)
        {
            ground.Findings.Add(
                pointer, "choice_form", "Publishers are either allowed by name or denied by name.",
                "give one of allow and deny, or leave publishers out");
        }

        var (named, key) = entry.Allow is { } allowed ? (allowed, "allow") : (entry.Deny ?? [], "deny");
        if (named.Count == 0 && entry.Allow is null != entry.Deny is null)
            ground.Findings.Add($"{pointer}/{key}", "empty", "The list has no publishers.", "leave publishers out");
        foreach (var (index, id) in named.Index()) ground.CheckReference(id, "publishers", $"{pointer}/{key}/{index}");
        return new PublisherChoice(entry.Allow is not null, named.Select(id => new PublisherId(id)).ToFrozenSet());
    }

    private static Destination ReadDestination(string text, Ground ground, string pointer)
    {
        if (text == "from_bid") return new Destination.FromBid();
        if (text.StartsWith("sip", StringComparison.OrdinalIgnoreCase))
        {
            Addresses.CheckSipUri(text, ground, pointer);
            return new Destination.Sip(text);
        }

        if (text.StartsWith('+') || PhoneNumber.TryParse(text, out _))
            return new Destination.Number(ground.Findings.ReadPhone(text, pointer));
        ground.Findings.Add(
            pointer, "destination", $"\"{Findings.Cut(text)}\" is not a destination.",
            Spelling.Hint(text, ["from_bid"]) ?? "a SIP address, a number like \"+13055550142\", or from_bid");
        return new Destination.FromBid();
    }

    private static TargetPrice Price(PriceEntry entry, QualifyRule qualify, Ground ground, string pointer)
    {
        bool[] kinds =
        [
            entry.Fixed is not null, entry.PerMinute is not null, entry.PercentOfSale is not null, entry.Bidder is not null,
            entry.Rules is not null, entry.ByHour is not null,
        ];
        var given = kinds.Count(it => it);
        if (given != 1)
        {
            var detail = given == 0
                ? "There is no price."
                : "A price is one thing: fixed, by time or sale, a bidder's, by rules or by the hour.";
            ground.Findings.Add(
                pointer, "price_form", detail, "give one of fixed, per_minute, percent_of_sale, bidder, rules and by_hour");
        }

        if (entry.Bidder is { } bidder)
            return new TargetPrice.Bidder(Bidder(bidder, ground, $"{pointer}/bidder"));
        if (entry.PerMinute is { } perMinute) return PayCompiler.Price(perMinute, ground, $"{pointer}/per_minute");
        if (entry.PercentOfSale is { } share)
            return PayCompiler.Price(share, qualify, ground, $"{pointer}/percent_of_sale");
        if (entry.Rules is { } rules)
        {
            return new TargetPrice.Rules(
                BidRuleCompiler.Compile(rules, ground, $"{pointer}/rules"));
        }

        if (entry.ByHour is { } week)
        {
            return new TargetPrice.Rules(
                PriceByHourCompiler.Compile(week, ground.Findings, ground.Currency, $"{pointer}/by_hour"));
        }

        var amount = ground.Amount(entry.Fixed, $"{pointer}/fixed");
        return new TargetPrice.Fixed(amount ?? Money.Zero(ground.Currency));
    }

    private static BidderTerms Bidder(BidderEntry entry, Ground ground, string pointer)
    {
        if (entry.Protocol.Length > 0 && !ground.Rules.Protocols.Contains(entry.Protocol))
        {
            ground.Findings.Add(
                $"{pointer}/protocol",
                "protocol",
                $"\"{Findings.Cut(entry.Protocol)}\" is not a protocol that this version speaks.",
                Spelling.Hint(entry.Protocol, ground.Rules.Protocols)
                    ?? $"it speaks {string.Join(", ", ground.Rules.Protocols)}");
        }

        var timeout = ground.Findings.ReadRange(entry.TimeoutMs, 1000, 1, 5000, $"{pointer}/timeout_ms", " ms");
        var terms = new BidderTerms(
            entry.Protocol,
            BidderCompiler.Url(entry, ground, pointer),
            TimeSpan.FromMilliseconds(timeout),
            ground.Amount(entry.MaxBid, $"{pointer}/max_bid"),
            entry.ShareCaller ?? ShareCaller.Never)
        {
            RequestsPerSecond = ground.Findings.ReadLimit(
                entry.RequestsPerSecond, 10_000, $"{pointer}/requests_per_second", " requests a second"),
            InFlight = ground.Findings.ReadLimit(entry.InFlight, 1_000, $"{pointer}/in_flight", " requests"),
            AdaptiveTimeout = entry.AdaptiveTimeout,
            LearnedFilter = entry.LearnedFilter ?? true,
            Shadow = entry.Shadow,
            Fields = SharedFieldsCompiler.Compile(entry.Fields, ground.Findings, $"{pointer}/fields"),
            Notices = entry.Notices is { } notices ? Notices(notices, ground, $"{pointer}/notices") : null,
        };
        return BidderCompiler.Complete(entry, ground, pointer, terms);
    }

    private static NoticeTerms Notices(NoticesEntry entry, Ground ground, string pointer)
    {
        if (entry is { Won: false, Lost: false, Billed: false, Converted: false })
        {
            ground.Findings.Add(
                pointer, "empty", "No kind of notice is asked for.", "set won, lost, billed or converted: true");
        }

        return new NoticeTerms(
            Addresses.CheckBidderUrl(entry.Url, ground, $"{pointer}/url"),
            entry.Won, entry.Lost, entry.Billed, entry.Converted);
    }
}
