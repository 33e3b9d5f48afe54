using System.Globalization;

namespace Bidline.Billing.Documents;

/// <summary>What kind of document: each kind has numbers of its own, without gaps.</summary>
public enum StatementSeries
{
    /// <summary>A buyer's: what it paid in, what its calls cost, what it owes.</summary>
    Invoice,

    /// <summary>A publisher's: what it earned, what it was paid, what we owe it.</summary>
    Statement,
}

/// <summary>"INV-000017": a document's number as people write it.</summary>
public readonly record struct StatementId(StatementSeries Series, long Number)
{
    private const string InvoicePrefix = "INV-";
    private const string StatementPrefix = "STM-";

    public static bool TryParse(string? text, out StatementId id)
    {
        id = default;
        if (text is not { Length: >= 10 and <= 20 }) return false;
        var series = text[..4] switch
        {
            InvoicePrefix => StatementSeries.Invoice,
            StatementPrefix => StatementSeries.Statement,
            _ => (StatementSeries?)null,
        };
        if (series is null || !long.TryParse(text.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        id = new StatementId(series.Value, number);
        return id.ToString() == text;
    }

    public override string ToString() =>
        (Series == StatementSeries.Invoice ? InvoicePrefix : StatementPrefix)
        + Number.ToString("000000", CultureInfo.InvariantCulture);
}

/// <summary>How a series is named in the store, and the accounts that its documents are of.</summary>
internal static class StatementAccounts
{
    public static IReadOnlyList<StatementSeries> All { get; } = [StatementSeries.Invoice, StatementSeries.Statement];

    public static string NameOf(StatementSeries series) => series == StatementSeries.Invoice ? "invoice" : "statement";

    public static StatementSeries Parse(string name) =>
        name == "invoice" ? StatementSeries.Invoice : StatementSeries.Statement;

    /// <summary>Codes of the accounts. What is positive for the party is a credit on each of them.</summary>
    public static string[] CodesOf(StatementSeries series) => series == StatementSeries.Invoice
        ? [ChartOfAccounts.CodeOf(AccountKind.BuyerPrepaid), ChartOfAccounts.CodeOf(AccountKind.BuyerReceivable)]
        : [ChartOfAccounts.CodeOf(AccountKind.PublisherPayable)];
}
