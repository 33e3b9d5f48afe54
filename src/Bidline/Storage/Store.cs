namespace Bidline.Storage;

/// <summary>
/// What one server must not lose, on either store: writes go through <see cref="Commits"/>, reads through
/// <see cref="Read"/>. Safe on any thread.
/// </summary>
public sealed class Store : IAsyncDisposable
{
    private readonly DataDirectory _directory;
    private readonly IDatabase _database;
    private readonly CommitQueue? _commits;
    private readonly Heartbeat? _heartbeat;
    private readonly BidStore? _bids;

    private Store(StoreSettings settings, DataDirectory directory, IDatabase database, TimeProvider clock)
    {
        Settings = settings;
        _directory = directory;
        _database = database;
        if (settings.ReadOnly) return;
        _bids = BidStore.Open(directory.File("bids.duckdb"), clock);
        _commits = new CommitQueue(database.Writer(directory.Node));
        _heartbeat = new Heartbeat(_commits, directory.Node, clock);
    }

    public StoreSettings Settings { get; }

    /// <summary>Which run of which node this is: "7f3a9c12.3". It changes with every start.</summary>
    public string Node => _directory.Node;

    public CommitQueue Commits => _commits ?? throw ReadOnly();

    /// <summary>Every candidate of every auction, for counting.</summary>
    public BidStore Bids => _bids ?? throw ReadOnly();

    /// <summary>
    /// Opens, or makes, the store: data directory, lock, migrations. Throws <see cref="StoreException"/> with a
    /// sentence to show when that cannot be.
    /// </summary>
    public static async Task<Store> OpenAsync(StoreSettings settings, TimeProvider clock, CancellationToken cancel)
    {
        var directory = settings.ReadOnly
            ? DataDirectory.Look(settings.DataDirectory)
            : DataDirectory.Open(settings.DataDirectory);
        try
        {
            return await OpenAsync(settings, directory, clock, cancel);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>The tables, for reading. The caller disposes it; it is not safe on two threads at once.</summary>
    public Db Read() => _database.Read();

    /// <summary>Writes what is queued, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_heartbeat is not null) await _heartbeat.DisposeAsync();
        if (_commits is not null) await Task.Run(_commits.Dispose);
        if (_bids is not null) await _bids.DisposeAsync();
        _database.Dispose();
        _directory.Dispose();
    }

    private static async Task<Store> OpenAsync(
        StoreSettings settings, DataDirectory directory, TimeProvider clock, CancellationToken cancel)
    {
        var database = Database(settings, directory);
        Store? store = null;
        try
        {
            await Task.Run(() => database.Prepare(clock), cancel);
            store = await Task.Run(() => new Store(settings, directory, database, clock), cancel);
            if (store._heartbeat is { } heartbeat) await heartbeat.StartAsync();
            return store;
        }
        catch when (store is not null)
        {
            await store.DisposeAsync();
            throw;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static StoreException ReadOnly() => new(StoreTrouble.Closed, "The store was opened for reading only.");

    private static IDatabase Database(StoreSettings settings, DataDirectory directory) => settings switch
    {
        { Kind: StoreKind.Sqlite } => new SqliteDatabase(directory.File("bidline.db"), settings.ReadOnly),
        { PostgresConnection: { } connection } => new PostgresDatabase(connection, settings.ReadOnly),
        _ => throw new StoreException(
            StoreTrouble.BadSettings, "The PostgreSQL store needs a connection string (--postgres)."),
    };
}
