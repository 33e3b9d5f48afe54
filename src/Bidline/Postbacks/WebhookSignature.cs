using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bidline.Primitives;

namespace Bidline.Postbacks;

/// <summary>
/// Signs as Standard Webhooks 1.0 says: HMAC-SHA256 over "id.timestamp.body", one signature for each secret that is
/// valid at the time.
/// </summary>
public static class WebhookSignature
{
    /// <summary>In front of every secret, so that leak scanners know what it is.</summary>
    public const string SecretPrefix = SigningSecret.Prefix;

    private const int SecretBytes = 32;

    private const int SignaturesMax = 8;

    public static string NewSecret() =>
        SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The headers webhook-id, webhook-timestamp and webhook-signature.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(
        string id, DateTimeOffset at, ReadOnlySpan<byte> body, IEnumerable<string> secrets)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = new byte[Encoding.UTF8.GetByteCount(id) + timestamp.Length + body.Length + 2];
        var head = Encoding.UTF8.GetBytes($"{id}.{timestamp}.", signed);
        body.CopyTo(signed.AsSpan(head));
        var signatures = secrets.Select(
            secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), signed)));
        return
        [
            KeyValuePair.Create("webhook-id", id),
            KeyValuePair.Create("webhook-timestamp", timestamp),
            KeyValuePair.Create("webhook-signature", string.Join(' ', signatures)),
        ];
    }

    /// <summary>Whether one of the signatures is by one of the secrets, compared in constant time.</summary>
    public static bool IsValid(
        string id, string timestamp, ReadOnlySpan<byte> body, string signatures, IEnumerable<string> secrets)
    {
        var signed = (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = secrets
            .Select(secret => Encoding.ASCII.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), signed))))
            .ToArray();
        var valid = false;
        foreach (var given in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(SignaturesMax))
            foreach (var one in expected)
                valid |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), one);
        return valid;
    }

    /// <summary>Reads the header webhook-timestamp: seconds since 1970.</summary>
    public static bool TryReadTime(string timestamp, out DateTimeOffset at)
    {
        at = default;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return false;
        at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    private static byte[] KeyOf(string secret) => Convert.FromBase64String(secret[SecretPrefix.Length..]);
}
