using System.Globalization;
using System.Text.Json;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Postbacks.Ads;

/// <summary>
/// Tells advertising platforms what is in the outbox for them, with the caller's number out of the call's own log. Safe on
/// any thread.
/// </summary>
public sealed class AdDesk(IReadOnlyList<IAdPlatform> platforms, CallLog log)
{
    public async Task<PostbackAnswer> TellAsync(AdTerms terms, ClaimedPostback postback, CancellationToken stopping)
    {
        if (platforms.FirstOrDefault(platform => platform.Form.Name == terms.Platform) is not { } platform)
            return new PostbackAnswer(null, $"this program does not know {terms.Platform}");
        var body = JsonElement.Parse(postback.Body);
        var entries = await log.ReadAsync(CallId.Parse(TextOf(body, "call")), stopping).ConfigureAwait(false);
        if (entries.Select(entry => entry.Event).OfType<CallEvent.Received>().FirstOrDefault() is not { Inbound: var call })
            return new PostbackAnswer(null, "the call is no longer known");
        var currency = Currency.Parse(TextOf(body, "currency"));
        if (!Money.TryParse(TextOf(body, "value"), currency, out var value))
            return new PostbackAnswer(null, "its value cannot be read");
        var conversion = new AdConversion(
            postback.Id.ToString(), call.Caller.IsSet ? call.Caller : null, InstantOf(body, "received_at"),
            InstantOf(body, "ended_at"), value, call.Tags);
        return await platform.SendAsync(conversion, terms.Settings, stopping).ConfigureAwait(false);
    }

    private static string TextOf(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private static DateTimeOffset InstantOf(JsonElement body, string name) =>
        DateTimeOffset.Parse(TextOf(body, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
