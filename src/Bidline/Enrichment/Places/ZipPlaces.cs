using System.Globalization;

namespace Bidline.Enrichment.Places;

/// <summary>What a file says of one ZIP code; null is "not known".</summary>
/// <param name="Income">Median household income, in whole dollars a year.</param>
public sealed record ZipPlace(string? City, string? State, int? Income);

/// <summary>
/// Places and incomes by ZIP code. There are a hundred thousand codes of five digits, so a code is its own place in two
/// arrays: under a megabyte besides the names, whatever the file had, and one look a call. Immutable.
/// </summary>
public sealed class ZipPlaces
{
    public const string Source = "zip_file";

    public const string Income = "household_income";

    public const string City = "city";

    public const string State = "zip_state";

    internal const int CodesMax = 100_000;

    internal const int NoIncome = -1;

    private readonly int[] _incomes;
    private readonly int[] _names;
    private readonly (string? City, string? State)[] _named;

    /// <param name="incomes">By code; <see cref="NoIncome"/> where it is not known.</param>
    /// <param name="names">By code: a place in <paramref name="named"/>; 0 where the file has no such code.</param>
    internal ZipPlaces(int[] incomes, int[] names, (string? City, string? State)[] named) =>
        (_incomes, _names, _named) = (incomes, names, named);

    /// <summary>What the file tells the state of; null where it does not say.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Codes that something is known of.</summary>
    public int Count => _names.Count(name => name != 0);

    /// <summary>"33130" or "33130-1234"; null for a code that the file does not have, and for what is no code.</summary>
    public ZipPlace? Find(string? zip)
    {
        if (!TryRead(zip, out var code) || _names[code] == 0) return null;
        var (city, state) = _named[_names[code]];
        return new ZipPlace(city, state, _incomes[code] == NoIncome ? null : _incomes[code]);
    }

    /// <summary>What is known of a code, as facts of a caller who lives there.</summary>
    public IReadOnlyList<Fact> Facts(string? zip)
    {
        if (Find(zip) is not { } place) return [];
        var facts = new List<Fact>(4);
        if (place.Income is { } income) facts.Add(new Fact(Income, income.ToString(CultureInfo.InvariantCulture)));
        if (place.City is { } city) facts.Add(new Fact(City, city));
        // Where the number tells no state, as of a toll-free one, the code does.
        if ((place.State ?? ZipStates.Of(zip)) is { } state) facts.AddRange([new Fact(State, state), new Fact("state", state)]);
        return facts;
    }

    internal static bool TryRead(ReadOnlySpan<char> zip, out int code)
    {
        code = 0;
        if (zip.Length < 5 || (zip.Length > 5 && zip[5] != '-')) return false;
        foreach (var digit in zip[..5])
        {
            if (!char.IsAsciiDigit(digit)) return false;
            code = (code * 10) + digit - '0';
        }

        return true;
    }
}
