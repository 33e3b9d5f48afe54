using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Bidline.Campaigns.Compiling;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Lists;
using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>What a market is compiled against.</summary>
/// <param name="Protocols">Names of the bidder dialects that this program speaks.</param>
/// <param name="AllowPrivate">Bidders and SIP targets may live on loopback and private networks.</param>
/// <param name="AliasKey">Keys the names that bidders see publishers under; kept with the installation.</param>
public sealed record MarketRules(IReadOnlyList<string> Protocols, bool AllowPrivate, ReadOnlyMemory<byte> AliasKey)
{
    /// <summary>Names of the dialects that publishers may ping in.</summary>
    public IReadOnlyList<string> PingDialects { get; init; } = PingEndpoint.KnownDialects;

    /// <summary>Bidders that are known by name, with their templates.</summary>
    public IReadOnlyDictionary<string, PartnerEntry> Partners { get; init; } = new Dictionary<string, PartnerEntry>();

    /// <summary>What the addresses of a dialect's bidders have in common, by its name; for dialects that need it.</summary>
    public IReadOnlyDictionary<string, DialectAddress> Addresses { get; init; } = new Dictionary<string, DialectAddress>();

    /// <summary>Advertising platforms that can be told of conversions.</summary>
    public IReadOnlyList<AdPlatformForm> AdPlatforms { get; init; } = [];

    /// <summary>Carriers that numbers can be rented from.</summary>
    public IReadOnlyList<CarrierForm> Carriers { get; init; } = [];

    /// <summary>The stored contents of lists by their hash; null for one that is not stored.</summary>
    public Func<string, ValueList?> Lists { get; init; } = _ => null;
}

/// <summary>What an address must have in it so that its dialect can be spoken there.</summary>
/// <param name="Part">Of the path: "/ping/".</param>
/// <param name="Hint">How such an address looks.</param>
public sealed record DialectAddress(string Part, string Hint);

/// <param name="Book">Null when there are mistakes; its version and hash are the keeper's to set.</param>
public sealed record MarketCompilation(CampaignBook? Book, IReadOnlyList<Mistake> Mistakes);

/// <summary>Turns what a person wrote into the book that calls are handled with. Pure; finds every mistake at once.</summary>
public static class Market
{
    public static MarketCompilation Compile(MarketDocument document, MarketRules rules)
    {
        var findings = new Findings();
        var ground = Ground.Of(document, rules, findings);
        ground = ground with { Lists = ListCompiler.Compile(document.Lists, ground) };
        CheckKeys(document, findings);
        var aliases = Aliases(document.Publishers, rules.AliasKey.Span);
        var publishers = Each(document.Publishers, "publishers", (entry, at) => Publisher(entry, aliases, ground, at));
        var buyers = Each(document.Buyers, "buyers", (entry, at) => Buyer(entry, ground, at));
        foreach (var group in Each(document.Groups, "groups", (entry, at) => Group(entry, ground, at)))
            ground.Groups.TryAdd(group.Id, group);
        var targets = Each(document.Targets, "targets", (entry, at) => TargetCompiler.Compile(entry, ground, at));
        var campaigns = Each(document.Campaigns, "campaigns", (entry, at) => CampaignCompiler.Compile(entry, ground, at));
        var numbers = Each(document.Numbers, "numbers", (entry, at) => WayCompiler.Number(entry, ground, at));
        var trunks = Each(document.Trunks, "trunks", (entry, at) => WayCompiler.Trunk(entry, ground, at));
        var endpoints = Each(document.Endpoints, "endpoints", (entry, at) => EndpointCompiler.Compile(entry, ground, at));
        var pools = Each(document.Pools, "pools", (entry, at) => PoolCompiler.Compile(entry, ground, at));
        var lookups = Each(document.Lookups, "lookups", (entry, at) => LookupCompiler.Compile(entry, ground, at));
        WayCompiler.CheckNetworks(document.Trunks, findings);
        EndpointCompiler.CheckTogether(document, findings);
        PoolCompiler.CheckTogether(document, findings);
        if (findings.Mistakes.Count > 0) return new MarketCompilation(null, findings.Mistakes);
        var book = CampaignBook.Empty with
        {
            Currency = ground.Currency,
            TimeZone = ground.Zone,
            Publishers = publishers.ToFrozenDictionary(publisher => publisher.Id),
            Buyers = buyers.ToFrozenDictionary(buyer => buyer.Id),
            PublishingBuyers = publishers.Select(publisher => publisher.Buyer).OfType<BuyerId>().ToFrozenSet(),
            Groups = ground.Groups.ToFrozenDictionary(),
            Targets = targets.ToFrozenDictionary(target => target.Id),
            Campaigns = campaigns.ToFrozenDictionary(campaign => campaign.Id),
            Numbers = numbers.Concat(endpoints.SelectMany(endpoint => endpoint.TrackingNumbers()))
                .Concat(pools.SelectMany(pool => pool.TrackingNumbers()))
                .ToFrozenDictionary(number => number.Number),
            Trunks = trunks.ToFrozenDictionary(trunk => trunk.Id),
            Endpoints = endpoints.ToFrozenDictionary(endpoint => endpoint.Id),
            EndpointKeys = endpoints.SelectMany(endpoint => endpoint.Keys.Select(key => (key, endpoint)))
                .ToFrozenDictionary(pair => pair.key, pair => pair.endpoint),
            Pools = pools.ToFrozenDictionary(pool => pool.Id),
            Lists = ground.Lists.ToFrozenDictionary(),
            Lookups = [.. lookups.OfType<LookupTerms>()],
        };
        return new MarketCompilation(book, []);
    }

