using System.Net;
using System.Net.Sockets;
using Bidline.Campaigns;
using Bidline.Enrichment.Places;
using Bidline.Tracking;
using MaxMind.Db;

namespace Bidline.Adapters.Lookups;

/// <summary>
/// Reads places of network addresses from a file in MaxMind's DB format, as MaxMind, DB-IP and IPinfo give them out. It is
/// held in memory whole: a file that is changed from outside under our feet would end the process.
/// </summary>
public static class AddressFile
{
    /// <summary>Networks that are looked at before a file is believed.</summary>
    private const int Tried = 2_000;

    /// <summary>The <see cref="ReadLookupFile"/> of this process.</summary>
    public static LookupReading Read(string path, DateTimeOffset at)
    {
        try
        {
            var reader = new Reader(path, FileAccessMode.Memory);
            var asOf = new DateTimeOffset(DateTime.SpecifyKind(reader.Metadata.BuildDate, DateTimeKind.Utc));
            var finder = new Finder(reader, asOf);
            return finder.KnowsPlaces()
                ? new LookupReading([])
                {
                    Content = (FindVisitPlace)finder.Find,
                    AsOf = asOf,
                    Remarks = [$"{Plain(reader.Metadata.DatabaseType)}"],
                }
                : Refused("no_places", $"It says nothing of places: it is a {Plain(reader.Metadata.DatabaseType)}.",
                    "load a file of cities, as GeoLite2-City.mmdb");
        }
        // Damage shows as whatever a reader stumbles over.
        catch (Exception fault) when (fault is not (OutOfMemoryException or UnauthorizedAccessException))
        {
            // Where we keep it is nobody's business.
            var why = fault.GetBaseException().Message.Replace(path, "it", StringComparison.Ordinal);
            return Refused("mmdb", $"It is not a MaxMind DB, or it is damaged: {Plain(why)}", null);
        }
    }

    private static LookupReading Refused(string code, string detail, string? hint) => new([new Mistake("", code, detail, hint)]);

    private static string Plain(string text) => VisitReading.Plain(text, 120);

    private sealed class Finder(Reader reader, DateTimeOffset asOf)
    {
        public bool KnowsPlaces()
        {
            var known = reader.FindAll<Dictionary<string, object>>().Take(Tried)
                .Any(network => PlaceOf(network.Data) is not null);
            // Spread over all that there are, so that damage further on is met as well.
            for (uint i = 0; i < Tried; i++)
            {
                var bits = i * (uint.MaxValue / Tried);
                Look(new IPAddress([(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits]));
            }

            return known;
        }

        /// <summary>Never throws: what cannot be read in one place is not known there.</summary>
        public VisitPlace? Find(IPAddress address)
        {
            try
            {
                return Look(address);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                return null;
            }
        }

        private VisitPlace? Look(IPAddress address)
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6 && reader.Metadata.IPVersion == 4) return null;
            return reader.Find<Dictionary<string, object>>(address) is { } data ? PlaceOf(data) : null;
        }

        private VisitPlace? PlaceOf(Dictionary<string, object> data)
        {
            var country = Code(Text(data, "country", "iso_code") ?? Text(data, "country_code") ?? Text(data, "country"));
            var region = data.GetValueOrDefault("subdivisions") is List<object> { Count: > 0 } all
                ? all[0] as Dictionary<string, object>
                : null;
            var state = Code(region is null ? null : Text(region, "iso_code")) ?? Code(Text(data, "region_code"));
            var city = Text(data, "city", "names", "en") ?? Text(data, "city");
            var zip = Text(data, "postal", "code") ?? Text(data, "postal_code") ?? Text(data, "postal");
            if (country is null && state is null && city is null && zip is null) return null;
            return new VisitPlace(country, country is null or "US" or "CA" ? state : null, city, zip, asOf);
        }

        private static string? Code(string? text) =>
            text is { Length: 2 } && text.All(char.IsAsciiLetter) ? text.ToUpperInvariant() : null;

        private static string? Text(Dictionary<string, object> data, params ReadOnlySpan<string> path)
        {
            object? at = data;
            foreach (var name in path) at = at is Dictionary<string, object> map ? map.GetValueOrDefault(name) : null;
            return at is string text && VisitReading.Plain(text, 80) is { Length: > 0 } plain ? plain : null;
        }
    }
}
