using System.Text.Json;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Qualification;

/// <summary>
/// Takes what buyers' systems post back. The first valid report of a name wins, a repeated one gets its result, another
/// amount is written down and refused (money.md M19). Safe on any thread.
/// </summary>
public sealed class Conversions(Store store, CallLog log, ConversionBooking booking, TimeProvider clock)
{
    public const int PageMax = 200;

    private const string Insert =
        "INSERT INTO conversions (id, call_id, buyer, event, currency, amount, state, reason, author, reported_at) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)";

    // Touches the call's row, so that two reports of it are one after the other.
    private const string IsFirst =
        "UPDATE calls SET events = events WHERE id = @p0 AND NOT EXISTS (SELECT 1 FROM conversions "
        + "WHERE call_id = @p0 AND buyer = @p1 AND event = @p2 AND state <> 'refused')";

    /// <summary>Durable when it returns. Throws when the store cannot be reached: then it may be reported again.</summary>
    public async Task<ConversionOutcome> TakeAsync(ConversionReport report, CancellationToken cancel)
    {
        var entries = await log.ReadAsync(report.Call, cancel);
        var (sold, name, refusal) = ConversionJudge.Find(entries, report);
        if (entries.Count == 0) return new ConversionOutcome.Refused(refusal!);
        if (refusal is not null) return await RefuseAsync(report, sold, name, refusal);
        if (await FirstAsync(report.Call, sold!.Buyer, name!, cancel) is { } first)
            return await RepeatAsync(report, sold, first);
        if (ConversionJudge.Refusal(entries, sold, name!, report.Amount, clock.GetUtcNow()) is { } reason)
            return await RefuseAsync(report, sold, name, reason);
        return await TakeFirstAsync(report, sold, name!, cancel);
    }

    /// <summary>Newest first.</summary>
    /// <param name="after">The last id of the page before; null for the first.</param>
    public async Task<IReadOnlyList<Conversion>> ListAsync(
        BuyerId? buyer, CallId? call, string? state, string? after, int limit, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<ConversionRow>().AsNoTracking();
        if (buyer is { } whose) rows = rows.Where(row => row.Buyer == whose.Value);
        if (call?.ToString() is { } id) rows = rows.Where(row => row.CallId == id);
        if (state is not null) rows = rows.Where(row => row.State == state);
        if (after is not null) rows = rows.Where(row => string.Compare(row.Id, after) < 0);
        var page = await rows.OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancel);
        return page.ConvertAll(Read);
    }

    private async Task<ConversionOutcome> TakeFirstAsync(
        ConversionReport report, CallEvent.FundsHeld sold, string name, CancellationToken cancel)
    {
        if (await log.ReopenAsync(report.Call, cancel) is not { } journal)
            throw new InvalidOperationException($"{report.Call} was there a moment ago.");
        var taken = new CallEvent.ConversionReported(ConversionId.New(clock), name, report.Amount);
        var once = new CommitUnit(
            new Statement(IsFirst, report.Call.ToString(), sold.Buyer.Value, name),
            [Row(taken.Id, report, sold, name, "taken", null)]);
        if (!await journal.WriteTogetherAsync(taken, once))
        {
            var first = await FirstAsync(report.Call, sold.Buyer, name, cancel);
            return await RepeatAsync(report, sold, first!);
        }

        FailPoint.Pass("conversion.taken");
        await TryBookAsync(report.Call);
        return new ConversionOutcome.Taken((await FirstAsync(report.Call, sold.Buyer, name, cancel))!);
    }

    private async Task<ConversionOutcome> RepeatAsync(ConversionReport report, CallEvent.FundsHeld sold, Conversion first)
    {
        if (ConversionJudge.Contradiction(first.Amount, report.Amount) is { } other)
            return await RefuseAsync(report, sold, first.Event, other);
        if (first.State == "taken") await TryBookAsync(report.Call);
        return new ConversionOutcome.Repeated(first);
    }

    private async Task<ConversionOutcome> RefuseAsync(
        ConversionReport report, CallEvent.FundsHeld? sold, string? name, Reason reason)
    {
        await store.Commits.CommitAsync(
            new CommitUnit(null, [Row(ConversionId.New(clock), report, sold, name, "refused", reason)]));
        return new ConversionOutcome.Refused(reason);
    }

    /// <summary>What is taken is durable: when it cannot be booked now, the settled half does it later.</summary>
    private async Task TryBookAsync(CallId call)
    {
        try
        {
            await booking.BookAsync(call, CancellationToken.None);
        }
        catch (Exception e) when (e is StoreException or Routing.BuyerKeeperLostException or TimeoutException)
        {
            // The sweep of the settled half finds it.
        }
    }

    private Statement Row(
        ConversionId id, ConversionReport report, CallEvent.FundsHeld? sold, string? name, string state, Reason? reason) =>
        new(
            Insert, id.ToString(), report.Call.ToString(), (report.Buyer ?? sold?.Buyer)?.Value ?? "",
            Cut(name ?? report.Event ?? ""), (report.Amount?.Currency ?? sold?.Terms.Price.Currency ?? Currency.Usd).Code,
            report.Amount?.Micros, state, reason is null ? null : JsonSerializer.Serialize(reason, StoredJson.Options),
            report.Author, UnixMicros.Of(clock.GetUtcNow()));

    // Of a refused one the name may be anything.
    private static string Cut(string name) => name.Length > 40 ? name[..40] : name;

    private async Task<Conversion?> FirstAsync(CallId call, BuyerId buyer, string name, CancellationToken cancel)
    {
        var id = call.ToString();
        await using var db = store.Read();
        var row = await db.Set<ConversionRow>().AsNoTracking().FirstOrDefaultAsync(
            row => row.CallId == id && row.Buyer == buyer.Value && row.Event == name && row.State != "refused", cancel);
        return row is null ? null : Read(row);
    }

    private static Conversion Read(ConversionRow row)
    {
        var currency = Currency.Parse(row.Currency);
        return new Conversion(
            ConversionId.Parse(row.Id), CallId.Parse(row.CallId), new BuyerId(row.Buyer), row.Event,
            row.Amount is { } amount ? new Money(amount, currency) : null, row.State,
            row.Reason is null ? null : JsonSerializer.Deserialize<Reason>(row.Reason, StoredJson.Options),
            row.Revenue is { } revenue ? new Money(revenue, currency) : null,
            row.TransactionId is { } posted ? TransactionId.Parse(posted) : null, row.Author, UnixMicros.At(row.ReportedAt));
    }
}
