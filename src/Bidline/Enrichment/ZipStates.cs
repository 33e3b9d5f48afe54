using System.Globalization;

namespace Bidline.Enrichment;

/// <summary>The state of a ZIP code by its first three digits, as the Postal Service gives them out (Publication 65).</summary>
internal static class ZipStates
{
    // Later rows are exceptions within earlier ones.
    private const string Table =
        "005 NY|006-009 PR|008 VI|010-027 MA|028-029 RI|030-038 NH|039-049 ME|050-059 VT|055 MA|060-069 CT|070-089 NJ|"
        + "100-149 NY|150-196 PA|197-199 DE|200-205 DC|201 VA|206-219 MD|220-246 VA|247-268 WV|270-289 NC|290-299 SC|"
        + "300-319 GA|320-339 FL|341-349 FL|350-369 AL|370-385 TN|386-397 MS|398-399 GA|400-427 KY|430-459 OH|460-479 IN|"
        + "480-499 MI|500-528 IA|530-549 WI|550-567 MN|569 DC|570-577 SD|580-588 ND|590-599 MT|600-629 IL|630-658 MO|"
        + "660-679 KS|680-693 NE|700-714 LA|716-729 AR|730-749 OK|733 TX|750-799 TX|800-816 CO|820-831 WY|832-838 ID|"
        + "840-847 UT|850-865 AZ|870-884 NM|885 TX|889-898 NV|900-961 CA|967-968 HI|969 GU|970-979 OR|980-994 WA|995-999 AK";

    private static readonly string?[] ByPrefix = Read();

    /// <summary>Accepts "33130" and "33130-1234"; null for what is no ZIP code.</summary>
    public static string? Of(string? zip)
    {
        if (zip is null || zip.Length < 5 || (zip.Length > 5 && zip[5] != '-')) return null;
        var prefix = 0;
        for (var i = 0; i < 5; i++)
        {
            if (!char.IsAsciiDigit(zip[i])) return null;
            if (i < 3) prefix = (prefix * 10) + zip[i] - '0';
        }

        return ByPrefix[prefix];
    }

    private static string?[] Read()
    {
        var states = new string?[1000];
        foreach (var row in Table.Split('|'))
        {
            var (first, last) = (Number(row[..3]), row[3] == '-' ? Number(row[4..7]) : Number(row[..3]));
            for (var prefix = first; prefix <= last; prefix++) states[prefix] = row[^2..];
        }

        return states;

        static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
    }
}
