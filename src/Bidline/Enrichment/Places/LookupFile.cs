using System.Security.Cryptography;
using Bidline.Accounts;
using Bidline.Campaigns;

namespace Bidline.Enrichment.Places;

/// <summary>What reading a file gave: its content, or every mistake of it.</summary>
public sealed record LookupReading(IReadOnlyList<Mistake> Mistakes)
{
    /// <summary>Null when there are mistakes.</summary>
    public object? Content { get; init; }

    /// <summary>ZIP codes in it; null where they are not counted.</summary>
    public int? Size { get; init; }

    /// <summary>What it tells the state of.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>What was left out, and the like: for who loaded it.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>How a kind of file is read, from its path and the moment that it came.</summary>
public delegate LookupReading ReadLookupFile(string path, DateTimeOffset at);

/// <summary>A file that is loaded.</summary>
/// <param name="Size">ZIP codes in it; absent where they are not counted.</param>
/// <param name="AsOf">What it tells the state of; null where it does not say.</param>
public sealed record LoadedFile(
    int? Size, long Bytes, string Sha256, DateTimeOffset LoadedAt, DateTimeOffset? AsOf, IReadOnlyList<string> Remarks);

/// <summary>
/// One file that facts are looked up in. What comes is stored and read beside the one before it, and takes its place only
/// when all of it is right: whatever fails, the former stays. Safe on any thread.
/// </summary>
/// <param name="id">"zips": its name in the API.</param>
/// <param name="name">Its name in the directory.</param>
/// <param name="lengthMax">In bytes; what is longer is not taken.</param>
public sealed class LookupFile(
    string id, string directory, string name, long lengthMax, ReadLookupFile read, Audit audit, TimeProvider clock)
    : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly string _path = Path.Combine(directory, name);
    private volatile Held? _held;

    public string Id => id;

    /// <summary>Null where nothing is loaded.</summary>
    public LoadedFile? Loaded => _held?.Loaded;

    internal object? Content => _held?.Content;

    /// <summary>At the start of the process, before the first call.</summary>
    /// <returns>What is wrong with the file that was there; none when it was read, or there is none.</returns>
    public async Task<IReadOnlyList<Mistake>> LoadAsync(CancellationToken cancel)
    {
        if (!File.Exists(_path)) return [];
        var at = new DateTimeOffset(File.GetLastWriteTimeUtc(_path), TimeSpan.Zero);
        string hash;
        await using (var file = File.OpenRead(_path))
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel).ConfigureAwait(false));
        var reading = await Task.Run(() => read(_path, at), cancel).ConfigureAwait(false);
        Hold(reading, hash, at);
        return reading.Mistakes;
    }

    /// <summary>Takes the place of the former file, or is refused with its mistakes and changes nothing.</summary>
    /// <exception cref="IOException">It could not be stored; the former file stays.</exception>
    public async Task<LookupReading> ReplaceAsync(Stream content, Author author, CancellationToken cancel)
    {
        await _changing.WaitAsync(cancel).ConfigureAwait(false);
        var fresh = $"{_path}.new";
        try
        {
            Directory.CreateDirectory(directory);
            if (await StoreAsync(content, fresh, cancel).ConfigureAwait(false) is not { } hash) return TooLarge;
            var now = clock.GetUtcNow();
            var reading = await Task.Run(() => read(fresh, now), cancel).ConfigureAwait(false);
            if (reading.Content is null) return reading;
            File.Move(fresh, _path, overwrite: true);
            Hold(reading, hash, now);
            await audit.NoteAsync(author, new AuditEntry(
                "changed", $"lookup file {id}", $"loaded sha256:{hash}")).ConfigureAwait(false);
            return reading;
        }
        finally
        {
            if (File.Exists(fresh)) File.Delete(fresh);
            _changing.Release();
        }
    }

    /// <summary>False when there is none.</summary>
    public async Task<bool> RemoveAsync(Author author, CancellationToken cancel)
    {
        await _changing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_held is null && !File.Exists(_path)) return false;
            File.Delete(_path);
            _held = null;
            await audit.NoteAsync(author, new AuditEntry("removed", $"lookup file {id}", "removed it")).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose() => _changing.Dispose();

    private void Hold(LookupReading reading, string hash, DateTimeOffset at)
    {
        if (reading.Content is { } content)
        {
            _held = new Held(content, new LoadedFile(
                reading.Size, new FileInfo(_path).Length, hash, at, reading.AsOf, reading.Remarks));
        }
    }

    private LookupReading TooLarge => new([new Mistake(
        "", "too_large", $"The file is larger than {lengthMax / 1024 / 1024} MB; the former stays.")]);

    /// <summary>Its hash; null when it is too large.</summary>
    private async Task<string?> StoreAsync(Stream content, string path, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(
            path, FileMode.Create, FileAccess.Write, FileShare.None, 128 * 1024, useAsync: true);
        var chunk = new byte[128 * 1024];
        while (await content.ReadAsync(chunk, cancel).ConfigureAwait(false) is > 0 and var count)
        {
            if (file.Position + count > lengthMax) return null;
            hash.AppendData(chunk, 0, count);
            await file.WriteAsync(chunk.AsMemory(0, count), cancel).ConfigureAwait(false);
        }

        // On the disk before it takes the place of the one that is.
        await file.FlushAsync(cancel).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed record Held(object Content, LoadedFile Loaded);
}
