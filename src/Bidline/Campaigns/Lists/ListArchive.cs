using System.Collections.Concurrent;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Campaigns.Lists;

/// <summary>
/// The contents of lists in the store, each once by its hash whatever versions of the market refer to it. In memory as
/// long as a book has it. Safe on any thread.
/// </summary>
public sealed class ListArchive(Store store)
{
    /// <summary>Small enough that no call waits long behind one in the commit queue.</summary>
    private const int ChunkLength = 256 * 1024;

    private const string InsertChunk =
        "INSERT INTO list_chunks (hash, place, body) VALUES (@p0, @p1, @p2) ON CONFLICT (hash, place) DO NOTHING";

    private const string InsertContent =
        "INSERT INTO list_contents (hash, kind, size, at) VALUES (@p0, @p1, @p2, @p3) ON CONFLICT (hash) DO NOTHING";

    private readonly ConcurrentDictionary<string, WeakReference<ValueList>> _known = new(StringComparer.Ordinal);

    /// <summary>Durable when it returns. One that is stored already is not stored again.</summary>
    public async Task SaveAsync(ValueList list, CancellationToken cancel)
    {
        if (await FindAsync(list.Hash, cancel).ConfigureAwait(false) is not null) return;
        var places = 0;
        foreach (var chunk in list.Pack().Chunk(ChunkLength))
        {
            var statement = new Statement(InsertChunk, list.Hash, places++, chunk);
            await store.Commits.CommitAsync(new CommitUnit(null, [statement])).ConfigureAwait(false);
        }

        // Last, so that a content that is there is whole.
        var content = new Statement(
            InsertContent, list.Hash, list.Kind.ToString(), list.Count, UnixMicros.Of(list.StoredAt ?? default));
        await store.Commits.CommitAsync(new CommitUnit(null, [content])).ConfigureAwait(false);
        _known[list.Hash] = new WeakReference<ValueList>(list);
    }

    /// <summary>Those of these hashes that are stored.</summary>
    internal async Task<IReadOnlyDictionary<string, ValueList>> LoadAsync(
        IEnumerable<string> hashes, CancellationToken cancel)
    {
        var loaded = new Dictionary<string, ValueList>(StringComparer.Ordinal);
        foreach (var hash in hashes.Distinct(StringComparer.Ordinal))
            if (await FindAsync(hash, cancel).ConfigureAwait(false) is { } list)
                loaded[hash] = list;
        return loaded;
    }

    private async Task<ValueList?> FindAsync(string hash, CancellationToken cancel)
    {
        if (_known.TryGetValue(hash, out var reference) && reference.TryGetTarget(out var known)) return known;
        await using var db = store.Read();
        var row = await db.Set<ListContentRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Hash == hash, cancel).ConfigureAwait(false);
        if (row is null) return null;
        var chunks = await db.Set<ListChunkRow>().AsNoTracking().Where(chunk => chunk.Hash == hash)
            .OrderBy(chunk => chunk.Place).Select(chunk => chunk.Body).ToListAsync(cancel).ConfigureAwait(false);
        var list = ValueList.Unpack(
            Enum.Parse<ListKind>(row.Kind), [.. chunks.SelectMany(body => body)], UnixMicros.At(row.At));
        _known[hash] = new WeakReference<ValueList>(list);
        return list;
    }
}

internal sealed class ListContentRow
{
    public required string Hash { get; set; }

    public required string Kind { get; set; }

    public int Size { get; set; }

    public long At { get; set; }
}

internal sealed class ListChunkRow
{
    public required string Hash { get; set; }

    public int Place { get; set; }

    public required byte[] Body { get; set; }
}
