using System.CommandLine;
using System.Text.Json;

namespace Bidline.Cli.Commands;

/// <summary>`bidline diff`: what applying a file would change.</summary>
internal static class DiffCommand
{
    public static Verb Create()
    {
        var named = new Argument<string?>("file")
        {
            Description = "The market file, YAML or JSON.", Arity = ArgumentArity.ZeroOrOne,
        };
        var file = new Option<string?>("--file", "-f") { Description = "The same as an option." };
        var json = new Option<bool>("--json") { Description = "Print the server's answer as it is: changes and advice." };
        var server = ApiClient.Options();
        var verb = new Verb("diff", "Show what applying a file would change. Exit code 0: nothing, 3: something.")
        {
            Examples =
            [
                "bidline diff market.yaml",
                "bidline diff -f market.yaml --json",
                "bidline diff market.yaml || bidline apply -f market.yaml",
            ],
            Note = "+ is new, - is gone, ~ is changed. What a file does not name stays as it is: nothing is removed by it.\n"
                + "Advice is what of the market would be valid, as it then is, and not work as meant.",
        };
        verb.Add(named);
        foreach (var option in (Option[])[file, json, server.Server, server.Key]) verb.Add(option);
        verb.Does(async (parsed, cancel) =>
        {
            var path = FileOf(parsed.GetValue(named), parsed.GetValue(file));
            using var api = ApiClient.Of(parsed, server);
            var answer = await new MarketApi(api).ApplyAsync(path, dryRun: true, cancel);
            var count = answer.GetProperty("changes").GetArrayLength();
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(answer, Indented));
            else Print(answer, path);
            return count == 0 ? ExitCode.Done : ExitCode.No;
        });
        return verb;
    }

    private static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string FileOf(string? named, string? option) => (named, option) switch
    {
        ({ } one, null) => one,
        (null, { } one) => one,
        (null, null) => throw new CommandException("diff wants a file: bidline diff market.yaml", ExitCode.BadInput),
        _ => throw new CommandException("diff wants one file, and two were given.", ExitCode.BadInput),
    };

    private static void Print(JsonElement answer, string path)
    {
        var count = ApplyCommand.PrintChanges(answer);
        var version = answer.GetProperty("version").GetInt32();
        var counted = $"{count} {(count == 1 ? "change" : "changes")}";
        Console.WriteLine(count == 0
            ? $"nothing would change: the market is as the file says (version {version})"
            : $"{counted} against version {version}; make them with: bidline apply -f {path}");
        ApplyCommand.PrintAdvice(answer);
    }
}
