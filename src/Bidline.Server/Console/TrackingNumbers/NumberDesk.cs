using System.Security.Claims;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Server.Console.Entrance;
using Bidline.Tracking;
using Bidline.Tracking.Health;

namespace Bidline.Server.Console.TrackingNumbers;

/// <summary>A number of the market with what came over it in thirty days.</summary>
/// <param name="Test">Null where it was not tested since the start.</param>
/// <param name="CanTest">Some trunk dials.</param>
public sealed record NumberLine(TrackingNumber Number, NumberUse? Use, NumberTest? Test, bool CanTest)
{
    public string State => Number switch
    {
        { Pool: { } pool } => $"lent by {pool}",
        { Endpoint: { } endpoint } => $"offers of {endpoint}",
        { State: NumberState.InUse } => "in use",
        { State: NumberState.Parked } => "parked",
        _ => "releasing",
    };

    /// <summary>Its state is its own, and not that of a pool or an endpoint.</summary>
    public bool IsOfMarket => Number.Pool is null && Number.Endpoint is null;
}

/// <summary>Lists numbers, and parks them or puts them to use for whoever may: operators and admins, as over the API.</summary>
internal sealed class NumberDesk(BookShelf shelf, MarketKeeper keeper, NumberQueries queries, NumberTests tests)
{
    public static bool IsFor(ClaimsPrincipal? user) => user is not null && ConsoleAuthor.MayChange(user);

    /// <summary>By number.</summary>
    public async Task<IReadOnlyList<NumberLine>> ListAsync(CancellationToken cancel)
    {
        var used = await queries.OfMonthAsync(cancel).ConfigureAwait(false);
        var book = shelf.Current;
        return [.. book.Numbers.Values.OrderBy(number => number.Number.E164, StringComparer.Ordinal)
            .Select(number => new NumberLine(
                number, used.GetValueOrDefault(number.Number), tests.LastOf(number.Number),
                NumberTests.TrunkFor(number, book) is not null))];
    }

    /// <summary>Calls it through its trunk. Null when that was done, whatever came of it; otherwise what is in the way.</summary>
    public async Task<string?> TestAsync(ClaimsPrincipal user, PhoneNumber number)
    {
        if (!IsFor(user)) throw new UnauthorizedAccessException("This role only looks at the numbers.");
        return await tests.TestAsync(number, number, ConsoleAuthor.Of(user)).ConfigureAwait(false) switch
        {
            NumberTesting.Done => null,
            NumberTesting.NobodyDials => "No trunk dials. Give one the address where it takes calls from us (dial).",
            NumberTesting.Busy => "This number is being tested, or too many others are; try again in a few seconds.",
            _ => "The number has left the market meanwhile.",
        };
    }

    /// <summary>Null when it was done; otherwise what is wrong.</summary>
    public async Task<string?> PutAsync(ClaimsPrincipal user, PhoneNumber number, NumberState state, CancellationToken cancel)
    {
        if (!IsFor(user)) throw new UnauthorizedAccessException("This role only looks at the numbers.");
        var entry = keeper.Current.Numbers.FirstOrDefault(entry => entry.Number == number.E164);
        if (entry is null) return "The number has left the market meanwhile.";
        var next = entry with { State = state == NumberState.InUse ? null : state };
        var result = await keeper.ApplyAsync(
            MarketDocument.Empty with { Numbers = [next] }, new ApplyOptions(ConsoleAuthor.Of(user)), cancel)
            .ConfigureAwait(false);
        return result switch
        {
            ApplyResult.Refused { Mistakes: [var first, ..] } => first.Detail,
            ApplyResult.Outdated => "The market was changed meanwhile; try again.",
            _ => null,
        };
    }
}
