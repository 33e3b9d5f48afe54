using Bidline.Campaigns;

namespace Bidline.Calls.Simulations;

/// <summary>What would become of a made-up call, said in one breath. Pure.</summary>
internal static class SimulatedVerdict
{
    /// <param name="call">Its last attempt is the one that would be dialled first.</param>
    public static Sentence Sold(Call call, SimulatedDial dial, CampaignBook book)
    {
        var names = new Naming(book);
        var (terms, sale) = (dial.Terms, dial.Sale);
        var when = terms.BuyerRule.Connected == TimeSpan.Zero
            ? "when answered"
            : $"from {Spoken.Clock(terms.BuyerRule.Connected)} on";
        return new SentenceWriter().Say("Would be sold to ").Strong(names.Of(dial.Buyer, dial.Target))
            .Say(" for ").Strong(Spoken.Amount(terms.Price))
            .Say($"{VerdictSentence.WhyIt(call, call.Attempts[^1])}. ")
            .Say($"Pays {when}: revenue {Spoken.Amount(sale.Revenue)}, payout {Spoken.Amount(sale.Payout)}, ")
            .Say($"margin {Spoken.Amount(sale.Margin)}.").End();
    }
}
