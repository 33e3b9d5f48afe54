using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The tables of 0002-money.sql and 0013-shared-holds.sql, as they are read.</summary>
internal static class MoneyTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<LedgerTransactionRow>().ToTable("ledger_transactions").HasKey(row => row.Id);
        model.Entity<LedgerEntryRow>().ToTable("ledger_entries").HasKey(row => new { row.TransactionId, row.Line });
        model.Entity<HoldRow>().ToTable("holds").HasKey(row => row.Id);
        model.Entity<SharedHoldRow>().ToTable("shared_holds").HasKey(row => new { row.Party, row.HoldId });
        model.Entity<ConversionRow>().ToTable("conversions").HasKey(row => row.Id);
        model.Entity<BuyerEpochRow>().ToTable("buyer_epochs").HasKey(row => row.Buyer);
    }
}

public sealed class LedgerTransactionRow
{
    public required string Id { get; set; }

    public required string Kind { get; set; }

    public required string Key { get; set; }

    public required string Memo { get; set; }

    public string? CallId { get; set; }

    public string? Reverses { get; set; }

    public long BookedAt { get; set; }
}

/// <summary>A debit is positive, a credit negative.</summary>
public sealed class LedgerEntryRow
{
    public required string TransactionId { get; set; }

    public int Line { get; set; }

    public required string Account { get; set; }

    public required string Party { get; set; }

    public required string Currency { get; set; }

    public long Amount { get; set; }

    public string? CallId { get; set; }

    public long BookedAt { get; set; }
}

/// <summary>One dial attempt's reservation. CallId and Target are null where a release came before its reserve.</summary>
public sealed class HoldRow
{
    public required string Id { get; set; }

    public string? CallId { get; set; }

    public int Attempt { get; set; }

    public required string Buyer { get; set; }

    public string? Target { get; set; }

    public required string Currency { get; set; }

    public long Amount { get; set; }

    public long CreditLimit { get; set; }

    /// <summary>"open", "captured", "released" or "expired".</summary>
    public required string State { get; set; }

    public long Captured { get; set; }

    public long ReservedAt { get; set; }

    public long ExpiresAt { get; set; }

    public long? ConnectedAt { get; set; }

    public long? EndedAt { get; set; }

    public string? Reason { get; set; }

    public long OpenedSeq { get; set; }

    public long? ClosedSeq { get; set; }

    /// <summary>Of the amount, what was added while the call went on.</summary>
    public long Renewed { get; set; }

    /// <summary>What conversions charged after the hold had ended.</summary>
    public long Converted { get; set; }

    /// <summary>When the first of them was booked, in the order of the keeper's decisions.</summary>
    public long? ConvertedSeq { get; set; }

    public required string BuyerCaps { get; set; }

    public required string TargetCaps { get; set; }
}

/// <summary>A hold's slot of a cap that many buyers use up together. CallId is null where an end came first.</summary>
public sealed class SharedHoldRow
{
    public required string Party { get; set; }

    public required string HoldId { get; set; }

    public string? CallId { get; set; }

    public required string Currency { get; set; }

    public long Amount { get; set; }

    /// <summary>"open" or "ended".</summary>
    public required string State { get; set; }

    public long Used { get; set; }

    /// <summary>Of the amount, what was added while the call went on.</summary>
    public long Renewed { get; set; }

    /// <summary>What conversions added once it had ended.</summary>
    public long Converted { get; set; }

    public long? ConvertedSeq { get; set; }

    public long ReservedAt { get; set; }

    public long ExpiresAt { get; set; }

    public long? ConnectedAt { get; set; }

    public long? EndedAt { get; set; }

    public string? Reason { get; set; }

    public long OpenedSeq { get; set; }

    public long? ClosedSeq { get; set; }

    public required string Caps { get; set; }
}

/// <summary>What a buyer's system posted back. Amount is what it said, revenue and payout what it added.</summary>
public sealed class ConversionRow
{
    public required string Id { get; set; }

    public required string CallId { get; set; }

    public required string Buyer { get; set; }

    public required string Event { get; set; }

    public required string Currency { get; set; }

    public long? Amount { get; set; }

    /// <summary>"taken", "booked" or "refused".</summary>
    public required string State { get; set; }

    /// <summary>As JSON, of a refused one.</summary>
    public string? Reason { get; set; }

    public long? Revenue { get; set; }

    public long? Payout { get; set; }

    public string? TransactionId { get; set; }

    public required string Author { get; set; }

    public long ReportedAt { get; set; }
}

/// <summary>Which keeper may write for a buyer, or for whoever's cap is shared.</summary>
public sealed class BuyerEpochRow
{
    public required string Buyer { get; set; }

    public long Epoch { get; set; }

    public required string Fence { get; set; }

    public long TakenAt { get; set; }
}
