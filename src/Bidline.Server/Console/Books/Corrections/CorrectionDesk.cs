using System.Security.Claims;
using Bidline.Billing.Corrections;
using Bidline.Billing.Debts;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Server.Console.Entrance;
using Bidline.Storage;

namespace Bidline.Server.Console.Books.Corrections;

/// <param name="Order">Does just what was looked at: what would do something else by now is refused.</param>
/// <param name="Key">The same preview is booked once, however often the button is pressed.</param>
internal sealed record CorrectionPreview(
    AdjustmentOrder Order, string Key, IReadOnlyList<AdjustmentLine> Lines, IReadOnlyList<PartyChange> Parties,
    IReadOnlyList<Debt> Beyond)
{
    public int Done => Lines.Count(line => line.Refusal is null);
}

/// <summary>Corrections for whoever may: operators and admins, as over the API.</summary>
internal sealed class CorrectionDesk(Adjustments adjustments, Store store, BookShelf shelf, TimeProvider clock)
{
    /// <summary>Either what it would do, or what is wrong.</summary>
    public async Task<(CorrectionPreview? Preview, string? Complaint)> LookAsync(ClaimsPrincipal user, CorrectionForm form)
    {
        Require(user);
        var book = shelf.Current;
        var (selection, complaint) = form.Selected(book.TimeZone);
        if (selection is null) return (null, complaint);
        var calls = await selection.FindAsync(store, CancellationToken.None);
        if (calls.Count == 0) return (null, "No sold call is like that.");
        if (calls.Count > CallSelection.CallsMax)
            return (null, $"More than {CallSelection.CallsMax} calls are like that: take fewer days at once.");
        var (order, problem) = form.Order(calls, book.Currency);
        if (order is null) return (null, problem);
        var lines = await adjustments.PreviewAsync(order, book.Currency, CancellationToken.None);
        var beyond = await adjustments.BeyondAsync(lines, CancellationToken.None);
        return (
            new CorrectionPreview(
                order with { Seen = AdjustmentPlan.MarkOf(lines) }, $"console:{Ids.New(clock):N}", lines,
                AdjustmentPlan.PartiesOf(lines), beyond),
            null);
    }

    public async Task<string> BookAsync(ClaimsPrincipal user, CorrectionPreview preview)
    {
        Require(user);
        return Said(await adjustments.ProposeAsync(
            preview.Order, preview.Key, shelf.Current.Currency, ConsoleAuthor.Of(user), CancellationToken.None));
    }

    public async Task<string> DecideAsync(ClaimsPrincipal user, string id, bool approve)
    {
        Require(user);
        return Said(await adjustments.DecideAsync(id, approve, ConsoleAuthor.Of(user), CancellationToken.None));
    }

    private static string Said(AdjustmentOutcome outcome) => outcome switch
    {
        AdjustmentOutcome.Done({ State: "proposed" }) => "Written down. Somebody else has to approve it before it is booked.",
        AdjustmentOutcome.Done({ State: "rejected" }) => "Rejected. Nothing was booked.",
        AdjustmentOutcome.Done => "Booked.",
        AdjustmentOutcome.Refused(var reason) => $"Nothing was booked: {ReasonCatalogue.Say(reason)}.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static void Require(ClaimsPrincipal user)
    {
        if (!ConsoleAuthor.MayChange(user)) throw new UnauthorizedAccessException("This role only looks at corrections.");
    }
}
