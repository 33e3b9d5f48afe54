using System.Text.Json;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Corrections;

/// <summary>Sold calls that have something in common; what is null is not asked for.</summary>
/// <param name="From">Received then or later.</param>
/// <param name="Until">Received before.</param>
public sealed record CallSelection(
    DateTimeOffset From, DateTimeOffset Until, CampaignId? Campaign, PublisherId? Publisher, BuyerId? Buyer,
    CallOutcome? Outcome)
{
    /// <summary>More are corrected in several steps: a person should be able to look at what a step does.</summary>
    public const int CallsMax = 5_000;

    /// <summary>Settled ones, oldest first; one more than <see cref="CallsMax"/> when there are more.</summary>
    public async Task<IReadOnlyList<CallId>> FindAsync(Store store, CancellationToken cancel)
    {
        var (from, until) = (UnixMicros.Of(From), UnixMicros.Of(Until));
        await using var db = store.Read();
        var rows = db.Set<CallRow>().AsNoTracking()
            .Where(row => row.ReceivedAt >= from && row.ReceivedAt < until && row.SettledAt != null && row.Buyer != null);
        if (Campaign?.Value is { } campaign) rows = rows.Where(row => row.Campaign == campaign);
        if (Publisher?.Value is { } publisher) rows = rows.Where(row => row.Publisher == publisher);
        if (Buyer?.Value is { } buyer) rows = rows.Where(row => row.Buyer == buyer);
        if (Outcome is { } outcome)
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());
            rows = rows.Where(row => row.Outcome == name);
        }

        var ids = await rows.OrderBy(row => row.ReceivedAt).ThenBy(row => row.Id).Select(row => row.Id).Take(CallsMax + 1)
            .ToListAsync(cancel);
        return ids.ConvertAll(CallId.Parse);
    }
}
