using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bidline.Campaigns;

namespace Bidline.Cli;

/// <summary>The market of a running server: applied, compared and exported as a whole.</summary>
internal sealed class MarketApi(ApiClient api)
{
    /// <summary>Sends the file. Throws <see cref="MistakesException"/> when the server, or we, find mistakes in it.</summary>
    public Task<JsonElement> ApplyAsync(string file, bool dryRun, CancellationToken cancel) =>
        PostAsync(file, $"/v1/apply?dry_run={(dryRun ? "true" : "false")}", cancel);

    /// <summary>Has the server check the file now and apply it then; throws as <see cref="ApplyAsync"/> does.</summary>
    public Task<JsonElement> ScheduleAsync(string file, DateTimeOffset at, CancellationToken cancel) =>
        PostAsync(file, $"/v1/apply?at={at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}", cancel);

    public Task<string> ExportAsync(CancellationToken cancel) => api.GetTextAsync("/v1/export", cancel);

    private async Task<JsonElement> PostAsync(string file, string path, CancellationToken cancel)
    {
        var text = await ReadAsync(file, cancel);
        try
        {
            return await api.SendAsync(HttpMethod.Post, path, Body(text, file), cancel);
        }
        catch (ApiRefusal refusal) when (refusal.Problem.Errors.Count > 0)
        {
            throw new MistakesException([.. refusal.Problem.Errors.Select(error => error.Describe(file))]);
        }
        catch (ApiRefusal refusal) when (refusal.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            throw new CommandException(refusal.Message, ExitCode.BadInput);
        }
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancel)
    {
        if (!File.Exists(file)) throw new CommandException($"There is no file {file}.", ExitCode.BadInput);
        var text = await File.ReadAllTextAsync(file, cancel);
        // What can be seen without the server is said without it: also when it is down.
        var reading = MarketFile.Read(text, file);
        return reading.IsClean
            ? text
            : throw new MistakesException([.. reading.Mistakes.Select(mistake => mistake.Describe(file))]);
    }

    private static StringContent Body(string text, string file)
    {
        var isJson = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        return new StringContent(
            text, Encoding.UTF8, new MediaTypeHeaderValue(isJson ? "application/json" : "application/yaml"));
    }
}

/// <summary>A file has mistakes: all of them, a line each.</summary>
internal sealed class MistakesException(IReadOnlyList<string> lines) : Exception("The file has mistakes.")
{
    public IReadOnlyList<string> Lines { get; } = lines;
}
