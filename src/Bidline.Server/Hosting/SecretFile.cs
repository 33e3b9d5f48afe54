using System.Security.Cryptography;

namespace Bidline.Server.Hosting;

/// <summary>
/// A secret of this server: made once, kept in the data directory, readable by its owner only.
/// </summary>
internal static class SecretFile
{
    /// <summary>Behind the caller hashes that bidders see: a bare hash of a ten-digit number is guessed in seconds.</summary>
    public const string CallerHash = "caller-hash.key";

    /// <summary>Signs links to recordings.</summary>
    public const string RecordingLinks = "recording-links.key";

    private const int Length = 32;

    public static byte[] In(string dataDirectory, string name)
    {
        var file = Path.Combine(dataDirectory, name);
        if (File.Exists(file) && File.ReadAllBytes(file) is { Length: Length } kept) return kept;

        var key = RandomNumberGenerator.GetBytes(Length);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(key);
        return key;
    }
}
