using Bidline.Campaigns;
using Bidline.Postbacks;
using Microsoft.Extensions.Hosting;

namespace Bidline.Server.Workers;

/// <summary>Sends what is in the outbox for as long as the server runs.</summary>
internal sealed class PostbackWorker(PostbackSender sender, BookShelf shelf, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Before the market is loaded nobody is known, and what waits for them would be given up.
            while (shelf.Current.Version == 0) await Task.Delay(LookEvery, clock, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A market file with mistakes ends the start: that is said, and this is no failure beside it.
            return;
        }

        await sender.RunAsync(stoppingToken).ConfigureAwait(false);
    }
}
