using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bidline.Adapters.Payments.Stripe;

public enum SignatureVerdict
{
    Good,

    /// <summary>No header, or not of the form t=…,v1=….</summary>
    Missing,

    /// <summary>Made with another secret, or for another body.</summary>
    Wrong,

    /// <summary>Good once: its moment is too far from now.</summary>
    Stale,
}

/// <summary>The header Stripe-Signature (docs.stripe.com/webhooks#verify-manually).</summary>
public static class StripeSignature
{
    public const string Header = "Stripe-Signature";

    /// <summary>Stripe's own libraries allow as much.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static SignatureVerdict Verify(string? header, ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        var parts = (header ?? "").Split(',').Select(part => part.Trim().Split('=', 2)).Where(part => part.Length == 2).ToArray();
        var times = parts.Where(part => part[0] == "t").Select(part => part[1]).ToArray();
        // While a secret is rolled there is one for the old and one for the new.
        var signatures = parts.Where(part => part[0] == "v1").Select(part => part[1]).ToArray();
        if (times.Length != 1 || signatures.Length == 0
            || !long.TryParse(times[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return SignatureVerdict.Missing;
        var expected = Encoding.ASCII.GetBytes(Sign(times[0], body, secret));
        if (!signatures.Any(given => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), expected)))
            return SignatureVerdict.Wrong;
        return (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= Tolerance
            ? SignatureVerdict.Good
            : SignatureVerdict.Stale;
    }

    /// <summary>What v1 is for this moment and body.</summary>
    public static string Sign(string seconds, ReadOnlySpan<byte> body, string secret)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes($"{seconds}."));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
