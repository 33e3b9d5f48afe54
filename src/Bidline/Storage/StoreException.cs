namespace Bidline.Storage;

/// <summary>The store could not do it. The message is one sentence that an operator can act on.</summary>
public sealed class StoreException(StoreTrouble trouble, string sentence, Exception? inner = null)
    : Exception(sentence, inner)
{
    public StoreTrouble Trouble { get; } = trouble;
}

/// <summary>What kind of trouble a store is in.</summary>
public enum StoreTrouble
{
    /// <summary>This unit alone is at fault (a constraint, a wrong statement); the store is well.</summary>
    UnitRefused,

    /// <summary>The disk is full. Nothing was acknowledged; it passes when space is freed.</summary>
    DiskFull,

    /// <summary>The database does not answer, or reading or writing its files failed. It may pass.</summary>
    Unavailable,

    /// <summary>More units wait than the queue may hold.</summary>
    Behind,

    /// <summary>The store was closed.</summary>
    Closed,

    /// <summary>Another server has this data directory.</summary>
    InUse,

    /// <summary>Written by a newer version of Bidline.</summary>
    Newer,

    /// <summary>The settings do not name a place that can be used.</summary>
    BadSettings,
}
