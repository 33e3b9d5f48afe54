using System.Security.Claims;
using Bidline.Billing.Payouts;
using Bidline.Campaigns;
using Bidline.Server.Console.Entrance;

namespace Bidline.Server.Console.Books.Payouts;

/// <summary>Pays publishers for whoever may: admins, as over the API.</summary>
internal sealed class PayoutCounter(PayoutDesk desk, BookShelf shelf)
{
    /// <summary>Makes a batch of everybody who is due.</summary>
    /// <param name="payOn">When the bank is to pay.</param>
    public async Task<string> CreateAsync(ClaimsPrincipal user, DateOnly payOn)
    {
        Require(user);
        var batch = await desk.CreateAsync(
            shelf.Current.Currency, payOn, ConsoleAuthor.Of(user), CancellationToken.None);
        return batch is null ? "Nobody is due a payout now; nothing was made." : "The batch is made: send it to the bank.";
    }

    /// <param name="isPaid">Otherwise the bank did not pay it.</param>
    public async Task<string> EndAsync(ClaimsPrincipal user, Payout payout, bool isPaid)
    {
        Require(user);
        var author = ConsoleAuthor.Of(user);
        var done = isPaid
            ? await desk.MarkPaidAsync(payout.Id, author, CancellationToken.None)
            : await desk.CancelAsync(payout.Id, author, CancellationToken.None);
        if (!done) return "It was no longer open; nothing was booked.";
        return isPaid ? $"Booked: {payout.Publisher} was paid." : $"Cancelled: {payout.Publisher} is owed it again.";
    }

    private static void Require(ClaimsPrincipal user)
    {
        if (!ConsoleAuthor.MayPay(user)) throw new UnauthorizedAccessException("This role only looks at payouts.");
    }
}
