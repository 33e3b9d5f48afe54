using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Bidline.Accounts;

/// <summary>Random secrets, and the form in which they are kept.</summary>
internal static class Secrets
{
    /// <summary>256 random bits after a prefix that tells leak scanners whose they are.</summary>
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// SHA-256: enough for 256 random bits, which nobody guesses; passwords, which people choose, get
    /// <see cref="Passwords"/>.
    /// </summary>
    public static string Hash(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
