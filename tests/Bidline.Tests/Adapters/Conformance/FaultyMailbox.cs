using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Bidline.Tests.Adapters.Conformance;

/// <summary>
/// How the bidder of these tests takes notices: signature and time are checked as Standard Webhooks 1.0 says, written
/// from that page and not from our own code.
/// </summary>
internal sealed class FaultyMailbox(Fault fault)
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, bool> _seen = new();

    /// <summary>The status to answer with.</summary>
    public async Task<int> TakeAsync(HttpRequest request)
    {
        var body = await new StreamReader(request.Body, Encoding.UTF8).ReadToEndAsync();
        var (id, timestamp) = (request.Headers["webhook-id"].ToString(), request.Headers["webhook-timestamp"].ToString());
        if (fault != Fault.TakesAnySignature && !IsSigned(request.Headers["webhook-signature"].ToString(), $"{id}.{timestamp}.{body}"))
            return 401;
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture));
        var skew = (TimeProvider.System.GetUtcNow() - at).Duration();
        if (fault != Fault.TakesOldNotices && skew > Tolerance) return 400;
        if (fault == Fault.KnowsNoLosses && (string?)JsonNode.Parse(body)!["type"] == "bid.lost") return 404;
        return _seen.TryAdd(id, true) || fault != Fault.RefusesTheSecondWin ? 204 : 409;
    }

    private static bool IsSigned(string signatures, string content)
    {
        var key = Convert.FromBase64String(Secret["whsec_".Length..]);
        var own = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(content)));
        return signatures.Split(' ').Contains($"v1,{own}");
    }
}
