#:sdk Microsoft.NET.Sdk.Web
// A bidder in thirty lines. Run it:   dotnet run examples/bidder/bidder.cs
// Then name it as a target's price:   bidder: { protocol: bidline, url: "http://127.0.0.1:9001/bid" }
using System.Text.Json;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var app = builder.Build();

app.MapPost("/bid", async (HttpRequest request) =>
{
    using var question = await JsonDocument.ParseAsync(request.Body);
    var call = question.RootElement.GetProperty("call");
    var state = call.TryGetProperty("state", out var value) ? value.GetString() : null;
    Console.WriteLine($"asked about a caller from {state ?? "somewhere"}");

    // Money is text, so that no float ever rounds it.
    return state switch
    {
        "FL" or "TX" => Json(new { bid = "31.50", id = $"bid-{Guid.NewGuid():N}", valid_seconds = 30 }),
        null => Json(new { no_bid = new { code = "field", text = "needs a state" } }),
        _ => Results.NoContent(), // 204 is "no bid", too
    };
});

Console.WriteLine("bidding at http://127.0.0.1:9001/bid");
app.Run("http://127.0.0.1:9001");

// With a length, as HTTP peers of every age like it.
static IResult Json(object answer) =>
    Results.Text(JsonSerializer.Serialize(answer), "application/json");
