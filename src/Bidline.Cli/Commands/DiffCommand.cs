using System.CommandLine;

namespace Bidline.Cli.Commands;

/// <summary>`bidline diff`: what applying a file would change.</summary>
internal static class DiffCommand
{
    public static Verb Create()
    {
        var file = ApplyCommand.FileOption();
        var server = ApiClient.Options();
        var verb = new Verb("diff", "Show what applying a file would change. Exit code 0: nothing, 3: something.")
        {
            Examples = ["bidline diff -f market.yaml"],
        };
        foreach (var option in (Option[])[file, server.Server, server.Key]) verb.Add(option);
        verb.Does(async (parsed, cancel) =>
        {
            using var api = ApiClient.Of(parsed, server);
            var answer = await new MarketApi(api).ApplyAsync(parsed.GetValue(file)!, dryRun: true, cancel);
            return ApplyCommand.PrintChanges(answer) == 0 ? ExitCode.Done : ExitCode.No;
        });
        return verb;
    }
}
