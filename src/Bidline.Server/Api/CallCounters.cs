using Bidline.Calls;
using Microsoft.Extensions.Hosting;

namespace Bidline.Server.Api;

/// <summary>Counts calls and auctions of this run from the feed, for /metrics.</summary>
internal sealed class CallCounters(CallFeed feed) : BackgroundService
{
    private readonly long[] _outcomes = new long[Enum.GetValues<CallOutcome>().Length];
    private long _received;
    private long _auctions;
    private long _candidates;
    private long _asked;
    private long _attempts;
    private long _missed;

    public IEnumerable<Metric> Read()
    {
        var ended = _outcomes.Sum();
        foreach (var outcome in Enum.GetValues<CallOutcome>())
        {
            var name = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());
            yield return new Metric(
                "bidline_calls_total", "Calls that ended, by outcome.", true, _outcomes[(int)outcome], $"outcome=\"{name}\"");
        }

        yield return new Metric("bidline_calls_received_total", "Calls that began.", true, _received);
        yield return new Metric("bidline_calls_live", "Calls that have not ended.", false, Math.Max(0, _received - ended));
        yield return new Metric("bidline_auctions_total", "Auctions held.", true, _auctions);
        yield return new Metric("bidline_candidates_total", "Targets considered in auctions.", true, _candidates);
        yield return new Metric("bidline_bid_requests_total", "Candidates that were asked.", true, _asked);
        yield return new Metric("bidline_dial_attempts_total", "Dials begun.", true, _attempts);
        yield return new Metric("bidline_feed_missed_total", "Events that these figures missed.", true, _missed);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed.Subscribe();
        try
        {
            await foreach (var news in subscription.ReadAsync(stoppingToken)) Count(news);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void Count(FeedNews news)
    {
        switch (news)
        {
            case FeedNews.Missed missed:
                _missed += missed.Events;
                break;
            case FeedNews.Happened { Entry.Event: CallEvent.Received }:
                _received++;
                break;
            case FeedNews.Happened { Entry.Event: CallEvent.AuctionClosed closed }:
                _auctions++;
                _candidates += closed.Auction.Candidates.Count;
                _asked += closed.Auction.Candidates.Count(candidate => candidate.SentMs is not null);
                break;
            case FeedNews.Happened { Entry.Event: CallEvent.DialStarted }:
                _attempts++;
                break;
            case FeedNews.Happened { Entry.Event: CallEvent.Ended ended }:
                _outcomes[(int)ended.Outcome]++;
                break;
        }
    }
}
