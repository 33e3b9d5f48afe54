using Bidline.Primitives;

namespace Bidline.Billing.Documents;

/// <summary>What a document comes to, before it has a number.</summary>
internal sealed record StatementDraft(Money Opening, Money Lines, Money Closing, Money Due, Money Rounding)
{
    /// <summary>
    /// The amount due is rounded once. Who is not owed anything has nothing to round: a prepayment keeps its micros, and
    /// what a publisher was overpaid is carried.
    /// </summary>
    public static StatementDraft Of(StatementSeries series, Money opening, Money lines)
    {
        var closing = opening + lines;
        var owed = series == StatementSeries.Invoice ? -closing : closing;
        if (!owed.IsPositive)
            return new StatementDraft(opening, lines, closing, Money.Zero(closing.Currency), Money.Zero(closing.Currency));
        var due = owed.ToPayable();
        var rounding = series == StatementSeries.Invoice ? owed - due : due - owed;
        return new StatementDraft(opening, lines, closing, due, rounding);
    }
}
