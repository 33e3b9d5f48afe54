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

    private Store(StoreSettings settings, DataDirectory directory, IDatabase database, TimeProvider clock)
    {
        Settings = settings;
        _directory = directory;
        _database = database;
        if (settings.ReadOnly) return;
        _commits = new CommitQueue(database.Writer(directory.Node));
        _heartbeat = new Heartbeat(_commits, directory.Node, clock);
    }

    public StoreSettings Settings { get; }

    /// <summary>Which run of which node this is: "7f3a9c12.3". It changes with every start.</summary>
    public string Node => _directory.Node;

    public CommitQueue Commits => _commits
        ?? throw new StoreException(StoreTrouble.Closed, "The store was opened for reading only.");

    /// <summary>
    /// Opens, or makes, the store: data directory, lock, migrations. Throws <see cref="StoreException"/> with a
    /// sentence to show when that cannot be.
    /// </summary>
    public static async Task<Store> OpenAsync(StoreSettings settings, TimeProvider clock, CancellationToken cancel)
    {
        var directory = settings.ReadOnly
            ? DataDirectory.Look(settings.DataDirectory)
            : DataDirectory.Open(settings.DataDirectory);
        IDatabase? database = null;
        try
        {
            database = Database(settings, directory);
            await Task.Run(() => database.Prepare(clock), cancel);
            var store = new Store(settings, directory, database, clock);
            if (store._heartbeat is { } heartbeat) await heartbeat.StartAsync();
            return store;
        }
        catch
        {
            database?.Dispose();
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
        _database.Dispose();
        _directory.Dispose();
    }

    private static IDatabase Database(StoreSettings settings, DataDirectory directory) => settings switch
    {
        { Kind: StoreKind.Sqlite } => new SqliteDatabase(directory.File("bidline.db"), settings.ReadOnly),
        { PostgresConnection: { } connection } => new PostgresDatabase(connection, settings.ReadOnly),
        _ => throw new StoreException(
            StoreTrouble.BadSettings, "The PostgreSQL store needs a connection string (--postgres)."),
    };
}
