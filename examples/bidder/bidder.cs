#:sdk Microsoft.NET.Sdk.Web
// A bidder in thirty lines. Run it:   dotnet run examples/bidder/bidder.cs
// Then name it as a target's price:   bidder: { protocol: bidline, url: "http://127.0.0.1:9001/bid" }
using System.Globalization;
using System.Text.Json;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var app = builder.Build();

app.MapPost("/bid", async (HttpRequest request) =>
{
    try
    {
        using var question = await JsonDocument.ParseAsync(request.Body);
        var call = question.RootElement.GetProperty("call");
        var state = call.TryGetProperty("state", out var value) ? value.GetString() : null;
        // Money is text and decimal, so that no float ever rounds it.
        var floor = decimal.Parse(question.RootElement.GetProperty("floor").GetString()!, CultureInfo.InvariantCulture);
        return state switch
        {
            "FL" or "TX" when floor <= 31.50m => Json(new { bid = "31.50", id = $"b-{Guid.NewGuid():N}", valid_seconds = 60 }),
            null => Json(new { no_bid = new { code = "field", text = "needs a state" } }),
            _ => Results.NoContent(), // 204 is "no bid", too
        };
    }
    catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
    {
        return Json(new { error = fault.Message }, 400);
    }
});

app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"bidding at {app.Urls.First()}/bid"));
app.Run(args.FirstOrDefault() ?? "http://127.0.0.1:9001");

// With a length, as HTTP peers of every age like it.
static IResult Json(object answer, int status = 200) =>
    Results.Text(JsonSerializer.Serialize(answer), "application/json", statusCode: status);
