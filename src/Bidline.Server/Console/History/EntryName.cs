using Bidline.Campaigns;
using Bidline.Campaigns.Entries;

namespace Bidline.Server.Console.History;

/// <summary>One entry of the market, as an address names it: "campaign/auto-fl".</summary>
public sealed record EntryName(string Resource, string Id)
{
    private static readonly string[] Resources = ["publisher", "buyer", "target", "campaign", "number", "pool", "trunk"];

    /// <summary>Null for what names no entry.</summary>
    public static EntryName? Of(string? text) =>
        text?.Split('/', 2) is [var resource, { Length: > 0 } id] && Resources.Contains(resource)
            ? new EntryName(resource, id)
            : null;

    public bool IsOf(MarketChange change) => change.Resource == Resource && change.Id == Id;

    /// <summary>A document of this entry alone; null where that market had none.</summary>
    internal MarketDocument? In(MarketDocument market) => Resource switch
    {
        "publisher" => Alone(market.Publishers, found => new MarketDocument { Publishers = found }),
        "buyer" => Alone(market.Buyers, found => new MarketDocument { Buyers = found }),
        "target" => Alone(market.Targets, found => new MarketDocument { Targets = found }),
        "campaign" => Alone(market.Campaigns, found => new MarketDocument { Campaigns = found }),
        "number" => Alone(market.Numbers, found => new MarketDocument { Numbers = found }),
        "pool" => Alone(market.Pools, found => new MarketDocument { Pools = found }),
        _ => Alone(market.Trunks, found => new MarketDocument { Trunks = found }),
    };

    public override string ToString() => $"{Resource}/{Id}";

    private MarketDocument? Alone<T>(IReadOnlyList<T> entries, Func<IReadOnlyList<T>, MarketDocument> document)
        where T : IMarketEntry =>
        entries.Where(entry => entry.Key == Id).ToArray() is { Length: > 0 } found ? document(found) : null;
}
