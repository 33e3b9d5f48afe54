using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Tests.Postbacks;

/// <summary>A partner's real server: keeps what it was sent and answers what it was told to.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single() + "/notices");

    public ConcurrentQueue<Received> All { get; } = new();

    public Func<Received, HttpContext, Task> Answers { get; set; } = (_, _) => Task.CompletedTask;

    public int Status
    {
        set => Answers = (_, context) =>
        {
            context.Response.StatusCode = value;
            return Task.CompletedTask;
        };
    }

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(pair => pair.Key.ToLowerInvariant(), pair => pair.Value.ToString());
        var received = new Received(
            $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", headers, body.ToArray());
        All.Enqueue(received);
        await Answers(received, context);
    }
}

internal sealed record Received(string Line, Dictionary<string, string> Headers, byte[] Body)
{
    public string Id => Headers["webhook-id"];

    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Body);

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");

    /// <summary>As a receiver checks it by Standard Webhooks, written apart from what signs.</summary>
    public bool IsSignedWith(string secret)
    {
        var signed = Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}.").Concat(Body).ToArray();
        using var hmac = new HMACSHA256(Convert.FromBase64String(secret.Replace("whsec_", "")));
        var expected = "v1," + Convert.ToBase64String(hmac.ComputeHash(signed));
        return Headers["webhook-signature"].Split(' ').Contains(expected);
    }
}
