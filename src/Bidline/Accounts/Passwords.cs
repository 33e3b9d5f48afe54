using System.Globalization;
using System.Security.Cryptography;

namespace Bidline.Accounts;

/// <summary>Hashes passwords with PBKDF2: "pbkdf2-sha512$210000$salt$hash", so that the count can rise later.</summary>
public static class Passwords
{
    public const int LengthMin = 10;

    /// <summary>A longer one would let a stranger make us hash for long.</summary>
    public const int LengthMax = 256;

    /// <summary>OWASP's Password Storage Cheat Sheet for PBKDF2-HMAC-SHA512.</summary>
    private const int Rounds = 210_000;

    private const string Scheme = "pbkdf2-sha512";

    /// <summary>Verifying against this takes as long as against a real one; nothing matches it.</summary>
    internal static string Decoy { get; } = Hash(Secrets.New(""));

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var rounds = Rounds.ToString(CultureInfo.InvariantCulture);
        return $"{Scheme}${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Derive(password, salt, Rounds))}";
    }

    public static bool Matches(string password, string kept)
    {
        if (password.Length > LengthMax) return false;
        if (kept.Split('$') is not [Scheme, var rounds, var salt, var hash]) return false;
        var derived = Derive(
            password, Convert.FromBase64String(salt), int.Parse(rounds, CultureInfo.InvariantCulture));
        return CryptographicOperations.FixedTimeEquals(derived, Convert.FromBase64String(hash));
    }

    /// <summary>Null when the password may be used, otherwise a sentence.</summary>
    public static string? Complaint(string password) => password.Length switch
    {
        < LengthMin => $"A password has at least {LengthMin} characters.",
        > LengthMax => $"A password has at most {LengthMax} characters.",
        _ => null,
    };

    private static byte[] Derive(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, 32);
}
