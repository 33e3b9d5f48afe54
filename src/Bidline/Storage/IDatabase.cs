namespace Bidline.Storage;


/// <summary>What differs between the two stores.</summary>
internal interface IDatabase : IDisposable
{
    /// <summary>Makes or upgrades the tables; a reader only checks them.</summary>
    void Prepare(TimeProvider clock);

    IUnitWriter Writer(string node);

    Db Read();
}
