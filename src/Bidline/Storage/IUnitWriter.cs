namespace Bidline.Storage;

/// <summary>Writes units to one kind of store. Used by one thread at a time.</summary>
internal interface IUnitWriter : IDisposable
{
    /// <summary>
    /// All of them in one transaction, durable on return; an element is false when that unit's guard changed no row.
    /// Throws <see cref="StoreException"/>: <see cref="StoreTrouble.UnitRefused"/> when these units cannot be written
    /// together (nothing was written, and some of them may succeed alone), anything else when the store failed.
    /// </summary>
    bool[] Write(IReadOnlyList<CommitUnit> units);
}
