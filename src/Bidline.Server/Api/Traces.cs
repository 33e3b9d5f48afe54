using System.Text.Json;
using System.Text.Json.Nodes;
using Bidline.Calls;
using Bidline.Campaigns;

namespace Bidline.Server.Api;

/// <summary>Turns a call's log into the keys that explain it.</summary>
internal static class Traces
{
    /// <summary>Null for an empty log.</summary>
    public static JsonObject? Of(IReadOnlyList<CallLogEntry> log, CampaignBook book) => CallTrace.Of(log, book) is { } trace
        ? JsonSerializer.SerializeToNode(trace, MarketJson.Full)?.AsObject()
        : null;
}
