using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Simulator.Carriers;

/// <summary>
/// A carrier that rents numbers over HTTP, in the shapes that Telnyx documents: search, order, look up, give back. A hundred
/// made-up numbers an area code, of those that are never given to anybody (555-01XX).
/// </summary>
public sealed class NumberStock : IAsyncDisposable
{
    private static readonly (string Area, string Place, string State)[] Places =
    [
        ("305", "MIAMI", "FL"), ("713", "HOUSTON", "TX"), ("212", "NEW YORK", "NY"), ("415", "SAN FRANCISCO", "CA"),
        ("312", "CHICAGO", "IL"),
    ];

    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, string> _rented = new();

    private NumberStock(WebApplication server) => _server = server;

    public Uri Address => new(_server.Urls.First());

    /// <summary>What our account rents now, in E.164.</summary>
    public IReadOnlyCollection<string> Rented => [.. _rented.Keys.Order(StringComparer.Ordinal)];

    public static async Task<NumberStock> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var stock = new NumberStock(builder.Build());
        stock._server.Run(stock.AnswerAsync);
        await stock._server.StartAsync(cancel);
        return stock;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization.Count == 0)
            return SayAsync(http, 401, Error("10009", "Authentication failed", "No key found."));
        return (http.Request.Method, http.Request.Path.Value ?? "") switch
        {
            ("GET", "/v2/available_phone_numbers") => SayAsync(http, 200, new { data = Free(http.Request.Query) }),
            ("GET", "/v2/phone_numbers") => SayAsync(http, 200, new { data = Own(http.Request.Query) }),
            ("POST", "/v2/number_orders") => OrderAsync(http),
            ("DELETE", var path) when path.StartsWith("/v2/phone_numbers/", StringComparison.Ordinal) =>
                GiveBackAsync(http, path),
            _ => SayAsync(http, 404, Error("10005", "Resource not found", "There is nothing here.")),
        };
    }

    private object[] Free(IQueryCollection query)
    {
        var area = query["filter[national_destination_code]"].ToString();
        var digits = query["filter[phone_number][contains]"].ToString();
        var limit = int.TryParse(query["filter[limit]"], out var asked) ? Math.Clamp(asked, 1, 50) : 20;
        var places = query["filter[phone_number_type]"] == "toll_free" ? [("833", "", "")] : Places;
        return
        [
            .. places.Where(place => area.Length == 0 || place.Item1 == area)
                .SelectMany(place => Enumerable.Range(0, 100)
                    .Select(line => (Number: $"+1{place.Item1}55501{line:D2}", Place: place)))
                .Where(offer => offer.Number.Contains(digits, StringComparison.Ordinal) && !_rented.ContainsKey(offer.Number))
                .Take(limit)
                .Select(offer => (object)new
                {
                    record_type = "available_phone_number", phone_number = offer.Number,
                    region_information = new[]
                    {
                        new { region_type = "rate_center", region_name = offer.Place.Item2 },
                        new { region_type = "state", region_name = offer.Place.Item3 },
                    },
                    cost_information = new { upfront_cost = "0.00", monthly_cost = "1.00", currency = "USD" },
                }),
        ];
    }

    private object[] Own(IQueryCollection query)
    {
        var number = query["filter[phone_number]"].ToString();
        return _rented.TryGetValue(number, out var id) ? [new { id, phone_number = number, status = "active" }] : [];
    }

    private async Task OrderAsync(HttpContext http)
    {
        var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var number = body.RootElement.GetProperty("phone_numbers")[0].GetProperty("phone_number").GetString()!;
        if (!number.Contains("55501", StringComparison.Ordinal) || !_rented.TryAdd(number, $"{1_000_000 + _rented.Count}"))
        {
            await SayAsync(http, 422, Error("85001", "Number unavailable", $"{number} is not available."));
            return;
        }

        var line = new { phone_number = number, status = "success" };
        var order = new { id = $"order-{number}", status = "success", phone_numbers = new[] { line } };
        await SayAsync(http, 200, new { data = order });
    }

    private Task GiveBackAsync(HttpContext http, string path)
    {
        var id = path[(path.LastIndexOf('/') + 1)..];
        var number = _rented.FirstOrDefault(pair => pair.Value == id).Key;
        return number is not null && _rented.TryRemove(number, out _)
            ? SayAsync(http, 200, new { data = new { id, phone_number = number, status = "deleted" } })
            : SayAsync(http, 404, Error("10005", "Resource not found", "The number is not yours."));
    }

    private static object Error(string code, string title, string detail) =>
        new { errors = new[] { new { code, title, detail } } };

    private static Task SayAsync(HttpContext http, int status, object body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(JsonSerializer.Serialize(body));
    }
}
