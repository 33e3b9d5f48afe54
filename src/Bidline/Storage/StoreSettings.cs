namespace Bidline.Storage;

/// <summary>Where one server keeps what it must not lose.</summary>
/// <param name="DataDirectory">Holds the SQLite file, the bids, the node's name and the lock; needed on both
/// stores.</param>
/// <param name="PostgresConnection">An Npgsql connection string; required when the store is PostgreSQL.</param>
/// <param name="ReadOnly">
/// Look without touching: takes no lock, migrates nothing, opens no bids and refuses commits. For checks beside a
/// running server.
/// </param>
public sealed record StoreSettings(
    StoreKind Kind,
    string DataDirectory,
    string? PostgresConnection,
    bool ReadOnly = false);
