using System.Text.Json.Nodes;
using Bidline.Calls;

namespace Bidline.Server.Api;

/// <summary>Turns a call's log into the keys that explain it.</summary>
internal static class Traces
{
    public static JsonObject? Of(IReadOnlyList<CallLogEntry> log) => null;
}
