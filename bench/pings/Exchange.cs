using System.Net;
using Bidline.Server.Hosting;
using Bidline.Storage;

namespace Bidline.Bench.Pings;

/// <summary>The whole server as `serve` runs it, with a market of fixed prices: nobody downstream is asked.</summary>
internal sealed class Exchange : Asked
{
    private readonly BidlineServer _server;
    private readonly string _directory;

    public const string AdminKey = "bl_bench_0123456789abcdef0123456789";

    private Exchange(BidlineServer server, string directory) => (_server, _directory) = (server, directory);

    public override int Port => _server.Http.Port;

    public override string Path => "/rtb/v1/0f1e2d3c4b5a69788796a5b4c3d2e1f0/offers";

    /// <param name="run">"offered" promises every ping, "cached" the same hundred again and again, "refused" none.</param>
    /// <param name="stub">Port of the bidders; null for a run that asks none.</param>
    public static async Task<Exchange> StartAsync(string run, string? stub)
    {
        var directory = Directory.CreateTempSubdirectory("bidline-bench-").FullName;
        var file = System.IO.Path.Combine(directory, "market.yaml");
        await File.WriteAllTextAsync(file, stub is null || !Asks(run) ? MarketOf(run) : MarketOf(run, stub));
        var server = await BidlineServer.StartAsync(
            new ServeSettings(
                System.IO.Path.Combine(directory, "data"), new IPEndPoint(IPAddress.Loopback, 0),
                new IPEndPoint(IPAddress.Loopback, 0), 21_000, 21_099, StoreKind.Sqlite, null, [file], AllowPrivate: true,
                AdminKey, DemoSignIn: false),
            CancellationToken.None);
        return new Exchange(server, directory);
    }

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static bool Asks(string run) => run is "asked-20" or "asked-20-open" or "candidates";

    /// <summary>Twenty bidders, each a host of its own, that bid at once, or after 20 ms where the rate is fixed.</summary>
    private static string MarketOf(string run, string stub)
    {
        var targets = Enumerable.Range(1, 20).Select(i =>
            $$"""
              - { id: b{{i}}, buyer: acme, destination: from_bid, qualify: { connected_seconds: 60 }, price: { bidder: { protocol: bidline,
                  url: "http://127.0.0.{{i}}:{{stub}}/after/{{(run == "asked-20-open" ? 20 : 0)}}", timeout_ms: 700, in_flight: 1000 } } }
            """);
        return $$"""
            publishers: [ { id: zeta } ]
            buyers: [ { id: acme, billing: credit, credit_limit: "1000000.00" } ]
            targets:
            {{string.Join("\n", targets)}}
            campaigns:
              - id: auto
                routing: { auction: { asked_max: 50 }, tiers: [ { targets: [ {{string.Join(", ", Enumerable.Range(1, 20).Select(i => $"{{ id: b{i} }}"))}} ] } ] }
                publishers: [ { id: zeta, payout: { fixed: "1.00" } } ]
            endpoints:
              - { id: zeta-auto, campaign: auto, publisher: zeta, key: 0f1e2d3c4b5a69788796a5b4c3d2e1f0,
                  price: { pass_through: { margin_percent: 20 } }, numbers: ["+18005550120"], same_by: [n], expire_seconds: 5,
                  pings_per_caller: 10000 }
            """;
    }

    private static string MarketOf(string run) =>
        $$"""
        publishers: [ { id: zeta } ]
        buyers: [ { id: acme, billing: credit, credit_limit: "1000000.00" } ]
        targets:
          - id: desk
            buyer: acme
            destination: "sip:desk@127.0.0.1:5071"
            price: { fixed: "34.00" }
            qualify: { connected_seconds: 60 }
            filters: { field: tags.age, gte: {{(run.StartsWith("refused", StringComparison.Ordinal) ? 90 : 18)}} }
        campaigns:
          - id: auto
            routing: { tiers: [ { targets: [ { id: desk } ] } ] }
            publishers: [ { id: zeta, payout: { fixed: "1.00" } } ]
        endpoints:
          - id: zeta-auto
            campaign: auto
            publisher: zeta
            key: 0f1e2d3c4b5a69788796a5b4c3d2e1f0
            price: { pass_through: { margin_percent: 20 } }
            numbers: ["+18005550120"]
            same_by: [n]
            expire_seconds: {{(run == "cached" ? 3600 : 5)}}
            pings_per_caller: 10000
        """;
}
