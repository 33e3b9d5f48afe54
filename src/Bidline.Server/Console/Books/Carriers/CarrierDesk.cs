using System.Security.Claims;
using Bidline.Billing.Reconciling;
using Bidline.Server.Console.Entrance;

namespace Bidline.Server.Console.Books.Carriers;

/// <summary>Takes carriers' call records for whoever may: operators and admins, as over the API.</summary>
internal sealed class CarrierDesk(CarrierImport import)
{
    private const int ExplanationMax = 500;

    /// <summary>Either what each row is, or what is wrong with the file as a whole.</summary>
    public async Task<(IReadOnlyList<CarrierRowOutcome> Rows, string? Complaint)> ImportAsync(
        ClaimsPrincipal user, string carrier, string text)
    {
        Require(user);
        if (carrier.Trim().Length is 0 or > 63) return ([], "Say whose records these are.");
        var (rows, mistakes) = CarrierSheet.Read(text);
        if (mistakes.Count > 0)
            return ([], string.Join(' ', mistakes.Select(mistake => $"{mistake.Detail} {mistake.Hint}".Trim())));
        return (await import.ImportAsync(carrier.Trim(), rows, ConsoleAuthor.Of(user), CancellationToken.None), null);
    }

    /// <summary>False when there is no such record, or nothing was said.</summary>
    public async Task<bool> ExplainAsync(ClaimsPrincipal user, CarrierDifference difference, string text)
    {
        Require(user);
        return text.Trim().Length is > 0 and <= ExplanationMax
            && await import.ExplainAsync(difference.Import, difference.Line, text.Trim(), ConsoleAuthor.Of(user));
    }

    private static void Require(ClaimsPrincipal user)
    {
        if (!ConsoleAuthor.MayChange(user)) throw new UnauthorizedAccessException("This role only looks at the report.");
    }
}
