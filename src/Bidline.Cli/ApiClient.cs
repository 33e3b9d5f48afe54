using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Bidline.Cli;

/// <summary>Talks to a running server's HTTP API, and turns its refusals into words.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(Uri server, string? key)
    {
        _http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>The two options that every verb for a running server has.</summary>
    public static (Option<string> Server, SecretOption Key) Options() =>
    (
        Twin.Text("--server", "BIDLINE__SERVER", "Address of the running server.", "http://127.0.0.1:8080"),
        new SecretOption("--key", "BIDLINE__ADMINKEY", "API key of an administrator.")
    );

    public static ApiClient Of(ParseResult parsed, (Option<string> Server, SecretOption Key) options)
    {
        var text = parsed.GetValue(options.Server)!;
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https"
            ? new ApiClient(server, options.Key.Read(parsed))
            : throw new CommandException(
                $"--server wants an address, as in http://127.0.0.1:8080; '{text}' is none.", ExitCode.BadInput);
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancel) =>
        Json(await TextAsync(HttpMethod.Get, path, null, cancel));

    /// <summary>The answer's text as it is: for documents that are not JSON.</summary>
    public Task<string> GetTextAsync(string path, CancellationToken cancel) =>
        TextAsync(HttpMethod.Get, path, null, cancel);

    public async Task<JsonElement> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancel) =>
        Json(await TextAsync(method, path, content, cancel));

    public static HttpContent Body(object value) =>
        new StringContent(JsonSerializer.Serialize(value), Encoding.UTF8, "application/json");

    public void Dispose() => _http.Dispose();

    private async Task<string> TextAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await _http.SendAsync(request, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode ? text : throw new ApiRefusal(answer.StatusCode, Problem.Read(text));
    }

    private static JsonElement Json(string text) =>
        text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
}

/// <summary>The server answered, and the answer was no.</summary>
internal sealed class ApiRefusal(HttpStatusCode status, Problem problem) : Exception(problem.Sentence(status))
{
    public HttpStatusCode Status { get; } = status;

    public Problem Problem { get; } = problem;

    /// <summary>What was sent was wrong, not who sent it or when.</summary>
    public bool IsOfBadInput => Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity
        or HttpStatusCode.RequestEntityTooLarge;
}
