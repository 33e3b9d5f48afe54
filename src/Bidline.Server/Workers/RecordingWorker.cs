using Bidline.Recordings;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Deletes the sound of recordings whose time is over, every few minutes and some at a time.</summary>
public sealed class RecordingWorker(RecordingShelf shelf, TimeProvider clock, ILogger<RecordingWorker> logger)
    : RoundWorker("deleting old recordings", TimeSpan.FromMinutes(5), clock, logger)
{
    protected override async Task RoundAsync(CancellationToken stopping)
    {
        while (await shelf.ExpireAsync(stopping).ConfigureAwait(false) == RecordingShelf.ExpiredAtOnce)
            stopping.ThrowIfCancellationRequested();
    }
}
