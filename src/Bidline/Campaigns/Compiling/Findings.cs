using System.Globalization;
using Bidline.Campaigns.Source;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

/// <summary>Collects what is wrong while a document is compiled, and reads the plain values that every entry has.</summary>
internal sealed class Findings
{
    private readonly List<Mistake> _mistakes = [];

    public IReadOnlyList<Mistake> Mistakes => _mistakes;

    public void Add(string pointer, string code, string detail, string? hint = null) =>
        _mistakes.Add(new Mistake(pointer, code, detail, hint));

    public void CheckSlug(string text, string pointer)
    {
        if (Slug.IsValid(text)) return;
        var mended = new string([.. text.ToLowerInvariant()
            .Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')
            .Take(63)]).Trim('-');
        var hint = mended.Length == 0 ? null : $"for example \"{mended}\"";
        Add(pointer, "id_form", $"\"{Cut(text)}\" is not an id: 1 to 63 of a-z, 0-9 and '-'.", hint);
    }

    /// <summary>Ids must be unique within their section; the second of two is the mistake.</summary>
    public void CheckUnique(IEnumerable<string> keys, string section, string field)
    {
        var seen = new HashSet<string>();
        foreach (var (index, key) in keys.Index().Where(pair => pair.Item.Length > 0))
        {
            if (!seen.Add(key))
                Add($"/{section}/{index}/{field}", "duplicate_id", $"There is another \"{Cut(key)}\" in {section}.");
        }
    }

    /// <summary>Zero for what cannot be read, after noting it.</summary>
    public Money ReadAmount(Amount amount, string pointer, Currency currency)
    {
        if (!Money.TryParse(amount.Text, currency, out var money))
        {
            Add(
                pointer,
                "money",
                $"\"{Cut(amount.Text)}\" is not an amount: digits, a point and at most six decimals, like \"12.00\".");
        }
        else if (money.IsNegative) Add(pointer, "money_negative", $"{amount.Text} is below zero.", "give 0 or more");
        return money;
    }

    public Money? ReadAmount(Amount? amount, string pointer, Currency currency) =>
        amount is { } given ? ReadAmount(given, pointer, currency) : null;

    public int ReadRange(int? value, int otherwise, int min, int max, string pointer, string unit)
    {
        if (value is null || (value >= min && value <= max)) return value ?? otherwise;
        Add(
            pointer, "out_of_range", FormattableString.Invariant($"{value} is not within {min:N0} to {max:N0}{unit}."),
            FormattableString.Invariant($"give {min:N0} to {max:N0}"));
        return otherwise;
    }

    /// <summary>A limit of 1 to <paramref name="max"/>; null means that none was given.</summary>
    public int? ReadLimit(int? value, int max, string pointer, string unit) =>
        value is null ? null : ReadRange(value, max, 1, max, pointer, unit);

    public decimal ReadPercent(decimal percent, string pointer)
    {
        if (percent is < 0 or > 100)
            Add(pointer, "percent", FormattableString.Invariant($"{percent} is not within 0 to 100 percent."));
        return percent;
    }

    public PhoneNumber ReadPhone(string text, string pointer)
    {
        var readable = PhoneNumber.TryParse(text, out var phone);
        if (readable && phone.E164 == text) return phone;
        var hint = readable ? $"did you mean \"{phone.E164}\"?" : "write it like \"+13055550142\"";
        Add(pointer, "not_e164", $"\"{Cut(text)}\" is not a number in E.164.", hint);
        return phone;
    }

    /// <param name="besides">Another word that may stand there, for the hint; null for none.</param>
    public TimeZoneInfo? ReadZone(string? name, string pointer, string? besides = null)
    {
        if (name is null) return null;
        if (name.Length <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) return zone;
        var known = TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id);
        var hint = Spelling.Hint(name, besides is null ? known : known.Append(besides))
            ?? "use an IANA name like \"America/New_York\"";
        Add(pointer, "time_zone", $"\"{Cut(name)}\" is not a time zone.", hint);
        return null;
    }

    public DateOnly? ReadDate(string text, string pointer)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        Add(pointer, "date", $"\"{Cut(text)}\" is not a date.", "write it like \"2026-12-24\"");
        return null;
    }

    public static string Cut(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
