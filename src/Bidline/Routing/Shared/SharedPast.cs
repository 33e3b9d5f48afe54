using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Routing.Shared;

/// <summary>A slot that has ended, read again because its call was charged after all.</summary>
internal sealed class SharedPast
{
    private readonly SharedHoldRow _row;

    private SharedPast(SharedHoldRow row) => _row = row;

    /// <summary>Null where there was none, or its end came before its reservation.</summary>
    public static async Task<SharedPast?> ReadAsync(Store store, SharedParty party, HoldId hold)
    {
        var id = hold.ToString();
        await using var db = store.Read();
        return await db.Set<SharedHoldRow>().AsNoTracking().FirstOrDefaultAsync(
            row => row.Party == party.Key && row.HoldId == id && row.CallId != null && row.State != "open") is { } row
            ? new SharedPast(row)
            : null;
    }

    /// <summary>What the call brings beyond what is known of it; zero or less where nothing does.</summary>
    public Money Beyond(Money total) => new(total.Micros - _row.Used - _row.Converted, total.Currency);

    /// <summary>Counts the call where it did not count before, in the periods it was reserved in, and its money.</summary>
    public void Count(SharedBook book, Money more) =>
        book.Use.Remember(UnixMicros.At(_row.ReservedAt), CallsOf(_row), more);

    private static int CallsOf(SharedHoldRow row)
    {
        if (row.Converted > 0) return 0;
        var (countsOn, qualified) = (CapsDocument.Read(row.Caps).Counting(), row.Reason == "pay.qualified");
        var before = CapSlot.IsUsed(countsOn, row.ConnectedAt is not null, qualified, row.Used > 0);
        return !before && CapSlot.IsUsed(countsOn, row.ConnectedAt is not null, qualified, captured: true) ? 1 : 0;
    }
}
