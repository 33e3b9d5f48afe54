using System.Globalization;
using System.Security.Cryptography;

namespace Bidline.Storage;

/// <summary>
/// The directory that one server owns while it runs: made when missing, locked against a second server, and named,
/// so that a call's record says which run of which node had it.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream? _lock;

    private DataDirectory(string path, FileStream? held, string node) => (Path, _lock, Node) = (path, held, node);

    public string Path { get; }

    /// <summary>"7f3a9c12.3": this data directory, and how many times a server has been started on it.</summary>
    public string Node { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public static DataDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            var held = Lock(full);
            return new DataDirectory(full, held, NextRun(System.IO.Path.Combine(full, "node")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                StoreTrouble.BadSettings, $"The data directory {full} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>For reading beside a running server: nothing is made, locked or counted.</summary>
    public static DataDirectory Look(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        return Directory.Exists(full)
            ? new DataDirectory(full, null, "reader")
            : throw new StoreException(StoreTrouble.BadSettings, $"There is no data directory {full}.");
    }

    public void Dispose() => _lock?.Dispose();

    // FileShare.None is flock(LOCK_EX | LOCK_NB) on Unix: the kernel frees it when the process dies, however it dies.
    private static FileStream Lock(string directory)
    {
        var path = System.IO.Path.Combine(directory, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException)
            && System.IO.File.Exists(path))
        {
            throw new StoreException(
                StoreTrouble.InUse, $"The data directory {directory} is in use by another Bidline server.", e);
        }
    }

    private static string NextRun(string path)
    {
        var (name, run) = Read(path);
        var node = string.Create(CultureInfo.InvariantCulture, $"{name}.{run + 1}");
        var fresh = path + ".new";
        System.IO.File.WriteAllText(fresh, node + "\n");
        System.IO.File.Move(fresh, path, overwrite: true);
        return node;
    }

    private static (string Name, int Run) Read(string path)
    {
        var text = System.IO.File.Exists(path) ? System.IO.File.ReadAllText(path).Trim() : "";
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && int.TryParse(text.AsSpan(dot + 1), CultureInfo.InvariantCulture, out var run)
            ? (text[..dot], run)
            : (RandomNumberGenerator.GetHexString(8, lowercase: true), 0);
    }
}
