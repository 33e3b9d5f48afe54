using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Postbacks.Trackers;

/// <summary>
/// What a publisher's tracker is to be told as a call is settled, or as something that was posted back is booked. Pure. The
/// caller's number is not in it; the tags are, for they came from the publisher or from its page: the click id that an
/// advertising network wants to hear again is among them.
/// </summary>
internal static class TrackerNews
{
    private static readonly JsonSerializerOptions Written =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="settled">The settlement, or what a conversion adds to it, about to be written.</param>
    public static IEnumerable<Postback> Of(IReadOnlyList<CallLogEntry> log, CallEvent settled, CampaignBook book)
    {
        var events = log.Select(entry => entry.Event).ToArray();
        if (events.OfType<CallEvent.Received>().FirstOrDefault() is not { Publisher: { } publisher } received) return [];
        if (!book.Publishers.TryGetValue(publisher, out var known) || known.Tracker is not { } tracker) return [];
        if (log.LastOrDefault(entry => entry.Event is CallEvent.Ended) is not { Event: CallEvent.Ended ended } end) return [];
        var sent = received.Inbound.Tags;
        if (events.OfType<CallEvent.NumberTagged>().FirstOrDefault() is { } number)
            sent = Attribution.Merged(number.Tags, sent);
        var tags = events.OfType<CallEvent.Attributed>().FirstOrDefault()?.Attribution.With(sent) ?? sent;
        var story = new Story(received, tags, ended, end.At, tracker);
        return settled switch
        {
            CallEvent.Settled it => OfSettled(story, it),
            CallEvent.ConversionBooked { Payout.IsPositive: true } it when tracker.Paid =>
                [story.Of("tracker.paid", $"paid/{it.Conversion}", it.Payout)],
            _ => [],
        };
    }

    private static IEnumerable<Postback> OfSettled(Story story, CallEvent.Settled settled)
    {
        if (story.Tracker.Paid && settled.Payout.IsPositive) yield return story.Of("tracker.paid", "paid", settled.Payout);
        if (story.Tracker.Ended) yield return story.Of("tracker.ended", "ended", settled.Payout);
    }

    private sealed record Story(
        CallEvent.Received Received, IReadOnlyDictionary<string, string> SentTags, CallEvent.Ended Ended,
        DateTimeOffset EndedAt, TrackerTerms Tracker)
    {
        public Postback Of(string kind, string key, Money payout)
        {
            var (call, publisher) = (Received.Inbound.Id, Received.Publisher!.Value);
            var fields = new JsonObject
            {
                ["event"] = kind["tracker.".Length..],
                ["call"] = call.ToString(),
                ["campaign"] = Received.Campaign?.Value,
                ["publisher"] = publisher.Value,
                ["outcome"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(Ended.Outcome.ToString()),
                ["payout"] = payout.ToDecimalString(),
                ["currency"] = payout.Currency.Code,
                ["talk_seconds"] = Ended.TalkTime.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture),
                ["received_at"] = At(Received.Inbound.ReceivedAt),
                ["ended_at"] = At(EndedAt),
            };
            foreach (var (tag, value) in SentTags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
                fields[TrackerUrl.Tags + tag] = value;
            return new Postback(
                $"{call}/{NoticeAddress.Of(publisher)}/{key}", NoticeAddress.Of(publisher), Tracker.Url.Address, kind, call,
                fields.ToJsonString(Written));
        }

        private static string At(DateTimeOffset at) =>
            at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
