using System.Globalization;
using System.Text.Json;
using Bidline.Adapters.Postbacks;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Postbacks.Ads;
using Bidline.Primitives;
using Bidline.Tracking.Carriers;

namespace Bidline.Adapters.Carriers.Telnyx;

/// <summary>
/// Telnyx API v2, as developers.telnyx.com documents it: available_phone_numbers, number_orders, phone_numbers. An order that
/// is "pending" is ours: the carrier only has to finish it.
/// </summary>
internal sealed class TelnyxCarrier(AskPlatform ask) : INumberCarrier
{
    public CarrierForm Form { get; } = new(
        "telnyx",
        new Dictionary<string, string> { ["api_key"] = "of the account, KEY…" },
        new Dictionary<string, string>
        {
            ["connection_id"] = "the SIP connection that numbers ring at, the account's standard one unless given",
            ["api_url"] = "where requests are sent instead of https://api.telnyx.com",
        });

    public async Task<NumbersFound> FindAsync(
        NumberWish wish, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var query = CarrierWords.Query(
            ("filter[country_code]", wish.Country),
            ("filter[phone_number_type]", wish.IsTollFree ? "toll_free" : "local"),
            ("filter[national_destination_code]", wish.AreaCode),
            ("filter[phone_number][contains]", wish.Contains),
            ("filter[features][]", "voice"),
            ("filter[limit]", wish.Count.ToString(CultureInfo.InvariantCulture)));
        var answer = await AskAsync("GET", $"available_phone_numbers?{query}", settings, null, cancel).ConfigureAwait(false);
        if (CarrierWords.BodyOf(answer, Words, out var trouble) is not { } body) return new NumbersFound([], trouble);
        var offers = PlatformWords.ListAt(body, "data");
        return new NumbersFound([.. offers.Select(ForRent).OfType<NumberForRent>().Take(wish.Count)], null);
    }

    public async Task<NumberOfOurs> OfOursAsync(
        PhoneNumber number, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var query = CarrierWords.Query(("filter[phone_number]", number.E164));
        var answer = await AskAsync("GET", $"phone_numbers?{query}", settings, null, cancel).ConfigureAwait(false);
        if (CarrierWords.BodyOf(answer, Words, out var trouble) is not { } body) return new NumberOfOurs(null, trouble);
        var own = PlatformWords.ListAt(body, "data").FirstOrDefault(one => CarrierWords.NumberAt(one, "phone_number") == number);
        return new NumberOfOurs(PlatformWords.TextAt(own, "id"), null);
    }

    public async Task<CarrierAnswer> OrderAsync(
        PhoneNumber number, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var order = new Dictionary<string, object> { ["phone_numbers"] = new[] { new { phone_number = number.E164 } } };
        if (settings.TryGetValue("connection_id", out var connection)) order["connection_id"] = connection;
        var answer = await AskAsync(
            "POST", "number_orders", settings, JsonSerializer.SerializeToUtf8Bytes(order), cancel).ConfigureAwait(false);
        if (CarrierWords.BodyOf(answer, Words, out var trouble) is not { } body) return trouble!;
        return PlatformWords.TextAt(body, "data", "status") switch
        {
            "success" or "pending" => new CarrierAnswer.Done(),
            "failure" => new CarrierAnswer.Refused("the order failed"),
            _ => new CarrierAnswer.Unsure("the answer has no status"),
        };
    }

    public async Task<CarrierAnswer> GiveBackAsync(
        string id, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var answer = await AskAsync("DELETE", $"phone_numbers/{Uri.EscapeDataString(id)}", settings, null, cancel)
            .ConfigureAwait(false);
        return CarrierWords.TroubleOf(answer, Words) ?? new CarrierAnswer.Done();
    }

    private static NumberForRent? ForRent(JsonElement offer)
    {
        if (CarrierWords.NumberAt(offer, "phone_number") is not { } number) return null;
        var regions = PlatformWords.ListAt(offer, "region_information");
        var costs = offer.TryGetProperty("cost_information", out var found) ? found : default;
        var currency = PlatformWords.TextAt(costs, "currency");
        return new NumberForRent(
            number, RegionOf(regions, "rate_center") ?? RegionOf(regions, "location"), RegionOf(regions, "state"),
            CarrierWords.AmountOf(PlatformWords.TextAt(costs, "monthly_cost"), currency),
            CarrierWords.AmountOf(PlatformWords.TextAt(costs, "upfront_cost"), currency));
    }

    private static string? RegionOf(IReadOnlyList<JsonElement> regions, string type) => regions
        .Where(region => PlatformWords.TextAt(region, "region_type") == type)
        .Select(region => PlatformWords.TextAt(region, "region_name")).FirstOrDefault();

    private static string? Words(JsonElement body) => PlatformWords.ListAt(body, "errors") is [var first, ..]
        ? PlatformWords.TextAt(first, "detail") ?? PlatformWords.TextAt(first, "title")
        : null;

    private Task<PlatformAnswer> AskAsync(
        string method, string path, IReadOnlyDictionary<string, string> settings, byte[]? body, CancellationToken cancel) =>
        ask(
            new PostbackRequest(
                new Uri($"{CarrierWords.RootOf(settings, "https://api.telnyx.com")}/v2/{path}"),
                [new("Authorization", $"Bearer {settings["api_key"]}"), new("Accept", "application/json")], body)
            { Method = method },
            cancel);
}
