using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>
/// The user part of an offer's SIP address, and the id that a dialect knows it by: a prefix and 32 hexadecimal digits.
/// Matched whatever the case: exchanges on the way change it.
/// </summary>
public static class OfferAddress
{
    public const string Native = "rsv_";

    /// <summary>As in the dialect that most senders know.</summary>
    public const string Ringba = "RTB";

    private const int DigitsCount = 32;

    /// <summary>Looks like ours, whether or not there is such an offer.</summary>
    public static bool IsOurs(string? user) =>
        user is not null && (Has(user, Native) || (Has(user, Ringba) && user.Length >= Ringba.Length + DigitsCount / 2));

    public static bool TryRead(string? user, out ReservationId id)
    {
        id = default;
        if (user is null) return false;
        var digits = Has(user, Native) ? user.AsSpan(Native.Length) : Has(user, Ringba) ? user.AsSpan(Ringba.Length) : default;
        if (digits.Length != DigitsCount || !Guid.TryParseExact(digits, "N", out var value)) return false;
        id = new ReservationId(value);
        return true;
    }

    public static string Print(string prefix, ReservationId id) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{id.Value:N}");

    private static bool Has(string user, string prefix) => user.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
