using System.Globalization;
using System.Text;
using System.Text.Json;
using Bidline.Adapters.Postbacks;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Postbacks.Ads;
using Bidline.Primitives;
using Bidline.Tracking.Carriers;

namespace Bidline.Adapters.Carriers.Twilio;

/// <summary>
/// Twilio's API of 2010-04-01, as twilio.com/docs/phone-numbers documents it: AvailablePhoneNumbers and IncomingPhoneNumbers.
/// Its search tells no prices.
/// </summary>
internal sealed class TwilioCarrier(AskPlatform ask) : INumberCarrier
{
    public CarrierForm Form { get; } = new(
        "twilio",
        new Dictionary<string, string>
        {
            ["account_sid"] = "of the account, AC…",
            ["auth_token"] = "of the account, or the secret of the API key that api_key_sid names",
        },
        new Dictionary<string, string>
        {
            ["api_key_sid"] = "of an API key, SK…, instead of the account's own token",
            ["trunk_sid"] = "the Elastic SIP trunk that numbers ring at, TK…",
            ["api_url"] = "where requests are sent instead of https://api.twilio.com",
        });

    public async Task<NumbersFound> FindAsync(
        NumberWish wish, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var kind = wish.IsTollFree ? "TollFree" : "Local";
        var query = CarrierWords.Query(
            ("AreaCode", wish.AreaCode),
            ("Contains", wish.Contains),
            ("VoiceEnabled", "true"),
            ("PageSize", wish.Count.ToString(CultureInfo.InvariantCulture)));
        var answer = await AskAsync(
            "GET", $"AvailablePhoneNumbers/{Uri.EscapeDataString(wish.Country)}/{kind}.json?{query}", settings, null, cancel)
            .ConfigureAwait(false);
        if (CarrierWords.BodyOf(answer, Words, out var trouble) is not { } body) return new NumbersFound([], trouble);
        var offers = PlatformWords.ListAt(body, "available_phone_numbers");
        return new NumbersFound([.. offers.Select(ForRent).OfType<NumberForRent>().Take(wish.Count)], null);
    }

    public async Task<NumberOfOurs> OfOursAsync(
        PhoneNumber number, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var query = CarrierWords.Query(("PhoneNumber", number.E164));
        var answer = await AskAsync("GET", $"IncomingPhoneNumbers.json?{query}", settings, null, cancel).ConfigureAwait(false);
        if (CarrierWords.BodyOf(answer, Words, out var trouble) is not { } body) return new NumberOfOurs(null, trouble);
        var own = PlatformWords.ListAt(body, "incoming_phone_numbers")
            .FirstOrDefault(one => CarrierWords.NumberAt(one, "phone_number") == number);
        return new NumberOfOurs(PlatformWords.TextAt(own, "sid"), null);
    }

    public async Task<CarrierAnswer> OrderAsync(
        PhoneNumber number, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var form = CarrierWords.Query(("PhoneNumber", number.E164), ("TrunkSid", settings.GetValueOrDefault("trunk_sid")));
        var answer = await AskAsync("POST", "IncomingPhoneNumbers.json", settings, form, cancel).ConfigureAwait(false);
        if (CarrierWords.BodyOf(answer, Words, out var trouble) is not { } body) return trouble!;
        return PlatformWords.TextAt(body, "sid") is { Length: > 0 }
            ? new CarrierAnswer.Done()
            : new CarrierAnswer.Unsure("the answer has no sid");
    }

    public async Task<CarrierAnswer> GiveBackAsync(
        string id, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var answer = await AskAsync("DELETE", $"IncomingPhoneNumbers/{Uri.EscapeDataString(id)}.json", settings, null, cancel)
            .ConfigureAwait(false);
        return CarrierWords.TroubleOf(answer, Words) ?? new CarrierAnswer.Done();
    }

    private static NumberForRent? ForRent(JsonElement offer) => CarrierWords.NumberAt(offer, "phone_number") is { } number
        ? new NumberForRent(
            number, PlatformWords.TextAt(offer, "locality") ?? PlatformWords.TextAt(offer, "rate_center"),
            PlatformWords.TextAt(offer, "region"), null, null)
        : null;

    private static string? Words(JsonElement body) => PlatformWords.TextAt(body, "message");

    private Task<PlatformAnswer> AskAsync(
        string method, string path, IReadOnlyDictionary<string, string> settings, string? form, CancellationToken cancel)
    {
        var account = settings["account_sid"];
        var user = settings.GetValueOrDefault("api_key_sid", account);
        var proof = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{settings["auth_token"]}"));
        var root = CarrierWords.RootOf(settings, "https://api.twilio.com");
        return ask(
            new PostbackRequest(
                new Uri($"{root}/2010-04-01/Accounts/{Uri.EscapeDataString(account)}/{path}"),
                [new("Authorization", $"Basic {proof}")], Encoding.UTF8.GetBytes(form ?? ""))
            { Method = method, ContentType = "application/x-www-form-urlencoded" },
            cancel);
    }
}
