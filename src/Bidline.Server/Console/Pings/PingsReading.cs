using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Reports;
using Bidline.Server.Console.Reports;
using Bidline.Storage;

namespace Bidline.Server.Console.Pings;

/// <summary>Reads what the pages of pings show, from the same places as the API. Safe on any thread.</summary>
internal sealed class PingsReading(
    PingQueries pings, PingReading reading, PingUseQueries uses, CallQueries calls, BookShelf shelf, TimeProvider clock)
{
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    public async Task<ReadPings> ListAsync(PingsFilter filter, CancellationToken cancel)
    {
        var rows = await pings.ListAsync(filter.ToQuery() with { Within = CutOf(filter)?.ToPings() }, cancel);
        var all = await uses.SinceAsync(Lately, cancel);
        var now = clock.GetUtcNow();
        return new ReadPings(
            [.. rows.Take(PingsFilter.Rows).Select(row => new PingLine(row.Ping, row.StateAt(now)))],
            rows.Count > PingsFilter.Rows ? rows[PingsFilter.Rows - 1].Ping.Id : null,
            [.. all.Where(it => filter.Publisher is null || it.Publisher.Value == filter.Publisher)]);
    }

    /// <summary>Null where the list is of no figure of a report.</summary>
    public ReportCut? CutOf(PingsFilter filter) => CutAddress.Read(filter.Cut, shelf.Current.TimeZone, shelf.Current.Currency);

    /// <summary>The ping that an id of any of its parts leads to; null when there is none.</summary>
    public async Task<string?> FindAsync(string text, CancellationToken cancel) =>
        text.Any(char.IsAsciiLetter) ? (await pings.FindAsync(text, cancel))?.Ping.Id : null;

    /// <summary>Null when there is no such ping.</summary>
    public async Task<ReadPing?> ReadAsync(string id, CancellationToken cancel)
    {
        if (await pings.FindAsync(id, cancel) is not { } found) return null;
        var call = CallId.TryParse(found.Reservation?.CallId, out var callId) ? await calls.FindAsync(callId, cancel) : null;
        var candidates = await reading.CandidatesAsync(found, cancel);
        return new ReadPing(found, found.StateAt(clock.GetUtcNow()), call, candidates, shelf.Current);
    }
}

/// <param name="State">Of what was promised; null where nothing was.</param>
internal sealed record PingLine(PingRow Ping, string? State);

/// <param name="Next">The last one of this page, where there is another page.</param>
/// <param name="Uses">What the pings of the last hour were good for.</param>
internal sealed record ReadPings(IReadOnlyList<PingLine> Lines, string? Next, IReadOnlyList<PingUse> Uses);

/// <summary>A ping as it was read at one moment.</summary>
/// <param name="State">Of what was promised; null where nothing was.</param>
/// <param name="Call">The call that came for it; null when none did.</param>
/// <param name="Candidates">Who was considered, where nothing was promised.</param>
/// <param name="Book">Where names and the time zone come from: the book in force.</param>
internal sealed record ReadPing(
    PingWithReservation Found, string? State, CallListItem? Call, IReadOnlyList<BidRow> Candidates, CampaignBook Book)
{
    public PingRow Row => Found.Ping;

    public Naming Names { get; } = new(Book);

    public AuctionTrace? Auction { get; } = PingReading.AuctionOf(Found);

    public PriceMaking? Making { get; } = Found.Making;

    public Currency Currency { get; } = Found.Ping.Currency is { } code ? Currency.Parse(code) : Book.Currency;
}
