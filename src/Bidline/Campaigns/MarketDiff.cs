using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;

namespace Bidline.Campaigns;

/// <summary>Tells two markets apart, entry by entry and value by value.</summary>
public static class MarketDiff
{
    public static IReadOnlyList<MarketChange> Between(MarketDocument before, MarketDocument after)
    {
        var changes = new List<MarketChange>();
        var market = new Walk("market", null, Wording.Of(after), changes);
        market.Compare("/currency", Text(before.Currency), Text(after.Currency), ["currency"]);
        market.Compare("/timezone", Text(before.Timezone), Text(after.Timezone), ["timezone"]);
        foreach (var ((section, old), (_, now)) in before.Sections().Zip(after.Sections()))
            CompareSection(section[..^1], old, now, Wording.Of(after), changes);
        return changes;
    }

    private static void CompareSection(
        string resource,
        IReadOnlyList<IMarketEntry> before,
        IReadOnlyList<IMarketEntry> after,
        Wording wording,
        List<MarketChange> changes)
    {
        var old = before.ToDictionary(entry => entry.Key);
        var now = after.Select(entry => entry.Key).ToHashSet();
        foreach (var entry in after)
        {
            if (!old.TryGetValue(entry.Key, out var was))
                changes.Add(Whole(ChangeKind.Added, resource, entry));
            else if (!ReferenceEquals(was, entry))
            {
                var walk = new Walk(resource, entry.Key, wording, changes);
                walk.CompareMaps("", Node(was), Node(entry, was), []);
            }
        }

        changes.AddRange(before
            .Where(entry => !now.Contains(entry.Key))
            .Select(entry => Whole(ChangeKind.Removed, resource, entry)));
    }

    private static MarketChange Whole(ChangeKind kind, string resource, IMarketEntry entry)
    {
        var element = JsonSerializer.SerializeToElement(Node(entry));
        return kind == ChangeKind.Added
            ? new MarketChange(kind, resource, entry.Key, "", null, element, $"new {resource} {entry.Key}")
            : new MarketChange(kind, resource, entry.Key, "", element, null, $"removed {resource} {entry.Key}");
    }

    /// <summary>The entry without its secret: a change may end in a log or an answer.</summary>
    private static JsonObject Node(IMarketEntry entry, IMarketEntry? was = null)
    {
        if (entry is TrunkEntry trunk) entry = TrunkSecrets.Mask(trunk, was as TrunkEntry);
        else if (entry is TargetEntry target) entry = BidderSecrets.Mask(target, was as TargetEntry);
        else if (entry is EndpointEntry endpoint) entry = EndpointSecrets.Mask(endpoint, was as EndpointEntry);
        else if (entry is PublisherEntry publisher) entry = PartySecrets.Mask(publisher, was as PublisherEntry);
        else if (entry is BuyerEntry buyer) entry = PartySecrets.Mask(buyer, was as BuyerEntry);
        else if (entry is LookupEntry lookup) entry = LookupSecrets.Mask(lookup, was as LookupEntry);
        return JsonSerializer.SerializeToNode(entry, entry.GetType(), MarketJson.Compact)!.AsObject();
    }

    private static JsonValue? Text(string? text) => text is null ? null : JsonValue.Create(text);

    /// <summary>Compares the values of one entry and words what differs.</summary>
    private sealed class Walk(string resource, string? id, Wording wording, List<MarketChange> changes)
    {
        /// <summary>A list that differs in more places, or is longer where it is shown whole, is one line.</summary>
        private const int ListedMax = 100;

        public void CompareMaps(string path, JsonObject before, JsonObject after, IReadOnlyList<string> words)
        {
            var keys = after.Select(pair => pair.Key).Concat(before.Select(pair => pair.Key)).Distinct();
            foreach (var key in keys)
                Compare(Pointer.Join(path, key), before[key], after[key], [.. words, key.Replace('_', ' ')]);
        }

        public void Compare(string path, JsonNode? before, JsonNode? after, IReadOnlyList<string> words)
        {
            if (JsonNode.DeepEquals(before, after)) return;
            if (before is JsonObject oldMap && after is JsonObject newMap) CompareMaps(path, oldMap, newMap, words);
            else if (before is JsonArray oldList && after is JsonArray newList)
                CompareLists(path, oldList, newList, words);
            else Add(path, before, after, words);
        }

        private void CompareLists(string path, JsonArray before, JsonArray after, IReadOnlyList<string> words)
        {
            var from = changes.Count;
            var byId = HaveIds(before) && HaveIds(after);
            if (byId) CompareById(path, before, after, words);
            else if (AreAlike(before, after)) CompareByPlace(path, before, after, words);
            else if (Math.Max(before.Count, after.Count) <= ListedMax) Add(path, before, after, words);
            if (changes.Count - from is > 0 and <= ListedMax) return;
            changes.RemoveRange(from, changes.Count - from);
            Add(path, Told(before), Told(after), words);
        }

        private void CompareById(string path, JsonArray before, JsonArray after, IReadOnlyList<string> words)
        {
            var (old, now) = (ById(before), ById(after));
            foreach (var key in now.Keys.Union(old.Keys))
            {
                var named = words.Take(words.Count - 1).Append($"{words[^1].TrimEnd('s')} {key}").ToList();
                Compare(Pointer.Join(path, key), old.GetValueOrDefault(key), now.GetValueOrDefault(key), named);
            }

            if (old.Keys.Order().SequenceEqual(now.Keys.Order()) && !old.Keys.SequenceEqual(now.Keys))
                Add(path, new JsonArray([.. old.Keys.Select(Text)]), new JsonArray([.. now.Keys.Select(Text)]), words);
        }

        private void CompareByPlace(string path, JsonArray before, JsonArray after, IReadOnlyList<string> words)
        {
            for (var place = 0; place < after.Count; place++)
            {
                var named = words.Take(words.Count - 1).Append($"{words[^1].TrimEnd('s')} {place + 1}").ToList();
                Compare(Pointer.Join(path, place), before[place], after[place], named);
            }
        }

        private void Add(string path, JsonNode? before, JsonNode? after, IReadOnlyList<string> words)
        {
            var kind = before is null ? ChangeKind.Added : after is null ? ChangeKind.Removed : ChangeKind.Changed;
            var line = wording.Line(resource, id, words, before, after);
            changes.Add(new MarketChange(kind, resource, id, path, Element(before), Element(after), line));
        }

        /// <summary>A list too long to show, so that two of them can be told apart.</summary>
        private static JsonValue Told(JsonArray list) => JsonValue.Create(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{list.Count:N0} entries (sha256:{Hash(list)[..8]})"));

        private static string Hash(JsonArray list) => Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(list, MarketJson.Compact)));

        private static bool HaveIds(JsonArray list) =>
            list.All(item => item is JsonObject map && map.ContainsKey("id")) && ById(list).Count == list.Count;

        private static bool AreAlike(JsonArray before, JsonArray after) =>
            before.Count == after.Count && before.Concat(after).All(item => item is JsonObject);

        private static Dictionary<string, JsonNode?> ById(JsonArray list)
        {
            var byId = new Dictionary<string, JsonNode?>();
            foreach (var item in list) byId.TryAdd(item!["id"]!.GetValue<string>(), item);
            return byId;
        }

        private static JsonElement? Element(JsonNode? node) =>
            node is null ? null : JsonSerializer.SerializeToElement(node);
    }
}
