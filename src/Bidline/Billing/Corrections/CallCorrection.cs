using System.Diagnostics;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;

namespace Bidline.Billing.Corrections;

/// <summary>
/// Books corrections of one call, each worked out from all that is booked for it. What somebody else books in between makes
/// that one be worked out anew, so that two corrections never give back more than there is.
/// </summary>
internal sealed class CallCorrection(Store store, Capacity capacity)
{
    /// <param name="next">
    /// The entry that is still wanted where these are booked, oldest first; null when none is. It takes nothing from a
    /// buyer's prepayment.
    /// </param>
    public async Task BookAsync(
        CallId call,
        BuyerId buyer,
        Func<IReadOnlyList<LedgerTransaction>, LedgerTransaction?> next,
        CancellationToken cancel)
    {
        while (true)
        {
            var booked = await CallMoneyReading.TransactionsAsync(store, call, cancel);
            if (next(booked) is not { } wanted) return;
            if (await capacity.CorrectAsync(buyer, wanted, booked.Count, cancel) == PostOutcome.NotCovered)
                throw new UnreachableException($"A correction of {call} takes from a prepayment.");
        }
    }
}
