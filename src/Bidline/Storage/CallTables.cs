using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The tables of 0001-calls.sql, as they are read.</summary>
internal static class CallTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<CallRow>().ToTable("calls").HasKey(row => row.Id);
        model.Entity<CallEventRow>().ToTable("call_events").HasKey(row => new { row.CallId, row.Seq });
        model.Entity<HeartbeatRow>().ToTable("heartbeats").HasKey(row => row.Node);
    }
}
