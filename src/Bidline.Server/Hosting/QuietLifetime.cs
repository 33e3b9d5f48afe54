using Microsoft.Extensions.Hosting;

namespace Bidline.Server.Hosting;

/// <summary>Starts and stops when it is told to, and takes no signals from the operating system.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
