using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Serialization;

namespace Bidline.Routing;

/// <summary>Starts the engine that runs the buyers' keepers inside this process (an Orleans silo of one node).</summary>
public static class BuyerKeeping
{
    /// <summary>
    /// Adds the silo, <see cref="Capacity"/>, <see cref="StandingBoard"/> and <see cref="TargetFinder"/>. Needs a Store,
    /// a BookShelf and a TimeProvider among the services. Takes no port, so any number of servers can run on one
    /// machine; other nodes join when there is a cluster.
    /// </summary>
    public static IHostApplicationBuilder AddBuyerKeeping(
        this IHostApplicationBuilder builder, BuyerKeepingSettings? settings = null)
    {
        builder.Services.AddSingleton(settings ?? BuyerKeepingSettings.Default);
        builder.Services.AddSingleton<StandingBoard>();
        builder.Services.AddSingleton<TargetFinder>();
        builder.Services.AddSingleton<Capacity>();
        builder.UseOrleans(Configure);
        return builder;
    }

    private static void Configure(ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(LoneSilo.Name.Port, gatewayPort: 0, serviceId: "bidline", clusterId: "bidline");
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = LoneSilo.Name.Address;
            options.GatewayPort = 0;
        });
        LoneSilo.Close(silo.Services);
        silo.Configure<ClusterMembershipOptions>(Tune);
        // A keeper answers within some commits of the store; whoever waits longer asks again.
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(2));
        // Between nodes only: inside one, what is passed is immutable and not copied.
        silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(IsOurs));
        silo.Services.TryAddSingleton(TimeProvider.System);
    }

    // Measured in stack.md 3b: the defaults take 7 to 62 s to notice what these notice in 1 to 6. The liveness check
    // would put off a verdict on a frozen node by 8 s.
    private static void Tune(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        options.NumMissedProbesLimit = 2;
        options.NumVotesForDeathDeclaration = 1;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(3);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedTableIAmAliveLimit = 2;
        options.EnableConnectionLivenessCheck = false;
    }

    private static bool IsOurs(Type type) =>
        type.Namespace is { } name && name.StartsWith("Bidline.", StringComparison.Ordinal);
}
