using Bidline.Pings;
using Bidline.Privacy;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Writes down which promises have run out (time itself ends them), and forgets old pings and promises.</summary>
public sealed class ReservationWorker(
    Reservations reservations, PingLog pings, Retention retention, TimeProvider clock, ILogger<ReservationWorker> logger)
    : RoundWorker("writing down expired offers", TimeSpan.FromSeconds(10), clock, logger)
{
    protected override async Task RoundAsync(CancellationToken stopping)
    {
        await reservations.ExpireAsync(stopping).ConfigureAwait(false);
        if (await retention.SpanOfAsync(RetentionKind.Pings, stopping).ConfigureAwait(false) is not { } kept) return;
        // One moment for both: a promise stays for as long as its ping does.
        var before = Now - kept;
        if (await pings.ForgetAsync(before, stopping).ConfigureAwait(false))
            await reservations.ForgetAsync(before, stopping).ConfigureAwait(false);
    }
}
