using Bidline.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bidline.Server.Api;

/// <summary>
/// Requests that move money happen once: the same Idempotency-Key gets the first answer again. Semantics of
/// draft-ietf-httpapi-idempotency-key-header-07.
/// </summary>
internal static class Repeatable
{
    private const string Header = "Idempotency-Key";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="effect">Gets a name that is the same for every repetition; does it and gives status and body.</param>
    public static async Task<IResult> RunAsync(
        HttpContext context,
        OnceOnly once,
        string operation,
        ReadOnlyMemory<byte> body,
        Func<string, Task<(int Status, string Body)>> effect)
    {
        var key = context.Request.Headers[Header].ToString();
        if (key.Length is 0 or > 255) return KeyMissing(context);
        var scope = $"{Access.KeyOf(context)}:{operation}";
        var outcome = await WaitAsync(once, scope, key, body, context);
        if (outcome is OnceOutcome.Replay replay) context.Response.Headers["Idempotency-Replayed"] = "true";
        return outcome switch
        {
            OnceOutcome.Begin => Json(await DoAsync(once, scope, key, effect)),
            OnceOutcome.Replay done => Json((done.Status, done.Body)),
            OnceOutcome.OtherRequest => Problem.Answer(
                context, StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused",
                "This Idempotency-Key was used for a request with another body; nothing was done.",
                "Make a new key for each new request."),
            _ => Problem.Answer(
                context, StatusCodes.Status409Conflict, "still_running",
                "The first request with this Idempotency-Key is still being carried out.", "Ask again in a moment."),
        };
    }

    private static async Task<(int, string)> DoAsync(
        OnceOnly once, string scope, string key, Func<string, Task<(int Status, string Body)>> effect)
    {
        var (status, answer) = await effect(OnceOnly.NameOf(scope, key));
        await once.EndAsync(scope, key, status, answer);
        return (status, answer);
    }

    /// <summary>Whoever repeats while the first is being carried out waits for its answer, for a while.</summary>
    private static async Task<OnceOutcome> WaitAsync(
        OnceOnly once, string scope, string key, ReadOnlyMemory<byte> body, HttpContext context)
    {
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        var began = clock.GetTimestamp();
        while (true)
        {
            var outcome = await once.BeginAsync(scope, key, body, context.RequestAborted);
            if (outcome is not OnceOutcome.StillRunning || clock.GetElapsedTime(began) > Patience) return outcome;
            await Task.Delay(Pause, clock, context.RequestAborted);
        }
    }

    private static IResult Json((int Status, string Body) answer) =>
        Results.Content(answer.Body, "application/json", System.Text.Encoding.UTF8, answer.Status);

    private static IResult KeyMissing(HttpContext context) => Problem.Answer(
        context, StatusCodes.Status400BadRequest, "idempotency_key_missing",
        "This moves money and needs an Idempotency-Key header of 1 to 255 characters.",
        "Send a new UUID with each new request, and the same one when you repeat it.");
}
