using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bidline.Enrichment.Places;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Enrichment.Places;

public sealed class ZipSheetTests
{
    private static readonly DateTimeOffset Loaded = new(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);

    /// <summary>As data.census.gov writes table B19013: quoted, a row of words beneath the names, a comma at the end.</summary>
    private const string Census = """
        "GEO_ID","NAME","B19013_001E","B19013_001M",
        "Geography","Geographic Area Name","Estimate!!Median household income in the past 12 months (in 2022 inflation-adjusted dollars)","Margin of Error!!Median",
        "0100000US","United States","75149","218",
        "0400000US12","Florida","67917","360",
        "860Z200US00601","ZCTA5 00601","17526","2083",
        "860Z200US33130","ZCTA5 33130","51234","4000",
        "860Z200US10007","ZCTA5 10007","250,000+","***",
        "860Z200US59001","ZCTA5 59001","-","**",
        """;

    [Fact]
    public void A_table_of_the_census_bureau_is_read_as_it_is_exported()
    {
        var reading = Read(Census);

        reading.Mistakes.ShouldBeEmpty();
        var places = (ZipPlaces)reading.Content!;
        places.Find("00601").ShouldBe(new ZipPlace(null, null, 17526));
        places.Find("33130-1234")!.Income.ShouldBe(51234);
        places.Find("10007")!.Income.ShouldBe(250000);
        places.Find("59001").ShouldBe(new ZipPlace(null, null, null));
        places.Find("99999").ShouldBeNull();
        (places.Count, reading.Size).ShouldBe((4, 4));
        places.AsOf!.Value.Year.ShouldBe(2022);
        reading.Remarks.ShouldContain("2 of other areas, left out");
    }

    [Theory]
    [InlineData("-666666666", null)]
    [InlineData("-999999999", null)]
    [InlineData("N", null)]
    [InlineData("(X)", null)]
    [InlineData("null", null)]
    [InlineData("**", null)]
    [InlineData("", null)]
    [InlineData("250000+", 250000)]
    [InlineData("\"2,500-\"", 2500)]
    [InlineData("\"1,234,567\"", 1234567)]
    [InlineData("$54000", 54000)]
    [InlineData("51234.0", 51234)]
    [InlineData("0", 0)]
    public void The_bureaus_marks_are_understood(string written, int? income)
    {
        var reading = Read($"GEO_ID,NAME,B19013_001E\n8600000US33130,ZCTA5 33130,{written}\n");

        reading.Mistakes.ShouldBeEmpty();
        ((ZipPlaces)reading.Content!).Find("33130")!.Income.ShouldBe(income);
    }

    [Theory]
    [InlineData("zip,household_income,city,state\n33130,51234,Miami,fl\n")]
    [InlineData("\uFEFFZIP,Household_Income,Place,State\r\n33130,51234,Miami,Florida\r\n")]
    [InlineData("zcta,B19013_001E,NAME\n33130,51234,\"Miami, FL\"\n")]
    [InlineData("state,zip,median_household_income,primary_city\nFL,\"33130\",\"51,234\",\"Miami\"")]
    [InlineData("zip code,B19013_001E,city,state\n\n33130,51234,Miami,FL\n\n")]
    public void A_file_of_ones_own_may_say_the_place(string csv)
    {
        var reading = Read(csv);

        reading.Mistakes.ShouldBeEmpty();
        ((ZipPlaces)reading.Content!).Find("33130").ShouldBe(new ZipPlace("Miami", "FL", 51234));
    }

    [Theory]
    [InlineData("NAME,B19013_001E\nx,1\n", "GEO_ID")]
    [InlineData("GEO_ID,NAME\nx,1\n", "B19013_001E")]
    [InlineData("a,b\n1,2\n", "GEO_ID|B19013_001E")]
    public void Columns_that_are_missing_are_named(string csv, string missing)
    {
        var reading = Read(csv);

        reading.Content.ShouldBeNull();
        reading.Mistakes.Select(mistake => mistake.Code).Distinct().ShouldBe(["missing_column"]);
        string.Join('|', reading.Mistakes.Select(mistake => mistake.Detail.Split(' ')[4])).ShouldBe(missing);
        reading.Mistakes[0].Hint.ShouldBe($"its columns are {csv.Split('\n')[0].Replace(",", ", ", StringComparison.Ordinal)}");
    }

    [Theory]
    [InlineData("33130,abc", "\"abc\" is not an income.", 2)]
    [InlineData("33130,1\n3313,1", "\"3313\" is not a ZIP code.", 3)]
    [InlineData("\"33\n130\",1", "\"33130\" is not a ZIP code.", 2)]
    [InlineData("33130,99999999999999999999999999999999", "is not an income.", 2)]
    [InlineData("<script>,1", "\"<script>\" is not a ZIP code.", 2)]
    public void A_bad_row_is_named_by_its_line_and_nothing_is_read(string rows, string detail, int line)
    {
        var reading = Read($"zip,household_income\n{rows}\n");

        reading.Content.ShouldBeNull();
        reading.Mistakes[0].Detail.ShouldContain(detail);
        reading.Mistakes[0].Line.ShouldBe(line);
    }

    [Fact]
    public void A_quote_that_does_not_end_ends_the_reading_and_not_the_memory()
    {
        var reading = Read("zip,household_income\n33130,\"1" + new string('0', 10_000_000));

        reading.Content.ShouldBeNull();
        reading.Mistakes.ShouldContain(mistake => mistake.Code == "row_too_long");
    }

    [Fact]
    public void A_file_without_any_zip_code_is_refused()
    {
        Read("").Mistakes[0].Code.ShouldBe("empty");
        Read("GEO_ID,B19013_001E\n0100000US,75149\n").Mistakes[0].Detail.ShouldBe("No row is one of a ZIP code.");
    }

    [Fact]
    public void Mistakes_are_told_up_to_a_hundred_and_the_first_row_of_a_code_stands()
    {
        Read("zip,household_income\n" + string.Concat(Enumerable.Repeat("x,1\n", 5000))).Mistakes.Count.ShouldBe(100);
        var reading = Read("zip,household_income\n33130,1\n33130,2\n");
        ((ZipPlaces)reading.Content!).Find("33130")!.Income.ShouldBe(1);
        reading.Remarks.ShouldContain("1 of a code that had one already, left out");
    }

    [Fact]
    public void Half_a_million_rows_are_read_in_two_seconds_and_little_memory()
    {
        var csv = new StringBuilder("GEO_ID,NAME,B19013_001E,B19013_001M,city,state\n");
        for (var i = 0; i < 500_000; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"860Z200US{i % 100_000:00000},ZCTA5 {i % 100_000:00000},{20_000 + (i % 200_000)},99,")
                .Append(CultureInfo.InvariantCulture, $"Town {i % 30_000},FL\n");
        }

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString()));
        var (before, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());

        var reading = ZipSheet.Read(stream, Loaded);

        var (took, bytes) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before);
        TestContext.Current.SendDiagnosticMessage("500,000 rows in {0:0} ms, {1:0.0} MB allocated.", took.TotalMilliseconds, bytes / 1e6);
        reading.Size.ShouldBe(100_000);
        took.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        bytes.ShouldBeLessThan(64_000_000);
    }

    private static LookupReading Read(string csv) => ZipSheet.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)), Loaded);
}
