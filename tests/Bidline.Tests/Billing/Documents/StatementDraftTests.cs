using Bidline.Billing.Documents;
using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Documents;

public sealed class StatementDraftTests
{
    [Theory]
    // A prepayment is not due, and keeps its micros.
    [InlineData(StatementSeries.Invoice, "USD", "0", "72.503333", "0", "0")]
    [InlineData(StatementSeries.Invoice, "USD", "0", "0", "0", "0")]
    [InlineData(StatementSeries.Invoice, "USD", "10", "-82.503333", "72.50", "0.003333")]
    [InlineData(StatementSeries.Invoice, "USD", "0", "-72.506667", "72.51", "-0.003333")]
    // Half goes to the even cent.
    [InlineData(StatementSeries.Invoice, "USD", "0", "-72.505", "72.50", "0.005")]
    [InlineData(StatementSeries.Invoice, "USD", "0", "-72.515", "72.52", "-0.005")]
    [InlineData(StatementSeries.Invoice, "USD", "0", "-0.004", "0", "0.004")]
    [InlineData(StatementSeries.Statement, "USD", "1", "72.503333", "73.50", "-0.003333")]
    [InlineData(StatementSeries.Statement, "USD", "0", "72.506667", "72.51", "0.003333")]
    // What a publisher was overpaid is carried.
    [InlineData(StatementSeries.Statement, "USD", "0", "-5.001", "0", "0")]
    [InlineData(StatementSeries.Statement, "JPY", "0", "1234.5", "1234", "-0.5")]
    [InlineData(StatementSeries.Statement, "KWD", "0", "1.2345", "1.234", "-0.0005")]
    public void The_amount_due_is_rounded_once(
        StatementSeries series, string code, string opening, string lines, string due, string rounding)
    {
        var draft = StatementDraft.Of(series, Amount(opening), Amount(lines));

        (draft.Due, draft.Rounding).ShouldBe((Amount(due), Amount(rounding)));

        Money Amount(string text) =>
            Money.TryParse(text, Currency.Parse(code), out var money) ? money : throw new FormatException(text);
    }

    [Fact]
    public void Paying_what_is_due_leaves_nothing_to_the_micro() =>
        Gen.Select(Gen.Long[-9_000_000_000, 9_000_000_000], Gen.Long[-9_000_000_000, 9_000_000_000], Gen.Bool)
            .Sample((opening, lines, invoice) =>
            {
                var series = invoice ? StatementSeries.Invoice : StatementSeries.Statement;
                var draft = StatementDraft.Of(series, Usd(opening), Usd(lines));
                var owed = invoice ? -draft.Closing : draft.Closing;
                var paid = invoice ? draft.Due : -draft.Due;
                return draft.Opening + draft.Lines == draft.Closing
                    && draft.Due.ToPayable() == draft.Due
                    && (owed.IsPositive
                        ? (draft.Closing + draft.Rounding + paid).IsZero
                        : draft.Due.IsZero && draft.Rounding.IsZero);
            });

    private static Money Usd(long micros) => new(micros, Currency.Usd);
}
