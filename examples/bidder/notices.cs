#:sdk Microsoft.NET.Sdk.Web
// Takes what the exchange tells a bidder after the auction. Run it, with the secret that the exchange gave you:
//   dotnet run examples/bidder/notices.cs -- whsec_…
// Then name it beside the bidder's url:   notices: { url: "http://127.0.0.1:9002/notices", won: true, billed: true }
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

var key = Convert.FromBase64String(args[0]["whsec_".Length..]);
var seen = new ConcurrentDictionary<string, bool>(); // yours is a table: notices come for days, and again after a restart
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var app = builder.Build();

app.MapPost("/notices", async (HttpRequest request) =>
{
    // The signature is over the bytes as they came: read them before any JSON reader does.
    var body = await new StreamReader(request.Body, Encoding.UTF8).ReadToEndAsync();
    string id = request.Headers["webhook-id"].ToString(), time = request.Headers["webhook-timestamp"].ToString();
    var own = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{time}.{body}")));
    // One of several while the secret is being changed.
    var isOurs = request.Headers["webhook-signature"].ToString().Split(' ').Any(one =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(own)));
    if (!isOurs) return Results.Unauthorized();
    var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(time, CultureInfo.InvariantCulture));
    if ((DateTimeOffset.UtcNow - at).Duration() > TimeSpan.FromMinutes(5)) return Results.BadRequest();

    using var notice = JsonDocument.Parse(body);
    // It is sent until it is acknowledged: what was taken before is acknowledged again and not counted twice.
    if (seen.TryAdd(id, true)) Console.WriteLine($"{notice.RootElement.GetProperty("type")} {notice.RootElement.GetProperty("data")}");
    return Results.NoContent();
});

app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"listening at {app.Urls.First()}/notices"));
app.Run(args.ElementAtOrDefault(1) ?? "http://127.0.0.1:9002");
