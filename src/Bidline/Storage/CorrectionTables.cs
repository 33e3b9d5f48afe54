using Bidline.Billing.Corrections;
using Bidline.Billing.Debts;
using Bidline.Primitives;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The tables of 0008-corrections.sql, 0019-write-offs.sql and 0031-write-off-turns.sql, as they are read.</summary>
internal static class CorrectionTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<DisputeRow>().ToTable("disputes").HasKey(row => row.Id);
        model.Entity<AdjustmentRow>().ToTable("adjustments").HasKey(row => row.Id);
        model.Entity<WriteOffRow>().ToTable("write_offs").HasKey(row => row.Id);
        model.Entity<WriteOffTurnRow>().ToTable("write_off_turns").HasKey(row => new { row.Side, row.Party, row.Currency });
    }
}

internal sealed class DisputeRow
{
    public required string Id { get; set; }

    public required string CallId { get; set; }

    public required string Buyer { get; set; }

    public required string Publisher { get; set; }

    public required string Currency { get; set; }

    public long Amount { get; set; }

    public required string State { get; set; }

    public required string Reason { get; set; }

    public string? Evidence { get; set; }

    public string? Answer { get; set; }

    public long? Accepted { get; set; }

    public string? DecisionText { get; set; }

    public string? Appeal { get; set; }

    public long OpenedAt { get; set; }

    public required string OpenedBy { get; set; }

    public long? DecidedAt { get; set; }

    public string? DecidedBy { get; set; }

    /// <summary>1, and 2 once it was appealed.</summary>
    public int Round { get; set; }

    /// <summary>1 when the ledger has what the state says.</summary>
    public int Booked { get; set; }

    public Dispute Read()
    {
        var currency = Primitives.Currency.Parse(Currency);
        return new Dispute(
            Id, Primitives.CallId.Parse(CallId), new BuyerId(Buyer), new PublisherId(Publisher), new Money(Amount, currency),
            State, Reason, Evidence, Answer, Accepted is { } accepted ? new Money(accepted, currency) : null, DecisionText,
            Appeal, UnixMicros.At(OpenedAt), OpenedBy, UnixMicros.At(DecidedAt), DecidedBy);
    }
}

internal sealed class AdjustmentRow
{
    public required string Id { get; set; }

    public required string State { get; set; }

    public required string Reason { get; set; }

    public required string Evidence { get; set; }

    /// <summary>What is to be done with each call, as JSON.</summary>
    public required string Lines { get; set; }

    public long ProposedAt { get; set; }

    public required string ProposedBy { get; set; }

    public long? DecidedAt { get; set; }

    public string? DecidedBy { get; set; }
}

internal sealed class WriteOffRow
{
    public required string Id { get; set; }

    public required string State { get; set; }

    /// <summary>"buyer" or "publisher".</summary>
    public required string Side { get; set; }

    public required string Party { get; set; }

    public required string Currency { get; set; }

    public long Amount { get; set; }

    public required string Reason { get; set; }

    public required string Evidence { get; set; }

    public long ProposedAt { get; set; }

    public required string ProposedBy { get; set; }

    public long? DecidedAt { get; set; }

    public string? DecidedBy { get; set; }

    public WriteOff Read()
    {
        var side = Side == Debtor.NameOf(DebtSide.Buyer) ? DebtSide.Buyer : DebtSide.Publisher;
        var debtor = new Debtor(side, Party, Primitives.Currency.Parse(Currency));
        return new WriteOff(
            Id, State, debtor, new Money(Amount, debtor.Currency), Reason, Evidence, UnixMicros.At(ProposedAt), ProposedBy,
            UnixMicros.At(DecidedAt), DecidedBy);
    }
}

/// <summary>The write-off of a debtor that is being booked.</summary>
internal sealed class WriteOffTurnRow
{
    public required string Side { get; set; }

    public required string Party { get; set; }

    public required string Currency { get; set; }

    public required string WriteOff { get; set; }
}
