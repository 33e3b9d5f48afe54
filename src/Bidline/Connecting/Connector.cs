using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Odds;
using Bidline.Routing;
using Bidline.Routing.Plans;
using Bidline.Screening;

namespace Bidline.Connecting;

/// <summary>
/// Takes the ranked offers of a tier, one by one or several together, and does what the plan says of each result. At
/// most one of them gets the caller; every other hold is given back.
/// </summary>
public sealed class Connector(
    Capacity capacity, CallerHistory callers, Confirmer confirmer, OddsBoard odds, TimeProvider clock)
{
    public static readonly TimeSpan TalkTimeMax = TimeSpan.FromHours(2);

    private readonly OfferDialler _dialler = new(capacity, callers, confirmer, odds, clock);

    public Task<Connection> ConnectAsync(LiveCall call, PlanRound round, IReadOnlyList<Offer> offers) =>
        round.Campaign.Tiers[round.Tier].RingsTogether
            ? TogetherAsync(call, round, offers)
            : InTurnAsync(call, round, offers);

    private async Task<Connection> InTurnAsync(LiveCall call, PlanRound round, IReadOnlyList<Offer> offers)
    {
        foreach (var offer in offers)
        {
            var step = NextStep.Again;
            for (var again = 0; step == NextStep.Again; again++)
            {
                if (Closed(call, round) is { } closed) return closed;
                var outcome = await _dialler.TryAsync(call, round, offer, ++call.Attempts, null).ConfigureAwait(false);
                if (outcome is AttemptOutcome.Answered answered)
                    outcome = await _dialler.TalkAsync(call, answered).ConfigureAwait(false);
                if (outcome is AttemptOutcome.Over(var ended)) return new Connection.Over(ended);
                step = await FollowAsync(call, round, offer, outcome, call.Attempts, again).ConfigureAwait(false);
            }

            if (step != NextStep.Next) return new Connection.NotTaken(step);
        }

        return new Connection.NotTaken(NextStep.Next);
    }

    private async Task<Connection> TogetherAsync(LiveCall call, PlanRound round, IReadOnlyList<Offer> offers)
    {
        var waiting = offers.ToList();
        while (waiting.Count > 0)
        {
            if (Closed(call, round) is { } closed) return closed;
            var some = waiting.Take(LegsOf(call, round)).ToList();
            waiting.RemoveRange(0, some.Count);
            var outcomes = await RingAsync(call, round, some).ConfigureAwait(false);
            if (outcomes.Select(each => each.Outcome).OfType<AttemptOutcome.Over>().FirstOrDefault() is { } over)
                return new Connection.Over(over.Ended);

            var step = NextStep.Next;
            foreach (var (offer, attempt, outcome) in outcomes)
                step = Further(step, await FollowAsync(call, round, offer, outcome, attempt, 0).ConfigureAwait(false));
            if (step != NextStep.Next) return new Connection.NotTaken(step);
            // Whoever was cancelled because another answered, who then hung up, has not had its turn.
            waiting.InsertRange(0, outcomes.Where(each => each.Outcome is AttemptOutcome.Outrun).Select(each => each.Offer));
        }

        return new Connection.NotTaken(NextStep.Next);
    }

    /// <summary>Rings them all; the first to answer talks, and the others' holds are given back meanwhile.</summary>
    private async Task<List<(Offer Offer, int Attempt, AttemptOutcome Outcome)>> RingAsync(
        LiveCall call, PlanRound round, List<Offer> offers)
    {
        var race = new RingRace();
        var legs = offers.ConvertAll(offer => (Offer: offer, Attempt: ++call.Attempts))
            .ConvertAll(leg => (leg.Offer, leg.Attempt, Task: _dialler.TryAsync(call, round, leg.Offer, leg.Attempt, race)));
        var outcomes = new List<(Offer, int, AttemptOutcome)>();
        while (legs.Count > 0)
        {
            await Task.WhenAny(legs.Select(leg => leg.Task)).ConfigureAwait(false);
            var done = legs.Find(leg => leg.Task.IsCompleted);
            legs.Remove(done);
            var outcome = await done.Task.ConfigureAwait(false);
            if (outcome is AttemptOutcome.Answered answered)
                outcome = await _dialler.TalkAsync(call, answered).ConfigureAwait(false);
            outcomes.Add((done.Offer, done.Attempt, outcome));
        }

        return outcomes;
    }

    private static int LegsOf(LiveCall call, PlanRound round) => Math.Min(
        round.Campaign.Tiers[round.Tier].RingMax, round.Campaign.AttemptsMax - call.Attempts);

    private static Connection? Closed(LiveCall call, PlanRound round)
    {
        if (call.Attempts >= round.Campaign.AttemptsMax) return new Connection.NotTaken(NextStep.Stop);
        return call.Caller.CallerGone.IsCancellationRequested
            ? new Connection.Over(Endings.CallerHungUp(call, "auction"))
            : null;
    }

    private async Task<NextStep> FollowAsync(
        LiveCall call, PlanRound round, Offer offer, AttemptOutcome outcome, int attempt, int again)
    {
        if (outcome is not AttemptOutcome.NotTaken(var result)) return NextStep.Next;
        var place = new PlanPlace(round.Campaign, round.Tier, offer.Target.Id);
        var next = WhatNext.Decide(place, result, again, call.Attempts);
        call.Journal.Write(new CallEvent.NextChosen(attempt, offer.Target.Id, next.Reason));
        if (next.Wait > TimeSpan.Zero) await WaitAsync(call, next.Wait).ConfigureAwait(false);
        return next.Step;
    }

    private async Task WaitAsync(LiveCall call, TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, clock, call.Caller.CallerGone).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller did not wait; what comes next finds that out.
        }
    }

    private static NextStep Further(NextStep one, NextStep other) => (NextStep)Math.Max((int)one, (int)other);
}
