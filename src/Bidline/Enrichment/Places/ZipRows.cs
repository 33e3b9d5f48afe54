using System.Globalization;
using System.Text.RegularExpressions;

namespace Bidline.Enrichment.Places;

/// <summary>Gathers the rows of one file of ZIP codes. What is no ZIP code's row, or repeats one, is counted.</summary>
internal sealed partial class ZipRows(ZipColumns columns)
{
    private readonly int[] _incomes = new int[ZipPlaces.CodesMax];
    private readonly int[] _names = new int[ZipPlaces.CodesMax];
    private readonly List<(string? City, string? State)> _named = [default, default];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly char[] _key = new char[PlaceText.CityMax + 64];
    private DateTimeOffset? _asOf;

    public int Codes { get; private set; }

    /// <summary>Rows of other areas: of the nation, of states, of counties.</summary>
    public int OfOtherAreas { get; private set; }

    /// <summary>Rows of a code that had one already: the first stands.</summary>
    public int Repeated { get; private set; }

    public ZipPlaces ToPlaces(DateTimeOffset at) => new(_incomes, _names, [.. _named]) { AsOf = _asOf ?? at };

    /// <summary>Why it cannot be read; null when it was taken, or rightly left out.</summary>
    public string? Add(CsvStream row)
    {
        var area = row[columns.Zip];
        var income = row[columns.Income];
        if (row.Count == 1 && area.IsEmpty) return null;
        if (IsDescription(area, income)) return null;
        if (!TryCode(area, out var code, out var isOther))
        {
            if (!isOther) return $"\"{PlaceText.Of(area, 40)}\" is not a ZIP code.";
            OfOtherAreas++;
            return null;
        }

        if (!TryIncome(income, out var dollars)) return $"\"{PlaceText.Of(income, 40)}\" is not an income.";
        if (_names[code] != 0)
        {
            Repeated++;
            return null;
        }

        (_incomes[code], _names[code]) = (dollars, NameOf(row));
        Codes++;
        return null;
    }

    // The Bureau's files have a second row that says in words what the columns are, and of which year.
    private bool IsDescription(ReadOnlySpan<char> area, ReadOnlySpan<char> income)
    {
        if (!area.StartsWith("Geograph", StringComparison.OrdinalIgnoreCase)
            && !income.StartsWith("Estimate!!", StringComparison.OrdinalIgnoreCase)) return false;
        foreach (var found in Year().EnumerateMatches(income))
        {
            var year = int.Parse(income.Slice(found.Index + 3, 4), CultureInfo.InvariantCulture);
            if (year > 0) _asOf = new DateTimeOffset(year, 12, 31, 0, 0, 0, TimeSpan.Zero);
        }

        return true;
    }

    /// <summary>"860Z200US33130" and "8600000US33130" are areas of ZIP codes; "0400000US12" is a state.</summary>
    private static bool TryCode(ReadOnlySpan<char> area, out int code, out bool isOther)
    {
        isOther = false;
        if (area.StartsWith("ZCTA5 ", StringComparison.OrdinalIgnoreCase)) area = area[6..];
        if (area.IndexOf("US", StringComparison.Ordinal) is > 0 and var at && char.IsAsciiDigit(area[0]))
        {
            isOther = !area.StartsWith("86", StringComparison.Ordinal) && !area.StartsWith("87", StringComparison.Ordinal);
            area = area[(at + 2)..];
        }

        code = 0;
        return !isOther && ZipPlaces.TryRead(area, out code);
    }

    /// <summary>
    /// "250,000+" and "2,500-" are the ends of the Bureau's scale; below 0, "-", "N", "(X)" and the like stand for an
    /// income that it could not tell.
    /// </summary>
    private static bool TryIncome(ReadOnlySpan<char> text, out int dollars)
    {
        dollars = ZipPlaces.NoIncome;
        if (text.Length == 0 || text is "-" or "N" or "(X)" or "null" || text.TrimEnd('*').Length == 0) return true;
        if (text.Length > 1 && text[^1] is '+' or '-') text = text[..^1];
        const NumberStyles Style = NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text.TrimStart('$'), Style, CultureInfo.InvariantCulture, out var value)) return false;
        if (value is < 0 or > 100_000_000) return value < 0;
        dollars = (int)value;
        return true;
    }

    /// <summary>1 for a code without a name: it is in the file all the same.</summary>
    private int NameOf(CsvStream row)
    {
        var city = row[columns.City];
        var state = row[columns.State];
        if (city.IsEmpty && !row[columns.Name].StartsWith("ZCTA", StringComparison.OrdinalIgnoreCase)) city = row[columns.Name];
        if (city.IsEmpty && state.IsEmpty) return 1;
        city = city[..Math.Min(city.Length, PlaceText.CityMax)];
        state = state[..Math.Min(state.Length, 32)];
        city.CopyTo(_key);
        _key[city.Length] = '\n';
        state.CopyTo(_key.AsSpan(city.Length + 1));
        var key = _key.AsSpan(0, city.Length + 1 + state.Length);
        var names = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (names.TryGetValue(key, out var known)) return known;
        _named.Add(Named(city, state));
        names[key] = _named.Count - 1;
        return _named.Count - 1;
    }

    /// <summary>"Miami, FL" is both.</summary>
    private static (string? City, string? State) Named(ReadOnlySpan<char> city, ReadOnlySpan<char> state)
    {
        var (town, code) = (PlaceText.Of(city, PlaceText.CityMax), States.Of(state.ToString()));
        if (town is null || States.CodeIn(town) is not { } said) return (town, code);
        return (town.Length > 4 && town[^4] == ',' ? town[..^4] : town, code ?? said);
    }

    [GeneratedRegex("in [0-9]{4}(?= inflation)", RegexOptions.CultureInvariant)]
    private static partial Regex Year();
}
