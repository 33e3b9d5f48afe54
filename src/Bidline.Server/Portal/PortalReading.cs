using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Server.Portal;

/// <summary>Reads what a publisher may see of its own, from the same places as the console. Safe on any thread.</summary>
internal sealed class PortalReading(
    PingQueries pings, PingUseQueries uses, PublisherQueries own, CallQueries calls, CallLog log, BookShelf shelf,
    TimeProvider clock)
{
    public const int Rows = 50;

    public static readonly TimeSpan Lately = TimeSpan.FromHours(24);

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<PortalFigures> FiguresAsync(PublisherId publisher, CancellationToken cancel)
    {
        var endpoints = EndpointsOf(publisher);
        var use = await uses.SinceAsync(Lately, cancel);
        return new PortalFigures(
            use.FirstOrDefault(it => it.Publisher == publisher),
            await own.CallsAsync(publisher, Lately, cancel),
            await own.MissingAsync(endpoints, Lately, cancel));
    }

    /// <param name="after">The id where the page before ended; null begins with the newest.</param>
    public async Task<(IReadOnlyList<PingWithReservation> Rows, string? Next)> PingsAsync(
        PublisherId publisher, string? result, string? after, CancellationToken cancel)
    {
        var rows = await pings.ListAsync(
            new PingListQuery(
                Publisher: publisher, Outcome: result, After: PingId.TryParse(after, out var id) ? id : null,
                    Limit: Rows + 1)
            {
                Endpoints = EndpointsOf(publisher),
            },
            cancel);
        return ([.. rows.Take(Rows)], rows.Count > Rows ? rows[Rows - 1].Ping.Id : null);
    }

    /// <summary>Null where there is none of this publisher's.</summary>
    public async Task<PingWithReservation?> PingAsync(PublisherId publisher, string id, CancellationToken cancel) =>
        await pings.FindAsync(id, cancel) is { } found && found.Ping.Publisher == publisher.Value ? found : null;

    public Task<CallPage> CallsAsync(PublisherId publisher, string? cursor, CancellationToken cancel) =>
        calls.ListAsync(new CallListQuery(Publisher: publisher, Cursor: cursor, Limit: Rows), cancel);

    /// <summary>Null where there is none of this publisher's.</summary>
    public async Task<PortalCall?> CallAsync(PublisherId publisher, string text, CancellationToken cancel)
    {
        if (!CallId.TryParse(text, out var id)) return null;
        if (await calls.FindAsync(id, cancel) is not { } row || row.Publisher != publisher) return null;
        return CallTrace.Of(await log.ReadAsync(id, cancel), shelf.Current) is { } trace ? PortalCall.Of(row, trace) : null;
    }

    private List<EndpointId> EndpointsOf(PublisherId publisher) =>
        [.. shelf.Current.Endpoints.Values.Where(it => it.Publisher == publisher).Select(it => it.Id)];
}

/// <param name="Use">Null where it asked nothing.</param>
internal sealed record PortalFigures(PingUse? Use, PublisherCalls Calls, MissingFields Missing);
