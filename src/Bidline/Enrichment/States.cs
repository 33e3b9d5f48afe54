using System.Collections.Frozen;

namespace Bidline.Enrichment;

/// <summary>States, districts and provinces of the North American numbering plan, by name.</summary>
internal static class States
{
    private const string Table =
        "Alabama AL|Alaska AK|Arizona AZ|Arkansas AR|California CA|Colorado CO|Connecticut CT|Delaware DE|"
        + "Washington D.C. DC|District of Columbia DC|Florida FL|Georgia GA|Hawaii HI|Idaho ID|Illinois IL|Indiana IN|"
        + "Iowa IA|Kansas KS|Kentucky KY|Louisiana LA|Maine ME|Maryland MD|Massachusetts MA|Michigan MI|Minnesota MN|"
        + "Mississippi MS|Missouri MO|Montana MT|Nebraska NE|Nevada NV|New Hampshire NH|New Jersey NJ|New Mexico NM|"
        + "New York NY|North Carolina NC|North Dakota ND|Ohio OH|Oklahoma OK|Oregon OR|Pennsylvania PA|Rhode Island RI|"
        + "South Carolina SC|South Dakota SD|Tennessee TN|Texas TX|Utah UT|Vermont VT|Virginia VA|Washington State WA|"
        + "West Virginia WV|Wisconsin WI|Wyoming WY|Alberta AB|British Columbia BC|Manitoba MB|New Brunswick NB|"
        + "Newfoundland and Labrador NL|Nova Scotia NS|Ontario ON|Prince Edward Island PE|Quebec QC|Saskatchewan SK";

    private static readonly FrozenDictionary<string, string> ByName = Table.Split('|')
        .ToFrozenDictionary(row => row[..^3], row => row[^2..], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Codes = ByName.Values.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The fifty states and the District of Columbia, by code.</summary>
    public static IReadOnlyList<string> OfTheUnion { get; } =
        [.. Table[..Table.IndexOf("|Alberta", StringComparison.Ordinal)].Split('|').Select(row => row[^2..]).Distinct().Order()];

    /// <summary>"fl" or "Florida" gives "FL"; null for anything else.</summary>
    public static string? Of(string text)
    {
        if (ByName.TryGetValue(text, out var code)) return code;
        if (text.Equals("Washington", StringComparison.OrdinalIgnoreCase)) return "WA";
        return text.Length == 2 && Codes.TryGetValue(text.ToUpperInvariant(), out var known) ? known : null;
    }

    /// <summary>"Miami, FL" or "Florida" gives "FL"; null when the text names no state.</summary>
    public static string? CodeIn(string place)
    {
        if (ByName.TryGetValue(place, out var code)) return code;
        return place.Length > 4 && place[^4..^2] == ", " && Codes.Contains(place[^2..]) ? place[^2..] : null;
    }
}