    private static void CheckKeys(MarketDocument document, Findings findings)
    {
        foreach (var (section, entries) in document.Sections())
        {
            var field = section == "numbers" ? "number" : "id";
            findings.CheckUnique(entries.Select(entry => entry.Key), section, field);
        }
    }

    private static List<TCompiled> Each<TEntry, TCompiled>(
        IReadOnlyList<TEntry> entries, string section, Func<TEntry, string, TCompiled> compile) =>
        [.. entries.Index().Select(pair => compile(pair.Item, $"/{section}/{pair.Index}"))];

    private static Publisher Publisher(
        PublisherEntry entry, Dictionary<string, string> aliases, Ground ground, string pointer)
    {
        ground.Findings.CheckSlug(entry.Id, $"{pointer}/id");
        if (entry.Buyer is { } buyer) ground.CheckReference(buyer, "buyers", $"{pointer}/buyer");
        return new Publisher(new PublisherId(entry.Id), entry.Name ?? entry.Id, entry.Paused, aliases[entry.Id])
        {
            Buyer = entry.Buyer is null ? null : new BuyerId(entry.Buyer),
            Caps = ground.Caps(entry.Caps, $"{pointer}/caps"),
            PingsPerSecond = ground.Findings.ReadLimit(entry.PingsPerSecond, 100_000, $"{pointer}/pings_per_second", ""),
            OpenOffers = ground.Findings.ReadLimit(entry.OpenOffers, 1_000_000, $"{pointer}/open_offers", ""),
            Claims = entry.Claims is { } claims ? PartyCompiler.Claims(claims, ground, $"{pointer}/claims") : null,
            TimeZone = ground.Findings.ReadZone(entry.Timezone, $"{pointer}/timezone") ?? ground.Zone,
            Payouts = PartyCompiler.Payouts(entry.Payouts, ground, $"{pointer}/payouts"),
            Tracker = TrackerCompiler.Compile(entry.Tracker, ground, $"{pointer}/tracker"),
            Ads = AdCompiler.Compile(entry.Ads, ground, $"{pointer}/ads"),
        };
    }

    private static TargetGroup Group(GroupEntry entry, Ground ground, string pointer)
    {
        ground.Findings.CheckSlug(entry.Id, $"{pointer}/id");
        return new TargetGroup(
            new GroupId(entry.Id), entry.Name ?? entry.Id, ground.Caps(entry.Caps, $"{pointer}/caps", mayPace: true));
    }

    private static Buyer Buyer(BuyerEntry entry, Ground ground, string pointer)
    {
        ground.Findings.CheckSlug(entry.Id, $"{pointer}/id");
        var billing = entry.Billing ?? BillingMode.Prepaid;
        var limit = ground.Amount(entry.CreditLimit, $"{pointer}/credit_limit");
        if (billing == BillingMode.Prepaid && limit is { IsZero: false })
        {
            ground.Findings.Add(
                $"{pointer}/credit_limit", "credit_limit", "A prepaid buyer has no credit limit.",
                "set billing: credit, or leave the limit out");
        }
        else if (billing == BillingMode.Credit && limit is null)
            ground.Findings.Add($"{pointer}/credit_limit", "missing", "A buyer on credit needs a credit_limit.");
        return new Buyer(
            new BuyerId(entry.Id),
            entry.Name ?? entry.Id,
            billing,
            limit ?? Money.Zero(ground.Currency),
            ground.Amount(entry.OpeningBalance, $"{pointer}/opening_balance"),
            ground.Caps(entry.Caps, $"{pointer}/caps", mayPace: true),
            entry.Paused)
        {
            Duplicates = CallerCompiler.Duplicates(
                entry.Duplicates, DuplicateScope.Buyer, ground.Findings, $"{pointer}/duplicates"),
            TimeZone = ground.Findings.ReadZone(entry.Timezone, $"{pointer}/timezone") ?? ground.Zone,
            Wallet = PartyCompiler.Wallet(entry.Wallet, ground, $"{pointer}/wallet"),
        };
    }

    /// <summary>
    /// Four digits of a keyed hash, more only where two would be the same: the entry that came later gets the longer
    /// one, so that an alias once seen by bidders stays.
    /// </summary>
    private static Dictionary<string, string> Aliases(IReadOnlyList<PublisherEntry> publishers, ReadOnlySpan<byte> key)
    {
        var aliases = new Dictionary<string, string>();
        var taken = new HashSet<string>();
        foreach (var publisher in publishers)
        {
            if (aliases.ContainsKey(publisher.Id)) continue;
            var hash = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(publisher.Id)));
            var digits = 4;
            while (!taken.Add($"p-{hash[..digits]}")) digits++;
            aliases[publisher.Id] = $"p-{hash[..digits]}";
        }

        return aliases;
    }
}
