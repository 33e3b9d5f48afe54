using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// A real HTTP server that speaks as Retreaver does: POST reserves, PUT confirms. What a confirmation is answered with is
/// the test's; everything that was asked is kept.
/// </summary>
internal sealed class ReservingBuyer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private int _reservations;

    private ReservingBuyer(WebApplication server) => _server = server;

    public string Url => $"{_server.Urls.First()}/rtbs.json?key=k1&publisher_id=net71";

    public required string Destination { get; init; }

    public decimal Payout { get; init; } = 40;

    /// <summary>What stands in the reservation; null leaves the destination to the confirmation.</summary>
    public string? ReservedDestination { get; init; }

    public Func<string, Task<string>> Confirm { get; set; } = _ => Task.FromResult("""{"status":"no-target"}""");

    public ConcurrentQueue<(string Method, string Path, string Body)> Asked { get; } = new();

    public static async Task<ReservingBuyer> StartAsync(string destination, string? reserved = null, decimal payout = 40)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var buyer = new ReservingBuyer(builder.Build())
        {
            Destination = destination, ReservedDestination = reserved, Payout = payout,
        };
        buyer._server.Run(buyer.AnswerAsync);
        await buyer._server.StartAsync();
        return buyer;
    }

    public string Confirmed(string? destination = null, string more = "") =>
        $$"""{"status":"confirmed","sip_address":"{{destination ?? Destination}}"{{more}}}""";

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        Asked.Enqueue((http.Request.Method, http.Request.Path, body));
        var text = http.Request.Method == "POST" ? Reservation() : await Confirm(body);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
        await http.Response.WriteAsync(text);
    }

    private string Reservation()
    {
        var number = ReservedDestination is null ? "" : $",\"sip_address\":\"{ReservedDestination}\"";
        var id = $"r-{Interlocked.Increment(ref _reservations)}-{Guid.CreateVersion7():n}";
        return $$"""{"uuid":"{{id}}","status":"reserved","retreaver_payout":{{Payout}}{{number}}}""";
    }
}
