using System.Globalization;

namespace Bidline.Screening;

/// <summary>Reads what a person or a file wants blocked. Pure; every mistake is told, with the field that has it.</summary>
public static class BlockForm
{
    /// <param name="until">Empty or null is for ever; a day, or an instant.</param>
    /// <returns>Null when something was wrong.</returns>
    public static BlockOrder? Read(
        string caller, string why, string? until, DateTimeOffset now, Action<string, string, string, string?> mistake)
    {
        var pattern = ReadCaller(caller, mistake);
        if (why.Trim().Length is 0 or > BlockOrder.WhyMax)
            mistake("why", "length", $"A reason has 1 to {BlockOrder.WhyMax} characters.", null);
        var isGood = ReadUntil(until, now, mistake, out var end);
        return pattern is not null && isGood && why.Trim().Length is > 0 and <= BlockOrder.WhyMax
            ? new BlockOrder(pattern, why.Trim(), end)
            : null;
    }

    /// <summary>Null, after it was told, for what is neither a number nor a beginning of one.</summary>
    public static CallerPattern? ReadCaller(string caller, Action<string, string, string, string?> mistake)
    {
        var pattern = CallerPattern.Read(caller);
        if (pattern is null)
        {
            var cut = caller.Length > 40 ? caller[..40] + "…" : caller;
            mistake(
                "caller", "not_e164", $"\"{cut}\" is neither a number nor a beginning of one.",
                "write it like \"+13055550142\", or \"+1305555*\" for all that begin so");
        }

        return pattern;
    }

    private static bool ReadUntil(
        string? text, DateTimeOffset now, Action<string, string, string, string?> mistake, out DateTimeOffset? until)
    {
        until = null;
        if (string.IsNullOrWhiteSpace(text)) return true;
        if (!DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            mistake("until", "instant", $"\"{text}\" is not an instant.", "like \"2027-01-01T00:00:00Z\"");
            return false;
        }

        if (at <= now)
        {
            mistake("until", "past", "That is over already.", null);
            return false;
        }

        until = at;
        return true;
    }
}
