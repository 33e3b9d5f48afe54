using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bidline.Campaigns.Entries;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Bidline.Campaigns;

/// <summary>Writes a market as the file that reads back to the same document.</summary>
public static partial class MarketWriter
{
    public static string Write(MarketDocument document) => Write(JsonSerializer.SerializeToNode(document, MarketJson.Compact));

    /// <summary>A part of a market as it stands in a file, under its key: "answer:" and what it says.</summary>
    public static string WritePart<T>(string key, T part) =>
        Write(new JsonObject { [key] = JsonSerializer.SerializeToNode(part, MarketJson.Compact) });

    private static string Write(JsonNode? document)
    {
        var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(2, int.MaxValue, false, 1024).WithIndentedSequences());
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, document, 0);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    /// <summary>SHA-256 over the written file, so that two markets can be told apart: "sha256:…".</summary>
    public static string Hash(MarketDocument document) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Write(document))))}";

    /// <summary>The document with every secret replaced by the word that leaves it as it is.</summary>
    public static MarketDocument WithoutSecrets(MarketDocument document) => document with
    {
        Publishers = [.. document.Publishers.Select(PartySecrets.Hide)],
        Buyers = [.. document.Buyers.Select(PartySecrets.Hide)],
        Targets = [.. document.Targets.Select(WithoutSecrets)],
        Trunks = [.. document.Trunks.Select(WithoutSecrets)],
        Endpoints = [.. document.Endpoints.Select(EndpointSecrets.Hide)],
        Lookups = [.. document.Lookups.Select(LookupSecrets.Hide)],
    };

    public static EndpointEntry WithoutKeys(EndpointEntry endpoint) => EndpointSecrets.Hide(endpoint);

    public static LookupEntry WithoutSecrets(LookupEntry lookup) => LookupSecrets.Hide(lookup);

    public static PublisherEntry WithoutSecrets(PublisherEntry publisher) => PartySecrets.Hide(publisher);

    public static BuyerEntry WithoutSecrets(BuyerEntry buyer) => PartySecrets.Hide(buyer);

    public static TargetEntry WithoutSecrets(TargetEntry target) => BidderSecrets.Hide(target);

    public static TrunkEntry WithoutSecrets(TrunkEntry trunk) => TrunkSecrets.Hide(trunk);

    private static void Emit(Emitter emitter, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject map:
                var mapStyle = IsShort(map, depth) ? MappingStyle.Flow : MappingStyle.Block;
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, true, mapStyle));
                foreach (var (key, value) in map)
                {
                    EmitScalar(emitter, key, isText: true);
                    Emit(emitter, value, depth + 1);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                var listStyle = list.All(item => item is JsonValue) ? SequenceStyle.Flow : SequenceStyle.Block;
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, true, listStyle));
                foreach (var item in list) Emit(emitter, item, depth + 1);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value:
                var isText = value.GetValueKind() == JsonValueKind.String;
                EmitScalar(emitter, isText ? value.GetValue<string>() : value.ToJsonString(), isText);
                break;
        }
    }

    private static void EmitScalar(Emitter emitter, string text, bool isText)
    {
        var style = !isText || Word().IsMatch(text) && !IsReserved(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted;
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, true, true));
    }

    /// <summary>Small groups deep in the file are easier to read on one line, and so are rows of rules.</summary>
    private static bool IsShort(JsonObject map, int depth) =>
        depth > 2 && map.Count <= (depth > 5 ? 6 : 4) && map.All(pair => pair.Value is JsonValue);

    /// <summary>Words that other YAML readers would take for a truth value or nothing.</summary>
    private static bool IsReserved(string text) =>
        text.ToLowerInvariant() is "true" or "false" or "yes" or "no" or "on" or "y" or "n" or "null";

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_./@+-]*( [a-zA-Z0-9_./@+-]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
