using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Bidline.Routing;

/// <summary>
/// The door of a silo that has no neighbours: it takes no port and nobody ever comes in. A port that is only looked
/// for, let go and then taken can be somebody else's by then, and a server that met this did not start.
/// </summary>
internal sealed class LoneSilo : IConnectionListenerFactory
{
    /// <summary>The silo's address is its name among the grains; nobody listens there.</summary>
    public static readonly IPEndPoint Name = new(IPAddress.Loopback, EndpointOptions.DEFAULT_SILO_PORT);

    /// <summary>Puts this door in the place of the silo's sockets; Orleans keeps their keys to itself.</summary>
    public static void Close(IServiceCollection services)
    {
        foreach (var door in services.Where(IsDoor).ToList())
        {
            services.Remove(door);
            services.AddKeyedSingleton<IConnectionListenerFactory>(door.ServiceKey, new LoneSilo());
        }
    }

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new Shut(endpoint));

    private static bool IsDoor(ServiceDescriptor service) =>
        service.IsKeyedService && service.ServiceType == typeof(IConnectionListenerFactory);

    private sealed class Shut(EndPoint endpoint) : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> _over =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndPoint EndPoint => endpoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            new(_over.Task.WaitAsync(cancellationToken));

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _over.TrySetResult(null);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync(CancellationToken.None);
    }
}
