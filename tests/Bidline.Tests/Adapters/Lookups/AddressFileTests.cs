using System.Net;
using Bidline.Adapters.Lookups;
using Bidline.Enrichment.Places;
using Bidline.Tracking;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Lookups;

public sealed class AddressFileTests
{
    private static readonly DateTimeOffset Made = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_file_of_cities_tells_the_place_of_an_address()
    {
        var find = Find(Cities());

        find(IPAddress.Parse("203.0.113.7")).ShouldBe(new VisitPlace("US", "FL", "Coral Gables", "33146", Made));
        find(IPAddress.Parse("198.51.100.200")).ShouldBe(new VisitPlace("DE", null, "Köln", null, Made));
        find(IPAddress.Parse("192.0.2.1")).ShouldBe(new VisitPlace("CA", "ON", "Toronto", "M5H", Made));
        find(IPAddress.Parse("10.0.0.1")).ShouldBeNull();
        find(IPAddress.Parse("2001:db8::1")).ShouldBeNull();
    }

    [Fact]
    public void A_file_that_says_nothing_of_places_is_refused()
    {
        var numbers = new MmdbWriter("GeoLite2-ASN").Add("203.0.113.0/24", new() { ["autonomous_system_number"] = 64500u }).ToFile();

        Read(numbers).Mistakes.ShouldHaveSingleItem().Detail.ShouldBe("It says nothing of places: it is a GeoLite2-ASN.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void What_is_no_such_file_is_refused_with_a_sentence(int length)
    {
        var reading = Read(new byte[length]);

        reading.Content.ShouldBeNull();
        var detail = reading.Mistakes.ShouldHaveSingleItem().Detail;
        detail.ShouldStartWith("It is not a MaxMind DB, or it is damaged: ");
        detail.ShouldNotContain(Path.GetTempPath());
    }

    [Fact]
    public void Whatever_is_damaged_it_is_refused_or_read_and_nothing_is_thrown()
    {
        var whole = Cities();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Bool).Sample((at, value, cut) =>
        {
            var torn = cut ? whole[..at] : [.. whole];
            if (!cut) torn[at] = value;
            var reading = Read(torn);
            if (reading.Content is FindVisitPlace find) find(IPAddress.Parse("203.0.113.7"));
            else reading.Mistakes.ShouldNotBeEmpty();
        }, iter: 300);
    }

    private static byte[] Cities() => new MmdbWriter("GeoLite2-City")
        .Add("203.0.113.0/24", new()
        {
            ["country"] = Map("iso_code", "US"),
            ["subdivisions"] = new List<object> { Map("iso_code", "FL") },
            ["city"] = Map("names", Map("en", "Coral Gables")),
            ["postal"] = Map("code", "33146"),
        })
        .Add("198.51.100.128/25", new()
        {
            ["country"] = Map("iso_code", "DE"),
            ["subdivisions"] = new List<object> { Map("iso_code", "NW") },
            ["city"] = Map("names", Map("en", "Köln")),
        })
        // As IPinfo writes them: flat.
        .Add("192.0.2.0/24", new() { ["country_code"] = "ca", ["region_code"] = "on", ["city"] = "Toronto", ["postal_code"] = "M5H" })
        .ToFile();

    private static Dictionary<string, object> Map(string name, object value) => new() { [name] = value };

    private static FindVisitPlace Find(byte[] file)
    {
        var reading = Read(file);
        reading.Mistakes.ShouldBeEmpty();
        reading.AsOf.ShouldBe(Made);
        return (FindVisitPlace)reading.Content!;
    }

    private static LookupReading Read(byte[] file)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file);
            return AddressFile.Read(path, DateTimeOffset.UnixEpoch);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
