using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Campaigns.Lists;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The tables of 0003-market.sql, 0005-schedule.sql and 0012-lists.sql, as they are read.</summary>
internal static class MarketTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<BookVersionRow>().ToTable("book_versions").HasKey(row => row.Version);
        model.Entity<ScheduledChangeRow>().ToTable("scheduled_changes").HasKey(row => row.Id);
        model.Entity<ListContentRow>().ToTable("list_contents").HasKey(row => row.Hash);
        model.Entity<ListChunkRow>().ToTable("list_chunks").HasKey(row => new { row.Hash, row.Place });
        model.Entity<OpeningBalanceRow>().ToTable("opening_balances").HasKey(row => row.Buyer);
        model.Entity<InstallationRow>().ToTable("installation").HasKey(row => row.Name);
        model.Entity<ApiKeyRow>().ToTable("api_keys").HasKey(row => row.Id);
        model.Entity<UserRow>().ToTable("users").HasKey(row => row.Id);
        model.Entity<SetupTokenRow>().ToTable("setup_tokens").HasKey(row => row.Hash);
        model.Entity<AuditRow>().ToTable("audit").HasKey(row => row.Id);
        model.Entity<IdempotencyRow>().ToTable("idempotency_keys").HasKey(row => new { row.Scope, row.Key });
    }
}
