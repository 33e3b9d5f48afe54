using Bidline.Server.Hosting;

namespace Bidline.Cli.Commands;

/// <summary>`bidline serve`: the exchange itself.</summary>
internal static class ServeCommand
{
    public static Verb Create()
    {
        var options = new ServeOptions();
        var verb = new Verb("serve", "Run the exchange: console and API over HTTP, calls over SIP.")
        {
            Examples =
            [
                "bidline serve",
                "bidline serve --apply market.yaml --sip 0.0.0.0:5060 --http 0.0.0.0:8080",
                "bidline serve --store postgres --postgres \"Host=db;Database=bidline;Username=bidline\"",
                "BIDLINE__ADMINKEY=$(openssl rand -hex 16) bidline serve --data /var/lib/bidline",
            ],
        };
        options.AddTo(verb);
        verb.Does(async (parsed, cancel) => await RunAsync(options.Read(parsed), cancel));
        return verb;
    }

    private static async Task<int> RunAsync(ServeSettings settings, CancellationToken cancel)
    {
        await using var server = await BidlineServer.StartAsync(settings, cancel);
        Console.WriteLine($"ready http={server.Http} sip={server.Sip}");
        if (await server.SetupLinkAsync(cancel) is { } link)
            Console.WriteLine($"Nobody can sign in yet. This link makes the first owner, once, within an hour:\n  {link}");
        try
        {
            await server.Stopped.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("draining: running calls finish, new ones are refused (a second signal stops at once)");
            await server.DrainAsync(CancellationToken.None);
        }

        return ExitCode.Done;
    }
}
