using System.Security.Cryptography;

namespace Bidline.Server.Hosting;

/// <summary>
/// The secret behind the caller hashes that bidders see: made once, kept in the data directory, readable by its owner
/// only. A bare hash of a ten-digit number would be guessed in seconds.
/// </summary>
internal static class CallerHashKey
{
    private const int Length = 32;

    public static byte[] In(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, "caller-hash.key");
        if (File.Exists(file) && File.ReadAllBytes(file) is { Length: Length } kept) return kept;

        var key = RandomNumberGenerator.GetBytes(Length);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(key);
        return key;
    }
}
