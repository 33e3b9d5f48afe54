using System.Globalization;
using System.Text.Json.Nodes;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Postbacks.Notices;

namespace Bidline.Postbacks.Ads;

/// <summary>
/// What the advertising platforms of a call's publisher are to be told as it is settled, or as something that was posted
/// back is booked. Pure. The caller's number is not in it: it is looked up when it is sent, so that no list shows it.
/// </summary>
internal static class AdNews
{
    /// <param name="settled">The settlement, or what a conversion adds to it, about to be written.</param>
    public static IEnumerable<Postback> Of(IReadOnlyList<CallLogEntry> log, CallEvent settled, CampaignBook book)
    {
        var received = log.Select(entry => entry.Event).OfType<CallEvent.Received>().FirstOrDefault();
        if (received?.Publisher is not { } publisher || !book.Publishers.TryGetValue(publisher, out var known)) return [];
        if (log.LastOrDefault(entry => entry.Event is CallEvent.Ended) is not { } end) return [];
        return known.Ads.SelectMany(ad => Of(ad, received, end.At, settled));
    }

    private static IEnumerable<Postback> Of(
        AdTerms ad, CallEvent.Received received, DateTimeOffset endedAt, CallEvent settled)
    {
        var (key, revenue, payout) = settled switch
        {
            CallEvent.Settled it => ("call", it.Revenue, it.Payout),
            CallEvent.ConversionBooked it => ($"conversion/{it.Conversion}", it.Revenue, it.Payout),
            _ => ("", default, default),
        };
        var value = ad.Value == AdValue.Revenue ? revenue : payout;
        var isWanted = settled is CallEvent.Settled ? ad.Ended || (ad.Paid && value.IsPositive) : ad.Paid && value.IsPositive;
        if (key.Length == 0 || !isWanted) yield break;
        var (call, destination) = (received.Inbound.Id, NoticeAddress.OfAd(received.Publisher!.Value, ad.Platform));
        var body = new JsonObject
        {
            ["call"] = call.ToString(),
            ["publisher"] = received.Publisher!.Value.Value,
            ["value"] = value.ToDecimalString(),
            ["currency"] = value.Currency.Code,
            ["received_at"] = At(received.Inbound.ReceivedAt),
            ["ended_at"] = At(endedAt),
        };
        yield return new Postback(
            $"{call}/{destination}/{key}", destination, NoticeAddress.AdUrl(ad.Platform), "ad.conversion", call,
            body.ToJsonString());
    }

    private static string At(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
