using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Live;

/// <summary>One call on the live board. What is not known yet is null.</summary>
/// <param name="Sale">"Steady, main desk", while it is dialled and talked to.</param>
/// <param name="Auction">"6 of 9 bid in 41 ms".</param>
/// <param name="Needed">Seconds of conversation after which it pays.</param>
public sealed record LiveRow(
    CallId Id,
    string Phase,
    CallOutcome? Outcome,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? ConnectedAt,
    DateTimeOffset? EndedAt,
    PhoneNumber Caller,
    string? State,
    string Campaign,
    string Publisher,
    string? Sale,
    string? Auction,
    Money? Price,
    TimeSpan? Needed,
    TimeSpan? TalkTime)
{
    public static LiveRow Of(Bidline.Calls.Call call, Naming names)
    {
        var sold = call.Attempts.LastOrDefault(attempt => attempt.Failure is null);
        var connectedAfter = call.Connected?.ConnectedAfter;
        return new LiveRow(
            call.Id,
            PhaseLook.Of(call.Phase).Key,
            call.Ended?.Outcome,
            call.Inbound.ReceivedAt,
            connectedAfter is { } after ? call.Inbound.ReceivedAt + after : null,
            call.EndedAt,
            call.Inbound.Caller,
            call.Profile?.State,
            call.Campaign is { } campaign ? names.Of(campaign) : Shown.Nothing,
            call.Publisher is { } publisher ? names.Of(publisher) : "",
            sold is null ? null : names.Of(sold.Target),
            call.Auctions.LastOrDefault() is { } auction ? SayOf(auction.Record) : null,
            sold?.Terms?.Price,
            sold?.Terms?.BuyerRule.Connected,
            call.Ended?.TalkTime);
    }

    private static string SayOf(AuctionRecord auction)
    {
        var asked = auction.Candidates.Count(row => row.Stage != CandidateStage.NotAsked);
        var bids = auction.Candidates.Count(row => row.Bid is { IsPositive: true });
        return asked == 0
            ? $"0 of {auction.Candidates.Count} could be asked"
            : $"{bids} of {asked} bid in {Spoken.Milliseconds(auction.Took.TotalMilliseconds)}";
    }
}
