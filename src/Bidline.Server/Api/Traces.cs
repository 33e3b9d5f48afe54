using System.Text.Json;
using System.Text.Json.Nodes;
using Bidline.Calls;
using Bidline.Campaigns;

namespace Bidline.Server.Api;

/// <summary>Turns a call's log into the keys that explain it.</summary>
internal static class Traces
{
    /// <summary>The call's own keys, and beside them those of its trace: what the API answers and the call page copies.</summary>
    /// <param name="inFull">Whether the caller's number may be shown.</param>
    public static JsonObject Whole(CallListItem call, bool inFull, CallTrace? trace)
    {
        var whole = JsonSerializer.SerializeToNode(CallAnswer.Of(call, inFull), MarketJson.Full)!.AsObject();
        if (JsonSerializer.SerializeToNode(trace, MarketJson.Full) is not JsonObject keys) return whole;
        foreach (var (key, value) in keys.Where(pair => !whole.ContainsKey(pair.Key))) whole[key] = value?.DeepClone();
        return whole;
    }
}
