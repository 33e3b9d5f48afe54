using Bidline.Postbacks;
using Bidline.Privacy;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Takes the callers out of calls whose time is over: some at a time, and some hundred a round.</summary>
public sealed class RetentionWorker(Retention retention, Outbox outbox, TimeProvider clock, ILogger<RetentionWorker> logger)
    : RoundWorker("erasing old callers", TimeSpan.FromMinutes(1), clock, logger)
{
    private const int BatchesMax = 20;

    protected override async Task RoundAsync(CancellationToken stopping)
    {
        outbox.DeliveredKept = await retention.SpanOfAsync(RetentionKind.Delivered, stopping).ConfigureAwait(false);
        outbox.DeadKept = await retention.SpanOfAsync(RetentionKind.Undelivered, stopping).ConfigureAwait(false);
        for (var batch = 0; batch < BatchesMax; batch++)
            if (await retention.EraseCallersAsync(stopping).ConfigureAwait(false) < Retention.CallsAtOnce) return;
    }
}
