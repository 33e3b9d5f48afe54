using System.Text.Json;
using System.Text.Json.Serialization;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Billing.Documents;

/// <summary>
/// A buyer's invoice or a publisher's statement, as it was issued. Amounts are as the party reads them: a buyer's money
/// at us, or what we owe a publisher; opening and lines make closing, and the next one opens with it.
/// </summary>
/// <param name="Due">To pay: by the buyer on an invoice, by us on a statement. To the smallest payable unit.</param>
/// <param name="Rounding">What was booked so that paying the amount due leaves nothing (money.md M8).</param>
public sealed record IssuedStatement(
    StatementId Id,
    string Party,
    string PartyName,
    string Zone,
    BillingMonth Period,
    DateTimeOffset From,
    DateTimeOffset Until,
    Money Opening,
    Money Lines,
    Money Closing,
    Money Due,
    Money Rounding,
    DateTimeOffset IssuedAt,
    StatementBody Body)
{
    internal static IssuedStatement Of(StatementRow row)
    {
        var currency = Currency.Parse(row.Currency);
        return new IssuedStatement(
            new StatementId(StatementAccounts.Parse(row.Series), row.Number),
            row.Party,
            row.PartyName,
            row.Zone,
            BillingMonth.TryParse(row.Period, out var period) ? period : default,
            UnixMicros.At(row.FromAt),
            UnixMicros.At(row.UntilAt),
            new Money(row.Opening, currency),
            new Money(row.Lines, currency),
            new Money(row.Closing, currency),
            new Money(row.Due, currency),
            new Money(row.Rounding, currency),
            UnixMicros.At(row.IssuedAt),
            StatementBody.Read(row.Body));
    }
}

/// <summary>The lines that are printed: calls by day and campaign, everything else one by one.</summary>
public sealed record StatementBody(IReadOnlyList<CallsOfDay> Calls, IReadOnlyList<StatementItem> Items)
{
    /// <summary>What the lines come to, as the party reads them.</summary>
    [JsonIgnore]
    public long Micros => checked(Calls.Sum(day => day.Micros) + Items.Sum(item => item.Micros));

    [JsonIgnore]
    public bool IsEmpty => Calls.Count == 0 && Items.Count == 0;

    public static StatementBody Read(string text) => JsonSerializer.Deserialize<StatementBody>(text, StoredJson.Options)!;

    public string Write() => JsonSerializer.Serialize(this, StoredJson.Options);
}

/// <param name="Day">In the party's zone: "2026-03-08".</param>
/// <param name="Micros">As the party reads it.</param>
public sealed record CallsOfDay(string Day, string? Campaign, long Count, long Micros);

/// <param name="Kind">"top_up", "reversal", "payout", …</param>
/// <param name="Count">More than one where there were too many to name each.</param>
/// <param name="Corrects">The document that what it corrects is in: "INV-000012".</param>
public sealed record StatementItem(
    string Day, string Kind, string Memo, long Micros, long Count, string? Call, string? Corrects);
