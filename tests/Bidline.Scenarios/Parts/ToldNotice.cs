using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Bidline.Scenarios.Parts;

/// <summary>A notice as a bidder got it.</summary>
internal sealed record ToldNotice(string Target, string Id, string Timestamp, string Signature, byte[] Body)
{
    public string Type => JsonElement.Parse(Body).GetProperty("type").GetString()!;

    public static ToldNotice Of(string target, IHeaderDictionary headers, byte[] body) => new(
        target, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(),
        headers["webhook-signature"].ToString(), body);

    /// <summary>Waits until the bidders were told what is expected, and checks each signature with its buyer's secret.</summary>
    public static async Task<string> DifferenceAsync(
        IReadOnlyDictionary<string, List<string>> expected, Func<IEnumerable<ToldNotice>> told, HttpClient api,
        TimeSpan atMost, CancellationToken cancel)
    {
        var wanted = Words(expected.SelectMany(pair => pair.Value.Select(type => $"{pair.Key} {type}")));
        var until = DateTime.UtcNow + atMost;
        while (Words(Distinct(told()).Select(one => $"{one.Target} {one.Type}")) != wanted && DateTime.UtcNow < until)
            await Task.Delay(150, cancel);
        foreach (var notice in told())
        {
            var path = $"/v1/buyers/{notice.Target}/notice-secret";
            var secret = (await api.GetFromJsonAsync<JsonElement>(path, cancel)).GetProperty("secret").GetString()!;
            if (!notice.IsSignedWith(secret)) return $"{notice.Target} {notice.Type} is not signed with its secret";
        }

        var got = Words(Distinct(told()).Select(one => $"{one.Target} {one.Type}"));
        return got == wanted ? "" : $"told: expected {wanted}, was {got}";
    }

    // Notices come at least once: the id tells which are the same.
    private static IEnumerable<ToldNotice> Distinct(IEnumerable<ToldNotice> told) => told.DistinctBy(one => one.Id);

    private static string Words(IEnumerable<string> words) => string.Join(", ", words.Order(StringComparer.Ordinal));

    private bool IsSignedWith(string secret)
    {
        using var hmac = new HMACSHA256(Convert.FromBase64String(secret["whsec_".Length..]));
        var signed = Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.").Concat(Body).ToArray();
        return Signature.Split(' ').Contains("v1," + Convert.ToBase64String(hmac.ComputeHash(signed)));
    }
}
