using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The tables of 0010-documents.sql, as they are read.</summary>
internal static class DocumentTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<WalletMarkRow>().ToTable("wallet_marks").HasKey(row => row.Buyer);
        model.Entity<WalletEventRow>().ToTable("wallet_events").HasKey(row => row.Id);
        model.Entity<PaymentEventRow>().ToTable("payment_events").HasKey(row => new { row.Provider, row.EventId });
        model.Entity<StatementRow>().ToTable("statements").HasKey(row => new { row.Series, row.Number });
        model.Entity<ClosedAccountRow>().ToTable("closed_accounts").HasKey(row => new { row.Account, row.Party, row.Currency });
        model.Entity<PayoutBatchRow>().ToTable("payout_batches").HasKey(row => row.Id);
        model.Entity<PayoutRow>().ToTable("payouts").HasKey(row => row.Id);
        model.Entity<CarrierRecordRow>().ToTable("carrier_records").HasKey(row => new { row.Import, row.Line });
    }
}

public sealed class WalletMarkRow
{
    public required string Buyer { get; set; }

    public required string Level { get; set; }

    public int Paused { get; set; }

    public long At { get; set; }
}

public sealed class WalletEventRow
{
    public required string Id { get; set; }

    public required string Buyer { get; set; }

    public required string Kind { get; set; }

    public long Free { get; set; }

    public required string Currency { get; set; }

    public long At { get; set; }
}

public sealed class PaymentEventRow
{
    public required string Provider { get; set; }

    public required string EventId { get; set; }

    public required string Kind { get; set; }

    public required string Payment { get; set; }

    public string? Buyer { get; set; }

    public long Amount { get; set; }

    public required string Currency { get; set; }

    public required string Outcome { get; set; }

    public string? Reason { get; set; }

    public string? TransactionId { get; set; }

    public long At { get; set; }
}

public sealed class StatementRow
{
    public required string Series { get; set; }

    public long Number { get; set; }

    public required string Party { get; set; }

    public required string PartyName { get; set; }

    public required string Currency { get; set; }

    public required string Zone { get; set; }

    public required string Period { get; set; }

    public long FromAt { get; set; }

    public long UntilAt { get; set; }

    public long Opening { get; set; }

    public long Lines { get; set; }

    public long Closing { get; set; }

    public long Due { get; set; }

    public long Rounding { get; set; }

    public long IssuedAt { get; set; }

    public required string Body { get; set; }
}

public sealed class ClosedAccountRow
{
    public required string Account { get; set; }

    public required string Party { get; set; }

    public required string Currency { get; set; }

    public long UntilAt { get; set; }
}

public sealed class PayoutBatchRow
{
    public required string Id { get; set; }

    public required string Currency { get; set; }

    public long CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    public required string PayOn { get; set; }
}

public sealed class PayoutRow
{
    public required string Id { get; set; }

    public required string Batch { get; set; }

    public required string Publisher { get; set; }

    public required string Currency { get; set; }

    public long Amount { get; set; }

    public required string Holder { get; set; }

    public string? Iban { get; set; }

    public string? Bic { get; set; }

    public string? Number { get; set; }

    public required string State { get; set; }

    public long? EndedAt { get; set; }
}

public sealed class CarrierRecordRow
{
    public required string Import { get; set; }

    public int Line { get; set; }

    public required string Carrier { get; set; }

    public required string Reference { get; set; }

    public string? Number { get; set; }

    public long? At { get; set; }

    public int Seconds { get; set; }

    public string? CallId { get; set; }

    public long? OurMicros { get; set; }

    public required string Outcome { get; set; }

    public string? Explanation { get; set; }
}
