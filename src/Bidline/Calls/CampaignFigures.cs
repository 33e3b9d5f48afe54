using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Calls;

/// <summary>The five figures of a period, campaign by campaign. Safe on any thread.</summary>
public sealed class CampaignFigures(Store store)
{
    /// <summary>Campaigns without a call in the period are absent. Money of one currency; test calls are left out.</summary>
    public async Task<IReadOnlyDictionary<CampaignId, Figures>> ReadAsync(
        Period period, Currency currency, CancellationToken cancel)
    {
        var (from, to, code) = (UnixMicros.Of(period.From), UnixMicros.Of(period.To), currency.Code);
        await using var db = store.Read();
        var sums = await db.Set<CallRow>()
            .Where(call => call.ReceivedAt >= from && call.ReceivedAt < to && !call.Test && call.Campaign != null)
            .GroupBy(call => call.Campaign!)
            .Select(group => new
            {
                Campaign = group.Key,
                Revenue = group.Sum(call => call.Currency == code ? call.RevenueMicros ?? 0 : 0),
                Payout = group.Sum(call => call.Currency == code ? call.PayoutMicros ?? 0 : 0),
                Incoming = group.Count(),
                Connected = group.Count(call => call.Outcome == "connected"),
            })
            .ToListAsync(cancel).ConfigureAwait(false);
        return sums.ToDictionary(
            sum => new CampaignId(sum.Campaign),
            sum => Figures.Of(
                new Money(sum.Revenue, currency), new Money(sum.Payout, currency), sum.Incoming, sum.Connected));
    }
}
