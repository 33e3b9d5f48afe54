
namespace Bidline.Cli.Commands;

/// <summary>`bidline export`: the market of a running server as a file that `apply` reads back.</summary>
internal static class ExportCommand
{
    public static Verb Create()
    {
        var server = ApiClient.Options();
        var verb = new Verb("export", "Print the market of a running server as a file that apply reads back.")
        {
            Examples = ["bidline export > market.yaml"],
        };
        verb.Add(server.Server);
        verb.Add(server.Key);
        verb.Does(async (parsed, cancel) =>
        {
            using var api = ApiClient.Of(parsed, server);
            Console.Write(await new MarketApi(api).ExportAsync(cancel));
            return ExitCode.Done;
        });
        return verb;
    }
}
