using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The tables of 0004-outbox.sql, as they are read.</summary>
internal static class OutboxTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<OutboxRow>().ToTable("outbox").HasKey(row => row.Id);
        model.Entity<OutboxAttemptRow>().ToTable("outbox_attempts").HasKey(row => new { row.PostbackId, row.Attempt });
        model.Entity<OutboxStopRow>().ToTable("outbox_stops").HasKey(row => row.Destination);
        model.Entity<NoticeSecretRow>().ToTable("notice_secrets").HasKey(row => new { row.Buyer, row.Number });
    }
}

/// <summary>Something a partner is to be told, or was.</summary>
public sealed class OutboxRow
{
    public required string Id { get; set; }

    public required string Key { get; set; }

    public required string Destination { get; set; }

    public required string Kind { get; set; }

    public string? CallId { get; set; }

    public required string Body { get; set; }

    public long CreatedAt { get; set; }

    /// <summary>"waiting", "delivered" or "dead".</summary>
    public required string State { get; set; }

    public int Attempts { get; set; }

    public long DueAt { get; set; }

    public string? ClaimedBy { get; set; }

    public long ClaimedUntil { get; set; }

    public long? EndedAt { get; set; }

    public int? LastStatus { get; set; }

    public string? LastError { get; set; }
}

public sealed class OutboxAttemptRow
{
    public required string PostbackId { get; set; }

    public int Attempt { get; set; }

    public long At { get; set; }

    public long TookMicros { get; set; }

    public int? Status { get; set; }

    public string? Error { get; set; }
}

public sealed class OutboxStopRow
{
    public required string Destination { get; set; }

    public required string Url { get; set; }

    public long StoppedAt { get; set; }
}

public sealed class NoticeSecretRow
{
    public required string Buyer { get; set; }

    public int Number { get; set; }

    public required string Secret { get; set; }

    public long MadeAt { get; set; }

    public long? RetiresAt { get; set; }
}
