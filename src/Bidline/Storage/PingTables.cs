using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The tables of 0011-pings.sql, as they are read.</summary>
internal static class PingTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<PingRow>().ToTable("pings").HasKey(row => row.Id);
        model.Entity<ReservationRow>().ToTable("reservations").HasKey(row => row.Id);
    }
}

/// <summary>A publisher's question and how it was answered.</summary>
public sealed class PingRow
{
    public required string Id { get; set; }

    public long At { get; set; }

    public required string Endpoint { get; set; }

    public required string Publisher { get; set; }

    public required string Campaign { get; set; }

    public required string Dialect { get; set; }

    public string? Caller { get; set; }

    /// <summary>The publisher's own name for its call.</summary>
    public string? SourceRef { get; set; }

    public bool Test { get; set; }

    /// <summary>"offered", "cached" or "rejected".</summary>
    public required string Outcome { get; set; }

    public string? Reason { get; set; }

    public string? ReasonClass { get; set; }

    /// <summary>The compared values as a JSON object.</summary>
    public string? ReasonValues { get; set; }

    public string? Currency { get; set; }

    public long? PriceMicros { get; set; }

    public string? Reservation { get; set; }

    public string? Auction { get; set; }

    public long TookMicros { get; set; }

    /// <summary>A JSON object.</summary>
    public required string Tags { get; set; }

    /// <summary>How the price was made, as JSON; null where it did not come to that.</summary>
    public string? Making { get; set; }
}

public sealed class ReservationRow
{
    public required string Id { get; set; }

    public long At { get; set; }

    public required string Endpoint { get; set; }

    public required string Publisher { get; set; }

    public required string Campaign { get; set; }

    public string? Caller { get; set; }

    public string? Number { get; set; }

    public required string Currency { get; set; }

    public long PriceMicros { get; set; }

    public long Until { get; set; }

    /// <summary>"open", "used", "expired", "mismatched" or "released".</summary>
    public required string State { get; set; }

    /// <summary>The call that used it, or that came too late or from somebody else.</summary>
    public string? CallId { get; set; }

    public long? ClosedAt { get; set; }

    public required string SameKey { get; set; }

    public string? IdempotencyKey { get; set; }

    public string? RequestHash { get; set; }

    public required string Target { get; set; }

    public required string Buyer { get; set; }

    public string? BidId { get; set; }

    public required string Auction { get; set; }

    /// <summary>The reservation whole, as JSON.</summary>
    public required string Body { get; set; }
}
