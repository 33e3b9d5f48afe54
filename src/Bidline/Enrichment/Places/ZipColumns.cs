using Bidline.Campaigns;

namespace Bidline.Enrichment.Places;

/// <summary>
/// Which column says what: the names of the Census Bureau's table B19013 by ZIP code tabulation area, and those that
/// people give the same in files of their own. -1 is a column that is not there.
/// </summary>
internal sealed record ZipColumns(int Zip, int Income, int Name, int City, int State)
{
    private static readonly string[] Zips =
        ["GEO_ID", "GEOID", "zip code tabulation area", "ZCTA", "ZCTA5", "ZCTA5CE20", "ZIP", "ZIP_CODE", "ZIPCODE", "ZIP code"];

    private static readonly string[] Incomes = ["B19013_001E", "household_income", "median_household_income"];

    private static readonly string[] Cities = ["city", "place", "po_name", "primary_city"];

    private static readonly string[] States = ["state", "state_code", "stusab", "stab"];

    /// <summary>By the first row of a file; without those that must be there, one mistake for each.</summary>
    public static (ZipColumns? Columns, IReadOnlyList<Mistake> Mistakes) Of(CsvStream header)
    {
        var found = new ZipColumns(
            Find(header, Zips), Find(header, Incomes), Find(header, ["NAME"]), Find(header, Cities), Find(header, States));
        var mistakes = new List<Mistake>();
        if (found.Zip < 0) mistakes.Add(Missing("GEO_ID", "with the ZIP code", ["zip", "zcta"]));
        if (found.Income < 0)
            mistakes.Add(Missing("B19013_001E", "with the median household income", ["household_income"]));
        return (mistakes.Count == 0 ? found : null, mistakes);

        Mistake Missing(string name, string what, IReadOnlyList<string> others) => new(
            "", "missing_column",
            $"There is no column {name} {what} ({string.Join(" and ", others)} would do, too).",
            $"its columns are {Names(header)}", 1, 1);
    }

    private static int Find(CsvStream header, IReadOnlyList<string> names)
    {
        // In the order of the names, not of the columns: what is the Bureau's own is meant first.
        foreach (var name in names)
            for (var place = 0; place < header.Count; place++)
                if (header[place].Equals(name, StringComparison.OrdinalIgnoreCase))
                    return place;
        return -1;
    }

    private static string Names(CsvStream header)
    {
        var names = new List<string>();
        for (var place = 0; place < header.Count && names.Count < 12; place++)
            if (header[place].Length > 0)
                names.Add(PlaceText.Of(header[place], 40) ?? "");
        return names.Count == 0 ? "without names" : string.Join(", ", names);
    }
}
