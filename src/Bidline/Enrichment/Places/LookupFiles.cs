using Bidline.Accounts;
using Bidline.Tracking;

namespace Bidline.Enrichment.Places;

/// <summary>Every file that facts are looked up in: below the data directory, each in memory while it is loaded.</summary>
/// <param name="directory">Where they are kept.</param>
/// <param name="readAddresses">How a file of places of network addresses is read; null where none can be loaded.</param>
public sealed class LookupFiles(string directory, Audit audit, TimeProvider clock, ReadLookupFile? readAddresses = null)
    : IDisposable
{
    /// <summary>In memory while it is loaded.</summary>
    private const long AddressesMax = 256L * 1024 * 1024;

    private readonly LookupFile _zips = new("zips", directory, "zips.csv", ZipSheet.LengthMax, ReadZips, audit, clock);

    private readonly LookupFile? _addresses = readAddresses is null
        ? null
        : new LookupFile("addresses", directory, "addresses.mmdb", AddressesMax, readAddresses, audit, clock);

    public IReadOnlyList<LookupFile> All => _addresses is null ? [_zips] : [_zips, _addresses];

    /// <summary>Null where no file was loaded.</summary>
    public ZipPlaces? Zips => (ZipPlaces?)_zips.Content;

    /// <summary>Places of network addresses; null where no file was loaded.</summary>
    public FindVisitPlace? Addresses => (FindVisitPlace?)_addresses?.Content;

    public void Dispose()
    {
        foreach (var file in All) file.Dispose();
    }

    private static LookupReading ReadZips(string path, DateTimeOffset at)
    {
        using var file = File.OpenRead(path);
        return ZipSheet.Read(file, at);
    }
}
