using System.Buffers.Text;
using System.Text.Json;
using Bidline.Primitives;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Callers;

/// <summary>
/// How far a carrier vouches for the caller's number (STIR/SHAKEN): what a carrier found when it verified, or else what
/// the PASSporT of the call claims. No signature is verified here: a trunk whose word is not to be taken says so in the
/// market.
/// </summary>
internal static class Attestations
{
    /// <summary>RFC 8224 12.1: an older one may be a copy.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(60);

    private const int PassportMax = 2_048;

    /// <summary>"A", "B" or "C"; null when there is none, or none that counts.</summary>
    public static string? Read(SipMessage invite, PhoneNumber caller, DateTimeOffset now)
    {
        // Who verified has the last word, also when it found the signature wrong.
        if (TryVerstat(invite.Value(HeaderId.AssertedIdentity), out var found) || TryVerstat(invite.From, out found))
            return found;
        var index = invite.Find("Identity"u8);
        if (index < 0) index = invite.Find("y"u8);
        return index < 0 ? null : OfIdentity(invite.Value(index), caller, now);
    }

    /// <summary>
    /// ATIS-1000082: "TN-Validation-Passed-A", where carriers leave A out; "TN-Validation-Failed"; "No-TN-Validation".
    /// </summary>
    private static bool TryVerstat(ReadOnlySpan<byte> value, out string? attestation)
    {
        attestation = null;
        var at = value.IndexOf("verstat="u8);
        if (at < 0) return false;
        var rest = value[(at + "verstat=".Length)..];
        if (!rest.StartsWith("TN-Validation-Passed"u8)) return true;
        rest = rest["TN-Validation-Passed".Length..];
        attestation = rest.Length < 2 || rest[0] != '-' ? "A" : LevelOf((char)rest[1]);
        return true;
    }

    /// <summary>RFC 8225: three parts of base64url; the middle one is the claim.</summary>
    private static string? OfIdentity(ReadOnlySpan<byte> value, PhoneNumber caller, DateTimeOffset now)
    {
        var end = value.IndexOf((byte)';');
        var passport = SipText.Trim(end < 0 ? value : value[..end]);
        if (passport.Length is 0 or > PassportMax) return null;
        var first = passport.IndexOf((byte)'.');
        if (first < 0) return null;
        var claim = passport[(first + 1)..];
        var second = claim.IndexOf((byte)'.');
        if (second <= 0 || !Base64Url.IsValid(claim[..second])) return null;
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromUtf8(claim[..second]));
            return OfClaim(json.RootElement, caller, now);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or text in it that is not Unicode.
            return null;
        }
    }

    private static string? OfClaim(JsonElement claim, PhoneNumber caller, DateTimeOffset now)
    {
        if (claim.ValueKind != JsonValueKind.Object
            || !claim.TryGetProperty("attest", out var attest) || attest.ValueKind != JsonValueKind.String
            || !claim.TryGetProperty("iat", out var iat) || iat.ValueKind != JsonValueKind.Number
            || !iat.TryGetInt64(out var issued)) return null;
        if (Math.Abs(now.ToUnixTimeSeconds() - (decimal)issued) > (decimal)FreshFor.TotalSeconds) return null;
        // One that was made for another caller says nothing of this one.
        if (!IsOf(claim, caller)) return null;
        return attest.GetString() is { Length: 1 } level ? LevelOf(level[0]) : null;
    }

    private static bool IsOf(JsonElement claim, PhoneNumber caller) =>
        caller.IsSet
        && claim.TryGetProperty("orig", out var orig) && orig.ValueKind == JsonValueKind.Object
        && orig.TryGetProperty("tn", out var number) && number.ValueKind == JsonValueKind.String
        && PhoneNumber.TryParse(number.GetString(), out var told) && told == caller;

    private static string? LevelOf(char level) => level switch { 'A' => "A", 'B' => "B", 'C' => "C", _ => null };
}
