using System.Net;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Sip.Transport;

namespace Bidline.Sip.Trunks;

/// <summary>
/// Whose address is whose: the trunk with the longest matching prefix, or none (default deny, T1). Belongs to the
/// signalling thread.
/// </summary>
internal sealed class TrunkTable
{
    private const int RememberedMax = 4096;

    private readonly Dictionary<UInt128, TrunkUse?> _remembered = [];
    private readonly Dictionary<TrunkId, TrunkUse> _uses = [];
    private Row[] _rows = [];

    /// <summary>Takes over a new book. Calls in flight keep counting against the trunk that they came by.</summary>
    public void Load(CampaignBook book)
    {
        foreach (var gone in _uses.Keys.Where(id => !book.Trunks.ContainsKey(id)).ToList()) _uses.Remove(gone);
        foreach (var trunk in book.Trunks.Values)
        {
            if (_uses.TryGetValue(trunk.Id, out var use)) use.Update(trunk);
            else _uses[trunk.Id] = new TrunkUse(trunk);
        }

        _rows =
        [
            .. _uses.Values.SelectMany(RowsOf)
                .OrderByDescending(r => r.Prefix).ThenBy(r => r.Use.Trunk.Id.Value, StringComparer.Ordinal),
        ];
        _remembered.Clear();
    }

    /// <summary>Null for an address that no trunk names.</summary>
    public TrunkUse? Of(UInt128 address)
    {
        if (_remembered.TryGetValue(address, out var known)) return known;
        if (_remembered.Count >= RememberedMax) _remembered.Clear();
        TrunkUse? found = null;
        foreach (var row in _rows)
        {
            if ((address & row.Mask) != row.Network) continue;
            found = row.Use;
            break;
        }

        return _remembered[address] = found;
    }

    private static IEnumerable<Row> RowsOf(TrunkUse use) => use.Trunk.Match.Select(network => RowOf(network, use));

    private static Row RowOf(IPNetwork network, TrunkUse use)
    {
        var mapped = network.BaseAddress.GetAddressBytes().Length == 4 ? 96 : 0;
        var prefix = network.PrefixLength + mapped;
        var mask = prefix == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - prefix);
        return new Row(Peer.AddressOf(network.BaseAddress) & mask, mask, prefix, use);
    }

    private sealed record Row(UInt128 Network, UInt128 Mask, int Prefix, TrunkUse Use);
}
