using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The table of 0025-recordings.sql, as it is read.</summary>
internal static class RecordingTables
{
    public static void Map(ModelBuilder model) =>
        model.Entity<RecordingRow>().ToTable("recordings").HasKey(row => new { row.CallId, row.Attempt });
}

/// <summary>A recorded conversation; the file itself may be deleted.</summary>
public sealed class RecordingRow
{
    public required string CallId { get; set; }

    public int Attempt { get; set; }

    /// <summary>Below the folder of all recordings.</summary>
    public required string File { get; set; }

    public long Bytes { get; set; }

    public long LengthMs { get; set; }

    public required string Sha256 { get; set; }

    /// <summary>Base64.</summary>
    public required string Outline { get; set; }

    public string? Cut { get; set; }

    public long MadeAt { get; set; }

    public long KeepUntil { get; set; }

    public long? DeletedAt { get; set; }
}
