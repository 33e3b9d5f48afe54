using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers;

/// <summary>
/// What a text of an answer means, wherever it stood. The same rules for every dialect and every format: amounts as the
/// decimal text that was sent, never by way of a double, and nothing guessed.
/// </summary>
internal static class AnswerText
{
    private const int IdMax = 128;
    private const int SecondsMax = 86400;

    /// <summary>"27.50", not below 0.</summary>
    public static Money Amount(string path, string text, Currency currency) =>
        Money.TryParse(text, currency, out var money) && !money.IsNegative && !text.Contains('\0')
            ? money
            : throw new InvalidAnswerException(path, "an amount such as 27.50, not below 0", text);

    /// <summary>Null for an empty text, which says as much as a missing one.</summary>
    public static string? Short(string path, string text, int max) => text.Length <= max
        ? text.Length == 0 ? null : text
        : throw new InvalidAnswerException(path, $"at most {max} characters", text);

    public static string? Id(string path, string text) => Short(path, text, IdMax) is { } id && id.Any(char.IsControl)
        ? throw new InvalidAnswerException(path, "printable characters", text)
        : Short(path, text, IdMax);

    /// <summary>Whole seconds, from 0 to a day.</summary>
    public static int Seconds(string path, string text)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && !text.Contains('\0');
        return isNumber && seconds <= SecondsMax
            ? seconds
            : throw new InvalidAnswerException(path, "whole seconds from 0 to 86400", text);
    }

    /// <summary>A number as it is, a SIP address with its scheme.</summary>
    public static string? Destination(string path, string text) => Short(path, text.Trim(), 512) switch
    {
        null => null,
        var address when address.Contains('@') => SipScheme.Added(address),
        var number => number,
    };
}
