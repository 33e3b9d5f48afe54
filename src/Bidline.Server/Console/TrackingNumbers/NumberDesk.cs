using System.Security.Claims;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Server.Console.Entrance;
using Bidline.Tracking;

namespace Bidline.Server.Console.TrackingNumbers;

/// <summary>A number of the market with what came over it in thirty days.</summary>
public sealed record NumberLine(TrackingNumber Number, NumberUse? Use)
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
internal sealed class NumberDesk(BookShelf shelf, MarketKeeper keeper, NumberQueries queries)
{
    public static bool IsFor(ClaimsPrincipal? user) => user is not null && ConsoleAuthor.MayChange(user);

    /// <summary>By number.</summary>
    public async Task<IReadOnlyList<NumberLine>> ListAsync(CancellationToken cancel)
    {
        var used = await queries.OfMonthAsync(cancel).ConfigureAwait(false);
        return [.. shelf.Current.Numbers.Values.OrderBy(number => number.Number.E164, StringComparer.Ordinal)
            .Select(number => new NumberLine(number, used.GetValueOrDefault(number.Number)))];
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
