using System.CommandLine;

namespace Bidline.Cli.Commands;

/// <summary>Makes verbs that talk to a running server.</summary>
internal static class ServerVerb
{
    public static Verb Over(
        string name, string summary, IReadOnlyList<string> examples, IReadOnlyList<Option> options,
        Func<ApiClient, ParseResult, CancellationToken, Task> work)
    {
        var server = ApiClient.Options();
        var verb = new Verb(name, summary) { Examples = examples };
        foreach (var option in (Option[])[.. options, server.Server, server.Key]) verb.Add(option);
        verb.Does(async (parsed, cancel) =>
        {
            using var api = ApiClient.Of(parsed, server);
            await work(api, parsed, cancel);
            return ExitCode.Done;
        });
        return verb;
    }

    public static FileStream Open(string file)
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The file {file} cannot be read: {e.Message}", ExitCode.BadInput);
        }
    }
}
