using System.Text.Json;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Pings;

/// <summary>
/// Counts for a publisher what is its own, the same on both stores. Tests are left out. Safe on any thread.
/// </summary>
public sealed class PublisherQueries(Store store, TimeProvider clock)
{
    private const string IsKnown = " is known";

    private static readonly string[] ForAField =
        ["ping.field_missing", "ping.field_empty", "ping.price_requires", "not_asked.field_missing"];

    /// <summary>Pings that got no offer for want of a field, by field, the most expensive first.</summary>
    /// <param name="endpoints">The publisher's.</param>
    public async Task<MissingFields> MissingAsync(
        IReadOnlyCollection<EndpointId> endpoints, TimeSpan span, CancellationToken cancel)
    {
        var own = endpoints.Select(it => it.Value).ToList();
        var first = new PingId(Guid.CreateVersion7(clock.GetUtcNow() - span)).ToString()[.."png_000000000000".Length];
        await using var db = store.Read();
        var rows = await db.Set<PingRow>().AsNoTracking()
            .Where(row => own.Contains(row.Endpoint) && string.Compare(row.Id, first) >= 0 && !row.Test)
            .GroupBy(row => new
            {
                row.Outcome,
                Values = row.Reason != null && ForAField.Contains(row.Reason) ? row.ReasonValues : null,
            })
            .Select(group => new
            {
                group.Key.Outcome, group.Key.Values, Count = group.Count(), Micros = group.Sum(row => row.PriceMicros),
                Currency = group.Max(row => row.Currency),
            })
            .ToListAsync(cancel).ConfigureAwait(false);
        var (all, offered) = (rows.Sum(row => row.Count), rows.Where(row => row.Outcome == "offered").ToList());
        var offers = offered.Sum(row => row.Count);
        var fields = rows.Where(row => row.Values is not null)
            .GroupBy(row => FieldOf(row.Values!)).Where(group => group.Key is not null)
            .Select(group => new MissingField(group.Key!, group.Sum(row => row.Count)))
            .OrderByDescending(it => it.Pings).ThenBy(it => it.Field, StringComparer.Ordinal).ToList();
        var average = offers > 0 && offered[0].Currency is { } code
            ? new Money(offered.Sum(row => row.Micros ?? 0) / offers, Currency.Parse(code))
            : (Money?)null;
        return new MissingFields(all, offers, average, fields);
    }

    /// <summary>What its calls of a time came to.</summary>
    public async Task<PublisherCalls> CallsAsync(PublisherId publisher, TimeSpan span, CancellationToken cancel)
    {
        var since = UnixMicros.Of(clock.GetUtcNow() - span);
        await using var db = store.Read();
        var rows = await db.Set<CallRow>().AsNoTracking()
            .Where(row => row.Publisher == publisher.Value && row.ReceivedAt >= since && !row.Test)
            .GroupBy(row => row.Currency)
            .Select(group => new
            {
                Currency = group.Key, Count = group.Count(), Connected = group.Count(row => row.ConnectedAt != null),
                Paid = group.Count(row => row.PayoutMicros > 0), Micros = group.Sum(row => row.PayoutMicros),
            })
            .ToListAsync(cancel).ConfigureAwait(false);
        return new PublisherCalls(
            rows.Sum(row => row.Count), rows.Sum(row => row.Connected), rows.Sum(row => row.Paid),
            [.. rows.Where(row => row.Micros > 0).Select(row =>
                new Money(row.Micros!.Value, Currency.Parse(row.Currency!)))]);
    }

    // "tags." is our way to name what a publisher calls by its bare name.
    private static string? FieldOf(string values)
    {
        var read = JsonSerializer.Deserialize<Dictionary<string, string>>(values, StoredJson.Options);
        var field = read?.GetValueOrDefault("field");
        // A price that needs a field says so as a condition: "tags.zip is known".
        if (field is null && read?.GetValueOrDefault("when") is { } when && when.EndsWith(IsKnown, StringComparison.Ordinal))
            field = when[..^IsKnown.Length];
        if (field is not { Length: > 0 }) return null;
        return field.StartsWith("tags.", StringComparison.Ordinal) ? field["tags.".Length..] : field;
    }
}

/// <summary>What fields that were not sent cost a publisher.</summary>
/// <param name="Pings">All of the time.</param>
/// <param name="Average">Of an offer; null while there was none.</param>
public sealed record MissingFields(int Pings, int Offers, Money? Average, IReadOnlyList<MissingField> Fields)
{
    /// <summary>
    /// What those pings might have been offered in all, if they had done as well as the publisher's others; null while
    /// there is nothing to go by.
    /// </summary>
    public Money? MightBe(MissingField field)
    {
        var others = Pings - Fields.Sum(it => it.Pings);
        return Average is { } average && others > 0
            ? new Money((long)((decimal)average.Micros * field.Pings * Offers / others), average.Currency)
            : null;
    }
}

/// <param name="Field">As the publisher calls it: "zip".</param>
/// <param name="Pings">That got no offer for want of it.</param>
public sealed record MissingField(string Field, int Pings);

/// <param name="Earned">By currency; nothing where nothing was.</param>
public sealed record PublisherCalls(int Calls, int Connected, int Paid, IReadOnlyList<Money> Earned);
