using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Traffic;
using Bidline.Server.Console.Frame;
using Bidline.Server.Console.Live;

namespace Bidline.Server.Console.Campaigns;

/// <summary>Reads what the list of campaigns and a campaign's page show. Safe on any thread.</summary>
internal sealed class CampaignsReading(
    BookShelf shelf, CampaignFigures figures, StandingBoard board, TrafficMeter traffic, TimeProvider clock)
{
    public async Task<IReadOnlyList<CampaignRow>> ListAsync(CancellationToken cancel)
    {
        var (book, now) = (shelf.Current, clock.GetUtcNow());
        var today = await figures.ReadAsync(TimeRange.Today.At(now, book.TimeZone), book.Currency, cancel);
        return
        [
            .. book.Campaigns.Values.Select(campaign => RowOf(book, campaign, today.GetValueOrDefault(campaign.Id), now))
                .OrderByDescending(row => row.Today?.Incoming ?? 0).ThenBy(row => row.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Null when the book has no such campaign.</summary>
    public async Task<CampaignView?> FindAsync(string id, CancellationToken cancel)
    {
        var (book, now) = (shelf.Current, clock.GetUtcNow());
        if (!book.Campaigns.TryGetValue(new CampaignId(id), out var campaign)) return null;
        var today = await figures.ReadAsync(TimeRange.Today.At(now, book.TimeZone), book.Currency, cancel);
        return new CampaignView(
            book,
            campaign,
            RowOf(book, campaign, today.GetValueOrDefault(campaign.Id), now),
            PlanView.Of(book, campaign, board, now),
            [
                .. campaign.Publishers.Values.OrderBy(terms => book.Publishers[terms.Publisher].Name, StringComparer.Ordinal)
                    .Select(terms => PublisherView.Of(book, campaign, terms, traffic.UseOf(campaign, terms, now))),
            ]);
    }

    private CampaignRow RowOf(CampaignBook book, Campaign campaign, Figures? today, DateTimeOffset now)
    {
        var plan = PlanView.Of(book, campaign, board, now);
        var numbers = book.Numbers.Values.Count(number => number.Campaign == campaign.Id);
        return new CampaignRow(
            campaign.Id.Value, campaign.Name, CampaignState.Of(campaign, plan, numbers), plan.Targets, plan.Open,
            campaign.Publishers.Count, numbers, today, NearestCap(campaign.Caps.At(now), traffic.UseOf(campaign, now)));
    }

    /// <summary>The cap that is nearest to its limit; null without caps.</summary>
    internal static Gauge? NearestCap(Caps caps, CapStanding use) =>
        caps.Limits.SelectMany(limit => Gauge.OfLimit(limit, use.Of(limit.Period), caps.TimeZone))
            .Concat(caps.Concurrent is { } lines ? [Gauge.OfLines(use.Live, lines)] : [])
            .OrderByDescending(gauge => gauge.Share).FirstOrDefault();
}

/// <summary>One campaign of the list.</summary>
/// <param name="Open">Targets that could take a call now, whoever calls; of <paramref name="Targets"/>.</param>
/// <param name="Today">Null without a call today.</param>
public sealed record CampaignRow(
    string Id, string Name, CampaignState State, int Targets, int Open, int Publishers, int Numbers, Figures? Today,
    Gauge? Cap);

/// <summary>Whether a campaign can sell a call now, in a word and a sentence.</summary>
/// <param name="Tone">"good", "warn" or "muted".</param>
public sealed record CampaignState(string Tone, string Word, string Why)
{
    public static CampaignState Of(Campaign campaign, PlanView plan, int numbers) => (campaign, plan, numbers) switch
    {
        ({ Paused: true }, _, _) => new("muted", "Paused", "Callers hear the fallback."),
        (_, { Targets: 0 }, _) => new("warn", "No target", "Its plan names nobody who could take a call."),
        (_, _, 0) => new("warn", "No number", "No tracking number leads here, so no call can come."),
        ({ Publishers.Count: 0 }, _, _) => new("warn", "No publisher", "Nobody has terms for sending calls here."),
        (_, { Open: 0 }, _) => new("warn", "Nobody open", "Every target is closed, full or without funds now."),
        _ => new("good", "Running", "Calls are being sold."),
    };
}

/// <summary>A campaign's page at one moment.</summary>
public sealed record CampaignView(
    CampaignBook Book, Campaign Campaign, CampaignRow Row, PlanView Plan, IReadOnlyList<PublisherView> Publishers);

/// <summary>One publisher's part.</summary>
public sealed record PublisherView(
    string Id, string Name, bool IsPaused, string Payout, string Qualify, Gauge? Cap, IReadOnlyList<string> Numbers)
{
    public static PublisherView Of(CampaignBook book, Campaign campaign, PublisherTerms terms, CapStanding use)
    {
        var publisher = book.Publishers[terms.Publisher];
        var numbers = book.Numbers.Values
            .Where(number => number.Campaign == campaign.Id && number.Publisher == terms.Publisher)
            .Select(number => number.Number.E164).Order(StringComparer.Ordinal);
        return new PublisherView(
            terms.Publisher.Value, publisher.Name, publisher.Paused, Spoken.Terms(terms.Payout),
            TermsInWords.Qualify(terms.Qualify), CampaignsReading.NearestCap(terms.Caps, use), [.. numbers]);
    }
}
