using Bidline.Auctions;
using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Plans;

namespace Bidline.Calls.Simulations;

/// <summary>
/// The dials of one tier's offers as <see cref="Connector"/> would make them if nobody answered: in turn or together,
/// by the plan's own rules, within its bound on attempts.
/// </summary>
internal sealed class SimulatedRound(
    SimulatedCall call, PlanRound round, int auction, StandingBoard standings, DateTimeOffset at)
{
    private int _ringing = call.Dials is [.., var last] ? last.Round : 0;

    private Tier Tier => round.Campaign.Tiers[round.Tier];

    private int Left => round.Campaign.AttemptsMax - call.Dials.Count;

    public NextStep InTurn(IReadOnlyList<Offer> offers)
    {
        foreach (var offer in offers)
        {
            var step = NextStep.Again;
            for (var again = 0; step == NextStep.Again; again++)
            {
                if (Left <= 0) return NextStep.Stop;
                _ringing++;
                step = Dial(offer, again);
            }

            if (step != NextStep.Next) return step;
        }

        return NextStep.Next;
    }

    public NextStep Together(IReadOnlyList<Offer> offers)
    {
        for (var done = 0; done < offers.Count;)
        {
            var legs = Math.Min(Tier.RingMax, Left);
            if (legs <= 0) return NextStep.Stop;
            _ringing++;
            var step = offers.Skip(done).Take(legs).Select(offer => Dial(offer, again: 0)).ToList().Max();
            if (step != NextStep.Next) return step;
            done += legs;
        }

        return NextStep.Next;
    }

    private NextStep Dial(Offer offer, int again)
    {
        var terms = call.TermsOf(offer, round.Publisher);
        var address = Dialling.AddressOf(offer.Destination, call.Book)?.Uri;
        var notHeld = ReserveForecast.Refusal(
            offer.Target, offer.Buyer, offer.Price, standings.Of(offer.Target.Id, offer.Buyer.Id, at),
            offer.Target.Group is { } group ? standings.Of(group.Id, at) : null);
        var noWay = address is null && offer.Destination is Destination.Number
            ? Reason.Of("dial.carrier", ("why", "no trunk dials numbers"))
            : null;
        call.Add(new SimulatedDial(
            _ringing, auction, round.Tier, offer.Target.Id, offer.Buyer.Id, address, offer.ToConfirm is not null, terms,
            Pricing.Of(terms, terms.Unpaid?.Buyer is null, terms.Unpaid?.Publisher is null), offer.Target.RingTime,
            notHeld ?? noWay));
        if (notHeld is not null) return NextStep.Next;
        var place = new PlanPlace(round.Campaign, round.Tier, offer.Target.Id);
        var result = noWay is null ? DialResult.NoAnswer : DialResult.Refused;
        return WhatNext.Decide(place, result, again, call.Dials.Count).Step;
    }
}
