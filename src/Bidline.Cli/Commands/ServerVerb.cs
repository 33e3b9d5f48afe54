using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Bidline.Server.Hosting;

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

    /// <summary>Puts a file where the address says; mistakes in it are told by their lines.</summary>
    public static async Task<JsonElement> PutAsync(
        ApiClient api, string address, string file, string type, CancellationToken cancel)
    {
        await using var stream = Open(file);
        using var content = new StreamContent(stream);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        try
        {
            return await api.SendAsync(HttpMethod.Put, address, content, cancel);
        }
        catch (ApiRefusal refusal) when (refusal.Problem.Errors.Count > 0)
        {
            throw new MistakesException([.. refusal.Problem.Errors.Select(error => error.Describe(file))]);
        }
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
