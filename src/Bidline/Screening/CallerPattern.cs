using Bidline.Primitives;

namespace Bidline.Screening;

/// <summary>
/// One caller, or everybody whose number begins alike: "+13055550142", "+1305555*". Printing it masks a number.
/// </summary>
public sealed record CallerPattern
{
    /// <summary>Fewer digits would be a whole continent.</summary>
    public const int DigitsMin = 2;

    private CallerPattern(string text, string beginning, bool isPrefix) =>
        (Text, Beginning, IsPrefix) = (text, beginning, isPrefix);

    /// <summary>In full, as it is written and stored.</summary>
    public string Text { get; }

    /// <summary>"+" and the digits: all of a number, or the first.</summary>
    public string Beginning { get; }

    public bool IsPrefix { get; }

    public static CallerPattern Of(PhoneNumber number) => new(number.E164, number.E164, false);

    /// <summary>Null for what is neither a number nor a beginning of one.</summary>
    public static CallerPattern? Read(string text)
    {
        text = text.Trim();
        if (!text.EndsWith('*')) return PhoneNumber.TryParse(text, out var number) ? Of(number) : null;
        var digits = text.AsSpan(0, text.Length - 1).TrimStart('+');
        if (digits.Length is < DigitsMin or > 14 || digits[0] == '0' || digits.ContainsAnyExceptInRange('0', '9')) return null;
        return new CallerPattern($"+{digits}*", $"+{digits}", true);
    }

    public override string ToString() => IsPrefix ? Text : PhoneNumber.Parse(Text).ToString();
}
