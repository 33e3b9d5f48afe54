using System.Collections.Frozen;
using System.Net;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Campaigns.Compiling;

/// <summary>Compiles how calls come in and go out: tracking numbers and trunks.</summary>
internal static class WayCompiler
{
    public static TrackingNumber Number(NumberEntry entry, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        ground.CheckReference(entry.Campaign, "campaigns", $"{pointer}/campaign");
        ground.CheckReference(entry.Publisher, "publishers", $"{pointer}/publisher");
        ground.CheckTerms(entry.Campaign, entry.Publisher, pointer);
        if (entry.Trunk is { } trunk) ground.CheckReference(trunk, "trunks", $"{pointer}/trunk");
        return new TrackingNumber(
            findings.ReadPhone(entry.Number, $"{pointer}/number"),
            new CampaignId(entry.Campaign),
            new PublisherId(entry.Publisher))
        {
            Name = entry.Name,
            Tags = NumberTags(entry.Tags, findings, $"{pointer}/tags"),
            State = entry.State ?? NumberState.InUse,
            Trunk = entry.Trunk is { } rented ? new TrunkId(rented) : null,
        };
    }

    private static FrozenDictionary<string, string> NumberTags(
        IReadOnlyDictionary<string, string>? tags, Findings findings, string pointer)
    {
        foreach (var (tag, value) in tags ?? new Dictionary<string, string>())
        {
            if (tag.Length is 0 or > 64) findings.Add(pointer, "tag", "A tag has 1 to 64 characters.");
            if (value.Length is 0 or > 256) findings.Add($"{pointer}/{tag}", "too_long", "A value has 1 to 256 characters.");
        }

        return (tags ?? new Dictionary<string, string>()).DistinctBy(tag => tag.Key.ToLowerInvariant())
            .ToFrozenDictionary(tag => tag.Key.ToLowerInvariant(), tag => tag.Value, StringComparer.Ordinal);
    }

    public static Trunk Trunk(TrunkEntry entry, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        findings.CheckSlug(entry.Id, $"{pointer}/id");
        if (entry.Dial is { } dial) Addresses.CheckSipUri(dial, ground, $"{pointer}/dial", anyHost: true);
        if (entry is { Match: null or { Addresses.Count: 0 }, Dial: null })
            findings.Add(pointer, "trunk_form", "The trunk neither receives nor dials.", "give match, dial or both");
        CheckDigest(entry.Digest, findings, $"{pointer}/digest");
        return new Trunk(
            new TrunkId(entry.Id),
            Networks(entry.Match, ground, $"{pointer}/match/addresses"),
            entry.Dial,
            Tags(entry.Tags, findings, $"{pointer}/tags"),
            entry.Digest?.User,
            entry.Digest?.Secret,
            findings.ReadRange(entry.CallsPerSecond, 50, 1, 10_000, $"{pointer}/calls_per_second", ""),
            findings.ReadRange(entry.Concurrent, 1000, 1, 100_000, $"{pointer}/concurrent", ""))
        {
            TrustsAttestation = entry.TrustAttestation ?? true,
            Carrier = Carrier(entry.Carrier, ground, $"{pointer}/carrier"),
        };
    }

    private static CarrierTerms? Carrier(CarrierEntry? entry, Ground ground, string pointer)
    {
        if (entry is null) return null;
        var carriers = ground.Rules.Carriers;
        var (findings, at) = (ground.Findings, $"{pointer}/settings");
        if (carriers.FirstOrDefault(form => form.Name == entry.Name) is { } form)
            SettingsForms.Check(form.Name, form.Needed, form.Optional, entry.Settings, findings, at);
        else
            SettingsForms.Unknown("carrier", entry.Name, carriers.Select(known => known.Name), findings, $"{pointer}/name");
        return new CarrierTerms(entry.Name, entry.Settings ?? new Dictionary<string, string>());
    }

    /// <summary>A source address leads to one trunk, so no network may be in two of them.</summary>
    public static void CheckNetworks(IReadOnlyList<TrunkEntry> trunks, Findings findings)
    {
        var owners = new Dictionary<string, string>();
        foreach (var (index, trunk) in trunks.Index())
        {
            foreach (var (place, address) in (trunk.Match?.Addresses ?? []).Index())
            {
                if (!owners.TryAdd(address, trunk.Id))
                {
                    findings.Add(
                        $"/trunks/{index}/match/addresses/{place}", "duplicate_network",
                        $"{Findings.Cut(address)} belongs to trunk \"{owners[address]}\" already.");
                }
            }
        }
    }

    private static List<IPNetwork> Networks(MatchEntry? match, Ground ground, string pointer) =>
    [
        .. (match?.Addresses ?? []).Index()
            .Select(pair => Addresses.ReadNetwork(pair.Item, ground, $"{pointer}/{pair.Index}"))
            .OfType<IPNetwork>(),
    ];

    private static FrozenDictionary<string, string> Tags(
        IReadOnlyDictionary<string, string>? tags, Findings findings, string pointer)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (header, tag) in tags ?? new Dictionary<string, string>())
        {
            var isToken = header.Length is > 0 and <= 64 && header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');
            if (!isToken) findings.Add(pointer, "header", $"\"{Findings.Cut(header)}\" is not a header's name.");
            else if (!read.TryAdd(header, tag.ToLowerInvariant()))
                findings.Add(pointer, "duplicate_key", $"Header {header} is here twice; case does not matter.");
            if (tag.Length is 0 or > 64) findings.Add($"{pointer}/{header}", "tag", "A tag has 1 to 64 characters.");
        }

        return read.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static void CheckDigest(DigestEntry? digest, Findings findings, string pointer)
    {
        if (digest?.Secret != DigestEntry.Unchanged) return;
        findings.Add($"{pointer}/secret", "secret", "There is no secret that could stay unchanged.", "write it out");
    }
}
