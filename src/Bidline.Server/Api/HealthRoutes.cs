using Bidline.Campaigns;
using Bidline.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Server.Api;

/// <summary>Something that must be well before calls may come: null when it is, otherwise a sentence.</summary>
public delegate ValueTask<string?> ReadinessCheck(CancellationToken cancel);

internal sealed record HealthAnswer(string Status, IReadOnlyList<string>? Problems = null);

/// <summary>/healthz/live says that the process answers; /healthz/ready that it can take calls.</summary>
internal static class HealthRoutes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/healthz").WithTags("health").AllowAnonymous();
        group.MapGet("/live", () => Results.Json(new HealthAnswer("live"), MarketJson.Full))
            .WithName("is_live").WithSummary("The process answers").Produces<HealthAnswer>();
        group.MapGet("/ready", ReadyAsync)
            .WithName("is_ready").WithSummary("It can take calls").Produces<HealthAnswer>().Produces<HealthAnswer>(503);
    }

    private static async Task<IResult> ReadyAsync(
        HttpContext context, Store store, IEnumerable<ReadinessCheck> checks, TimeProvider clock)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        ReadinessCheck[] all = [token => StoreAsync(store, token), .. checks];
        var answers = await Task.WhenAll(all.Select(check => AskAsync(check, cancel.Token)));
        var problems = answers.OfType<string>().ToList();
        return problems.Count == 0
            ? Results.Json(new HealthAnswer("ready"), MarketJson.Full)
            : Results.Json(new HealthAnswer("not_ready", problems), MarketJson.Full, statusCode: 503);
    }

    private static async Task<string?> AskAsync(ReadinessCheck check, CancellationToken cancel)
    {
        try
        {
            return await check(cancel);
        }
        catch (OperationCanceledException)
        {
            return "A check took longer than 2 seconds.";
        }
    }

    private static async ValueTask<string?> StoreAsync(Store store, CancellationToken cancel)
    {
        try
        {
            await using var db = store.Read();
            await db.Database.ExecuteSqlRawAsync("SELECT 1", cancel);
            // The heartbeat writes every few seconds, so this passes by itself. Why is in the log: this page is public.
            return store.Commits.Trouble is null ? null : "The store cannot write.";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return "The store does not answer.";
        }
    }
}
