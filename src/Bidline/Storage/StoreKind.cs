namespace Bidline.Storage;

/// <summary>Where configuration, calls and money live.</summary>
public enum StoreKind
{
    Sqlite,
    Postgres,
}
