using System.Security.Claims;
using Bidline.Billing.Debts;
using Bidline.Calls.Reasons;
using Bidline.Primitives;
using Bidline.Server.Console.Entrance;

namespace Bidline.Server.Console.Books.Debts;

/// <summary>What a person wants to bear of a debt, as it stands in the form.</summary>
internal sealed class WriteOffForm(Debt debt, string key)
{
    public Debt Debt => debt;

    /// <summary>The same form is booked once, however often the button is pressed.</summary>
    public string Key => key;

    public string Amount { get; set; } = debt.Amount.ToDecimalString();

    public string Reason { get; set; } = "";

    public string Evidence { get; set; } = "";
}

/// <summary>Bears debts for whoever may: admins, as over the API.</summary>
internal sealed class WriteOffCounter(WriteOffs writeOffs, TimeProvider clock)
{
    public WriteOffForm Open(Debt debt) => new(debt, $"console:{Ids.New(clock):N}");

    /// <summary>What became of it, and whether the form is done with.</summary>
    public async Task<(string Said, bool IsDone)> BearAsync(ClaimsPrincipal user, WriteOffForm form)
    {
        Require(user);
        if (!Money.TryParse(form.Amount.Trim(), form.Debt.Amount.Currency, out var amount))
            return ("An amount has at most six decimals.", false);
        if (string.IsNullOrWhiteSpace(form.Reason) || string.IsNullOrWhiteSpace(form.Evidence))
            return ("Say why, and what shows it.", false);
        var order = new WriteOffOrder(form.Debt.Debtor, amount, form.Reason.Trim(), form.Evidence.Trim());
        var outcome = await writeOffs.ProposeAsync(order, form.Key, ConsoleAuthor.Of(user), CancellationToken.None);
        return (Said(outcome), outcome is WriteOffOutcome.Done);
    }

    public async Task<string> DecideAsync(ClaimsPrincipal user, string id, bool approve)
    {
        Require(user);
        return Said(await writeOffs.DecideAsync(id, approve, ConsoleAuthor.Of(user), CancellationToken.None));
    }

    private static string Said(WriteOffOutcome outcome) => outcome switch
    {
        WriteOffOutcome.Done({ State: "proposed" }) => "Written down. Somebody else has to approve it before it is booked.",
        WriteOffOutcome.Done({ State: "rejected" }) => "Rejected. Nothing was booked.",
        WriteOffOutcome.Done({ State: "settled" }) => "The debt was paid meanwhile. Nothing was booked.",
        WriteOffOutcome.Done => "Booked.",
        WriteOffOutcome.Refused(var reason) => $"Nothing was booked: {ReasonCatalogue.Say(reason)}.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static void Require(ClaimsPrincipal user)
    {
        if (!ConsoleAuthor.MayPay(user)) throw new UnauthorizedAccessException("This role only looks at debts.");
    }
}
