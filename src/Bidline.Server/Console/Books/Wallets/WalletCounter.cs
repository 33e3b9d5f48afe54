using System.Diagnostics;
using System.Security.Claims;
using Bidline.Billing;
using Bidline.Billing.Wallets;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Server.Console.Entrance;

namespace Bidline.Server.Console.Books.Wallets;

/// <summary>Money that a person books into a wallet, or out of it, as it stands in the form.</summary>
internal sealed class WalletForm(Buyer buyer, bool isBack, string key)
{
    public Buyer Buyer => buyer;

    /// <summary>Goes back to the buyer; otherwise it came in.</summary>
    public bool IsBack => isBack;

    /// <summary>The same form is booked once, however often the button is pressed.</summary>
    public string Key => key;

    public string Amount { get; set; } = "";

    public string Memo { get; set; } = "";

    /// <summary>A present of ours, not money that came in.</summary>
    public bool IsPromo { get; set; }
}

/// <summary>Books money into and out of wallets for whoever may, as over the API: operators in, admins out.</summary>
internal sealed class WalletCounter(WalletDesk desk, TimeProvider clock)
{
    private const int MemoMax = 200;

    public WalletForm Open(Buyer buyer, bool isBack) => new(buyer, isBack, $"console:{Ids.New(clock):N}");

    /// <summary>What became of it, and whether the form is done with.</summary>
    public async Task<(string Said, bool IsDone)> BookAsync(ClaimsPrincipal user, WalletForm form)
    {
        if (!(form.IsBack ? ConsoleAuthor.MayPay(user) : ConsoleAuthor.MayChange(user)))
            throw new UnauthorizedAccessException("This role only looks at wallets.");
        if (!Money.TryParse(form.Amount.Trim(), form.Buyer.CreditLimit.Currency, out var amount) || !amount.IsPositive)
            return ("An amount is above zero and has at most six decimals, like 100.00.", false);
        var (memo, author) = (form.Memo.Trim(), ConsoleAuthor.Of(user));
        if (memo.Length is 0 or > MemoMax) return ($"Say what it is, in 1 to {MemoMax} characters.", false);
        if (form.IsBack)
            return Said(await desk.PayBackAsync(new Refund(form.Buyer.Id, amount, form.Key, memo), author), amount, form);
        await desk.TopUpAsync(new TopUp(form.Buyer.Id, amount, form.Key, memo) { IsPromo = form.IsPromo }, author);
        return ($"Booked: {form.Buyer.Name} has {amount} more.", true);
    }

    private static (string, bool) Said(RefundOutcome outcome, Money amount, WalletForm form) => outcome switch
    {
        RefundOutcome.Booked => ($"Booked: {amount} go back to {form.Buyer.Name}.", true),
        RefundOutcome.Refused(var reason) => ($"Nothing was booked: {ReasonCatalogue.Say(reason)}.", false),
        _ => throw new UnreachableException(),
    };
}
