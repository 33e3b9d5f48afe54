using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Routing.Traffic;

/// <summary>Counts the calls that earlier processes let in: a restart must not open a cap that was full.</summary>
public sealed class TrafficReading(Store store, BookShelf shelf, TrafficMeter meter)
{
    private const long MicrosPerQuarter = 15 * 60 * UnixMicros.PerSecond;

    /// <summary>Once, after recovery has ended what was live and before the first call.</summary>
    public async Task ReadAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var groups = await db.Set<CallRow>()
            .Where(row => row.Campaign != null && row.Publisher != null && row.Outcome != "blocked" && !row.Test)
            .GroupBy(row => new
            {
                row.Campaign,
                row.Publisher,
                Quarter = row.ReceivedAt / MicrosPerQuarter,
                Connected = row.ConnectedAt != null,
                Qualified = row.Qualified == true,
                Paid = row.RevenueMicros > 0,
            })
            .Select(group => new
            {
                group.Key,
                Count = group.Count(),
                Revenue = group.Sum(row => row.RevenueMicros ?? 0),
                Payout = group.Sum(row => row.PayoutMicros ?? 0),
            })
            .ToListAsync(cancel);
        var book = shelf.Current;
        foreach (var group in groups)
        {
            var (revenue, payout) = (new Money(group.Revenue, book.Currency), new Money(group.Payout, book.Currency));
            var each = new TrafficOutcome(
                group.Key.Connected, group.Key.Qualified, group.Key.Paid ? revenue : Money.Zero(book.Currency), payout);
            var at = UnixMicros.At(group.Key.Quarter * MicrosPerQuarter);
            meter.Remember(
                PartiesOf(book, new CampaignId(group.Key.Campaign!), new PublisherId(group.Key.Publisher!)), at, group.Count,
                each, revenue, payout);
        }
    }

    /// <summary>With the caps of the market in force; a party that is gone counts as if it had none.</summary>
    internal static (TrafficParty Party, Caps Caps)[] PartiesOf(CampaignBook book, CampaignId campaign, PublisherId publisher)
    {
        var ofCampaign = book.Campaigns.GetValueOrDefault(campaign);
        return
        [
            (new TrafficParty(campaign, null), ofCampaign?.Caps ?? Caps.None),
            (new TrafficParty(null, publisher), book.Publishers.GetValueOrDefault(publisher)?.Caps ?? Caps.None),
            (new TrafficParty(campaign, publisher),
                ofCampaign?.Publishers.GetValueOrDefault(publisher)?.Caps ?? Caps.None),
        ];
    }
}
