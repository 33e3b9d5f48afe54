using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bidline.Primitives;

namespace Bidline.Recordings;

/// <summary>
/// Links that let a player fetch one recording for a few minutes without a key, since no key can be given to an element
/// of a page. Signed with a secret of this server; a link that was changed or has expired opens nothing.
/// </summary>
public sealed class RecordingLinks(byte[] secret, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>A path below the server's address, and when it ends.</summary>
    public (string Path, DateTimeOffset Until) To(CallId call, int attempt)
    {
        var until = clock.GetUtcNow() + Lifetime;
        var seconds = until.ToUnixTimeSeconds();
        return (
            string.Create(
                CultureInfo.InvariantCulture,
                $"v1/calls/{call}/recordings/{attempt}/sound?until={seconds}&signature={Sign(call, attempt, seconds)}"),
            DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    /// <summary>Whether this is a link of ours that still holds.</summary>
    public bool Opens(CallId call, int attempt, long until, string signature) =>
        until > clock.GetUtcNow().ToUnixTimeSeconds()
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Sign(call, attempt, until)), Encoding.ASCII.GetBytes(signature));

    private string Sign(CallId call, int attempt, long until) => Convert.ToHexStringLower(HMACSHA256.HashData(
        secret, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{call}/{attempt}/{until}"))));
}
