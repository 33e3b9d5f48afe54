using System.Globalization;
using System.Text.RegularExpressions;

namespace Bidline.Campaigns.Compiling;

/// <summary>
/// Reads a pattern that a person wrote. Without backtracking a match takes time by the length of the value; what the
/// engine has to build for a pattern is bounded by the pattern's own size, which is therefore limited.
/// </summary>
internal static partial class PatternReader
{
    private const int LengthMax = 100;

    /// <summary>Most that the repetitions of a pattern may come to, multiplied with one another.</summary>
    private const int RepeatMax = 32;

    /// <summary>A match takes microseconds; this is for a pattern that the limits above do not catch.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromMilliseconds(50);

    /// <summary>A machine that stands still for a moment is not the pattern's fault: what is too slow is so each time.</summary>
    private const int Tries = 3;

    /// <summary>Null when it cannot be taken, with why.</summary>
    public static Regex? Read(string text, out (string Detail, string? Hint) refusal)
    {
        refusal = Refusal(text);
        if (refusal.Detail.Length > 0) return null;
        try
        {
            var pattern = new Regex(
                text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeMax);
            // The first match of a pattern is slow: it is not to be a call's.
            if (EndsInTime(() => pattern.IsMatch("warm"))) return pattern;
            refusal = ("The pattern takes too long.", "make it simpler");
        }
        catch (ArgumentException problem)
        {
            refusal = ($"\"{Findings.Cut(text)}\" is not a pattern: {problem.Message}", null);
        }
        catch (NotSupportedException)
        {
            refusal = ("Look-arounds, back-references and atomic groups are not accepted.", "they could run for ever");
        }

        return null;
    }

    internal static bool EndsInTime(Func<bool> match)
    {
        for (var i = 0; i < Tries; i++)
        {
            try
            {
                match();
                return true;
            }
            catch (RegexMatchTimeoutException)
            {
                // Once more, unless that was the last time.
            }
        }

        return false;
    }

    private static (string Detail, string? Hint) Refusal(string text)
    {
        if (text.Length > LengthMax) return ($"The pattern is over {LengthMax} characters.", null);
        return RepeatsOf(text) > RepeatMax
            ? ("The pattern repeats a part too many times.", $"all {{n}} multiplied at most {RepeatMax}")
            : ("", null);
    }

    private static long RepeatsOf(string text)
    {
        var all = 1L;
        foreach (Match match in Repetition().Matches(text))
        {
            var most = Math.Max(Times(match.Groups[1].Value), Times(match.Groups[2].Value));
            all = Math.Min(all, RepeatMax + 1) * Math.Max(1, most);
        }

        return all;

        static long Times(string digits) => digits.Length == 0 ? 0 : long.Parse(digits, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\{(\d{1,9})(?:,(\d{0,9}))?\}")]
    private static partial Regex Repetition();
}
