using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Routing;

/// <summary>A reservation that has ended, read again because its call was charged after all.</summary>
internal sealed class PastHold
{
    private readonly HoldRow _row;

    private PastHold(HoldRow row) => _row = row;

    public Money CreditLimit => new(_row.CreditLimit, Currency.Parse(_row.Currency));

    /// <summary>Null where there was none, or it was released before it was made.</summary>
    public static async Task<PastHold?> ReadAsync(Store store, HoldId hold)
    {
        var id = hold.ToString();
        await using var db = store.Read();
        return await db.Set<HoldRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && row.Target != null) is { } row
            ? new PastHold(row)
            : null;
    }

    /// <summary>Counts the call in the caps that it did not count in before, and its money in all of them.</summary>
    public void Count(HoldBook book, Money revenue) => book.Convert(
        new TargetId(_row.Target!), UnixMicros.At(_row.ReservedAt), revenue,
        CallsOf(_row, CapsDocument.Read(_row.BuyerCaps), revenue), CallsOf(_row, CapsDocument.Read(_row.TargetCaps), revenue));

    /// <summary>1 where a conversion made the call count in these caps; 0 where it counted already, or still does not.</summary>
    internal static int CallsOf(HoldRow row, CapsDocument caps, Money revenue)
    {
        if (row.Converted > 0 || !revenue.IsPositive) return 0;
        var (countsOn, qualified) = (caps.Counting(), row.Reason == "pay.qualified");
        var before = CapSlot.IsUsed(countsOn, row.ConnectedAt is not null, qualified, row.Captured > 0);
        return !before && CapSlot.IsUsed(countsOn, row.ConnectedAt is not null, qualified, captured: true) ? 1 : 0;
    }
}
