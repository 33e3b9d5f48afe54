using System.Text.Json;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Tracking;

/// <summary>Visits and lent numbers in SQL.</summary>
internal static class PoolStatements
{
    // The guard of a lease: whoever changes the row has the number, and nobody else before its time is over.
    private const string Take =
        "INSERT INTO pool_numbers (number, pool, visit, visitor, since, until) VALUES (@p0, @p1, @p2, @p3, @p4, @p5) "
        + "ON CONFLICT (number) DO UPDATE SET pool = @p1, visit = @p2, visitor = @p3, since = @p4, until = @p5 "
        + "WHERE pool_numbers.until <= @p4 OR pool_numbers.visitor = @p3 OR pool_numbers.visitor = @p6";

    // Kept for a keeper, so that it can lend it without waiting. Who had it last stays in the row.
    private const string Keep =
        "INSERT INTO pool_numbers (number, pool, visit, visitor, since, until) VALUES (@p0, @p1, '', @p2, @p3, @p4) "
        + "ON CONFLICT (number) DO UPDATE SET pool = @p1, visitor = @p2, until = @p4 "
        + "WHERE pool_numbers.until <= @p3 OR pool_numbers.visitor = @p2";

    private const string Insert =
        "INSERT INTO visits (id, visitor, pool, campaign, publisher, at, number, until, why, body) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)";

    private const string Extend =
        "UPDATE pool_numbers SET until = @p0 WHERE number = @p1 AND visit = @p2";

    /// <summary>Keeps a number for a keeper; false when somebody has it.</summary>
    public static CommitUnit Ready(
        PhoneNumber number, PoolId pool, string keeper, DateTimeOffset now, DateTimeOffset until) => new(
        new Statement(Keep, number.E164, pool.Value, keeper, UnixMicros.Of(now), UnixMicros.Of(until)), []);

    /// <summary>Nothing is kept for this keeper any more.</summary>
    public static CommitUnit Unready(string keeper, DateTimeOffset now) => new(null, [new Statement(
        "UPDATE pool_numbers SET until = @p0 WHERE visitor = @p1", UnixMicros.Of(now), keeper)]);

    /// <param name="keeper">What is kept for it, it may lend.</param>
    public static CommitUnit Lend(PooledNumber number, Visit visit, string keeper) => new(
        new Statement(
            Take, number.Number.E164, visit.Pool.Value, visit.Id.ToString(), visit.Visitor.ToString(),
            UnixMicros.Of(number.Since), UnixMicros.Of(number.Until), keeper),
        [Row(visit, number.Number.E164, number.Until, null)]);

    /// <summary>A visit that got no number.</summary>
    public static CommitUnit Unlent(Visit visit, Reason why) => new(null, [Row(visit, null, null, why.Code)]);

    public static CommitUnit Until(PooledNumber number, Visit visit) => new(
        new Statement(Extend, UnixMicros.Of(number.Until), number.Number.E164, visit.Id.ToString()),
        [new Statement("UPDATE visits SET until = @p0 WHERE id = @p1", UnixMicros.Of(number.Until), visit.Id.ToString())]);

    public static CommitUnit Retag(Visit visit) => new(null, [new Statement(
        "UPDATE visits SET body = @p0 WHERE id = @p1", Body(visit), visit.Id.ToString())]);

    public static Visit Read(VisitRow row) => JsonSerializer.Deserialize<Visit>(row.Body, StoredJson.Options)
        ?? throw new JsonException($"Visit {row.Id} is empty.");

    private static Statement Row(Visit visit, string? number, DateTimeOffset? until, string? why) => new(
        Insert,
        visit.Id.ToString(),
        visit.Visitor.ToString(),
        visit.Pool.Value,
        visit.Campaign.Value,
        visit.Publisher.Value,
        UnixMicros.Of(visit.At),
        number,
        until is { } end ? UnixMicros.Of(end) : null,
        why,
        Body(visit));

    private static string Body(Visit visit) => JsonSerializer.Serialize(visit, StoredJson.Options);
}
