using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Server.Hosting;

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

    /// <summary>Runs a made-up call. Throws as <see cref="ApplyAsync"/> does when the draft has mistakes.</summary>
    /// <param name="draft">The draft's file, for its mistakes; null without one.</param>
    public async Task<JsonElement> SimulateAsync(string campaign, object body, string? draft, CancellationToken cancel)
    {
        try
        {
            var path = $"/v1/campaigns/{Uri.EscapeDataString(campaign)}/simulate";
            return await api.SendAsync(HttpMethod.Post, path, ApiClient.Body(body), cancel);
        }
        catch (ApiRefusal refusal) when (draft is not null && refusal.Problem.Errors.Any(IsOfDraft))
        {
            throw new MistakesException(
            [
                .. refusal.Problem.Errors.Where(IsOfDraft)
                    .Select(error => (error with { Pointer = error.Pointer["/market".Length..] }).Describe(draft)),
            ]);
        }

        static bool IsOfDraft(ProblemError error) => error.Pointer.StartsWith("/market", StringComparison.Ordinal);
    }

    private async Task<JsonElement> PostAsync(string file, string path, CancellationToken cancel)
    {
        var text = await ReadAsync(file, cancel);
        var reading = MarketFile.Read(text, file);
        try
        {
            return await api.SendAsync(HttpMethod.Post, path, Body(text, file), cancel);
        }
        catch (ApiRefusal refusal) when (refusal.Problem.Errors.Count > 0)
        {
            throw new MistakesException([.. refusal.Problem.Errors.Select(error => error.Describe(file))]);
        }
        catch (HttpRequestException) when (!reading.IsClean)
        {
            // What can be seen without the server is said without it.
            throw new MistakesException([.. reading.Mistakes.Select(mistake => mistake.Describe(file))]);
        }
    }

    public static async Task<string> ReadAsync(string file, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                File.Exists(file) ? $"The file {file} cannot be read: {e.Message}" : $"There is no file {file}.",
                ExitCode.BadInput);
        }
    }

    private static StringContent Body(string text, string file)
    {
        var isJson = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        return new StringContent(
            text, Encoding.UTF8, new MediaTypeHeaderValue(isJson ? "application/json" : "application/yaml"));
    }
}
