using Bidline.Pings;
using Bidline.Privacy;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Writes down which promises have run out (time itself ends them), and forgets old pings.</summary>
public sealed class ReservationWorker(
    Reservations reservations, PingLog pings, Retention retention, TimeProvider clock, ILogger<ReservationWorker> logger)
    : RoundWorker("writing down expired offers", TimeSpan.FromSeconds(10), clock, logger)
{
    protected override async Task RoundAsync(CancellationToken stopping)
    {
        await reservations.ExpireAsync().ConfigureAwait(false);
        if (await retention.SpanOfAsync(RetentionKind.Pings, stopping).ConfigureAwait(false) is { } kept)
            await pings.ForgetOldAsync(kept).ConfigureAwait(false);
    }
}
