using System.Globalization;

namespace Bidline.Primitives;

/// <summary>
/// A telephone number in E.164, "+13055550142". Printing it masks it, so that a log can leak only on purpose:
/// <see cref="E164"/> is the explicit full form. Only the shape is checked here (8 to 15 digits, no leading zero);
/// what a number means is the numbering plan's business (Enrichment).
/// </summary>
public readonly record struct PhoneNumber
{
    private readonly string? _e164;

    private PhoneNumber(string e164) => _e164 = e164;

    public string E164 => _e164 ?? throw new InvalidOperationException("No phone number was set.");

    public bool IsSet => _e164 is not null;

    /// <summary>Its digits as one number, at most fifteen: for tables of millions of callers.</summary>
    public ulong Digits => ulong.Parse(E164.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>
    /// Accepts the forms seen in the wild: +1 305 555 0142, (305) 555-0142, 13055550142, sip user parts.
    /// Ten digits, or eleven beginning with 1, are read as North American, the default country.
    /// </summary>
    public static bool TryParse(string? text, out PhoneNumber number)
    {
        number = default;
        if (text is null || text.Length > 40) return false;
        Span<char> digits = stackalloc char[16];
        var count = 0;
        var international = text.AsSpan().TrimStart().StartsWith("+");
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (count == 15) return false;
                digits[count++] = c;
            }
            else if (c is not (' ' or '-' or '(' or ')' or '.' or '+')) return false;
        }

        if (!international && count == 10) return Create($"+1{digits[..count]}", out number);
        if (count is < 8 or > 15 || digits[0] == '0') return false;
        return Create($"+{digits[..count]}", out number);
    }

    public static PhoneNumber Parse(string text) => TryParse(text, out var number)
        ? number
        : throw new FormatException("That is not a phone number.");

    /// <summary>Area code of a North American number ("305"), otherwise null.</summary>
    public string? AreaCode => _e164 is { Length: 12 } && _e164.StartsWith("+1", StringComparison.Ordinal)
        ? _e164[2..5]
        : null;

    /// <summary>"+1 (305) •••-••42", or "+49•••••••12".</summary>
    public override string ToString() => _e164 switch
    {
        null => "",
        { Length: 12 } when AreaCode is { } area => $"+1 ({area}) •••-••{_e164[^2..]}",
        _ => string.Concat(_e164.AsSpan(0, 3), new string('•', _e164.Length - 5), _e164.AsSpan(_e164.Length - 2)),
    };

    private static bool Create(string e164, out PhoneNumber number)
    {
        number = new PhoneNumber(e164);
        return true;
    }
}
