using System.Diagnostics.CodeAnalysis;
using Bidline.Calls;
using Bidline.Primitives;

namespace Bidline.Server.Console.Call;

/// <summary>Amounts of a trace, which are decimal text, as screens say them.</summary>
internal static class Amounts
{
    /// <summary>"$34.00" of "34.00"; what is not an amount stays as it is.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text, Currency unit) =>
        text is not null && Money.TryParse(text, unit, out var money) ? Spoken.Amount(money) : text;
}
