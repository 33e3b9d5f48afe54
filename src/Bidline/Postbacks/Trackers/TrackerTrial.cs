using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Postbacks.Trackers;

/// <param name="Url">What was asked for.</param>
public sealed record TrackerReport(Uri Url, PostbackAnswer Answer, TimeSpan Took)
{
    /// <summary>The address for people: values that are secrets by their names are not in it.</summary>
    public string Shown => SecretText.Change(Url.AbsoluteUri, static (_, _, _) => "(secret)");
}

/// <summary>Tells a tracker of a call that never was, so that a person sees whether it listens. One attempt.</summary>
public sealed class TrackerTrial(SendPostback send, TimeProvider clock)
{
    public async Task<TrackerReport> RunAsync(
        PublisherId publisher, TrackerTerms tracker, Currency currency, CancellationToken cancel)
    {
        var url = tracker.Url.Fill(name => ValueOf(name, publisher, currency));
        var started = clock.GetTimestamp();
        var answer = await send(new PostbackRequest(url, [], default) { Method = "GET" }, cancel).ConfigureAwait(false);
        return new TrackerReport(url, answer, clock.GetElapsedTime(started));
    }

    private string? ValueOf(string name, PublisherId publisher, Currency currency) => name switch
    {
        "event" => "paid",
        "call" => CallId.New(clock).ToString(),
        "publisher" => publisher.Value,
        "outcome" => "connected",
        "payout" => "0.01",
        "currency" => currency.Code,
        "talk_seconds" => "90",
        "received_at" or "ended_at" => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
        _ => "test",
    };
}
