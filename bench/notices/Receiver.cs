using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Bench.Notices;

/// <summary>A receiver over real HTTP that counts what it has taken.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _status = 200;

    private Receiver(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public ConcurrentDictionary<string, byte> Taken { get; } = new();

    public int Refused { get; private set; }

    public void Answers(int status) => Volatile.Write(ref _status, status);

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
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.StatusCode = Volatile.Read(ref _status);
        if (context.Response.StatusCode == 200) Taken.TryAdd(context.Request.Headers["webhook-id"].ToString(), 0);
        else Refused++;
    }
}
