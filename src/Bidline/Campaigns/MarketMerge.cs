namespace Bidline.Campaigns;

/// <summary>What follows from a market that is there already: pure rules between the present document and the next.</summary>
internal static class MarketMerge
{
    /// <summary>Where a secret is "(unchanged)", the present one.</summary>
    public static MarketDocument KeepSecrets(MarketDocument next, MarketDocument present) => next with
    {
        Publishers =
        [
            .. next.Publishers.Select(publisher =>
                PartySecrets.Keep(publisher, present.Publishers.FirstOrDefault(old => old.Id == publisher.Id))),
        ],
        Buyers =
        [
            .. next.Buyers.Select(buyer =>
                PartySecrets.Keep(buyer, present.Buyers.FirstOrDefault(old => old.Id == buyer.Id))),
        ],
        Targets =
        [
            .. next.Targets.Select(target =>
                BidderSecrets.Keep(target, present.Targets.FirstOrDefault(old => old.Id == target.Id))),
        ],
        Trunks =
        [
            .. next.Trunks.Select(trunk =>
                TrunkSecrets.Keep(trunk, present.Trunks.FirstOrDefault(old => old.Id == trunk.Id))),
        ],
        Endpoints =
        [
            .. next.Endpoints.Select(endpoint =>
                EndpointSecrets.Keep(endpoint, present.Endpoints.FirstOrDefault(old => old.Id == endpoint.Id))),
        ],
        Lookups =
        [
            .. next.Lookups.Select(lookup =>
                LookupSecrets.Keep(lookup, present.Lookups.FirstOrDefault(old => old.Id == lookup.Id))),
        ],
    };

    /// <summary>What may not change once it has been in force.</summary>
    public static IEnumerable<Mistake> Forbidden(MarketDocument present, MarketDocument next)
    {
        var (was, now) = (present.Currency ?? "USD", next.Currency ?? "USD");
        if (was != now && present.Buyers.Count > 0)
        {
            yield return new Mistake(
                "/currency", "currency_fixed", $"The market's currency is {was} and has been used for money.",
                $"leave it at {was}; another currency needs an installation of its own");
        }

        var old = present.Buyers.ToDictionary(buyer => buyer.Id);
        foreach (var (index, buyer) in next.Buyers.Index())
        {
            if (buyer.OpeningBalance is not { } opening || !old.TryGetValue(buyer.Id, out var known)) continue;
            if (known.OpeningBalance == opening) continue;
            yield return new Mistake(
                $"/buyers/{index}/opening_balance",
                "opening_balance_booked",
                $"Buyer {buyer.Id} exists: an opening balance is booked once, when a buyer is created.",
                $"book a top-up: POST /v1/buyers/{buyer.Id}/top-ups");
        }
    }

    /// <summary>
    /// A mistake in the merged document, as one in the part that was given: "/targets/7/buyer" becomes
    /// "/targets/0/buyer" where the given part has that target first. What the part does not hold keeps its place in
    /// the whole, and its sentence says whose it is.
    /// </summary>
    public static Mistake InTermsOf(MarketDocument given, MarketDocument merged, Mistake mistake)
    {
        if (mistake.Path.Split('/', 4) is not ["", var section, var index, .. var rest]) return mistake;
        var entries = merged.Sections().FirstOrDefault(pair => pair.Section == section).Entries;
        if (entries is null || !int.TryParse(index, out var place)) return mistake;
        var entry = entries[place];
        var own = given.Sections().First(pair => pair.Section == section).Entries;
        var at = own.Index().Where(pair => ReferenceEquals(pair.Item, entry)).Select(pair => pair.Index).FirstOrDefault(-1);
        return at >= 0
            ? mistake with { Path = string.Join('/', ["", section, at.ToString(), .. rest]) }
            : mistake with { Detail = $"{mistake.Detail} (of {section[..^1]} {entry.Key}, which is there already)" };
    }
}
