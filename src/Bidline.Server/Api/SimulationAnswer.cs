using Bidline.Calls;
using Bidline.Calls.Simulations;
using Bidline.Campaigns;

namespace Bidline.Server.Api;

/// <summary>What would become of a made-up call.</summary>
/// <param name="Outcome">"sold" where somebody would be dialled, "no_buyer" or "blocked".</param>
/// <param name="Verdict">One sentence that says it.</param>
/// <param name="At">When the call would come.</param>
/// <param name="Dials">In the order in which they would be tried.</param>
/// <param name="Closest">Of an unsold call the target with the fewest failed checks.</param>
/// <param name="Trace">The shape that a real call has, up to the moment before the first dial.</param>
internal sealed record SimulationAnswer(
    string Object,
    string Outcome,
    string Verdict,
    string? Reason,
    DateTimeOffset At,
    SimulatedMarketAnswer Market,
    IReadOnlyList<SimulatedDialAnswer> Dials,
    ClosestTrace? Closest,
    SimulatedFallbackAnswer Fallback,
    CallTrace Trace)
{
    public static SimulationAnswer Of(Simulation simulation, SimulatedMarketAnswer market) => new(
        "simulation",
        simulation.Sold is null ? simulation.Trace.Outcome! : "sold",
        simulation.Trace.Verdict,
        simulation.Trace.Reason,
        simulation.Trace.ReceivedAt,
        market,
        [.. simulation.Dials.Select((dial, i) => SimulatedDialAnswer.Of(dial, i))],
        simulation.Trace.Closest,
        SimulatedFallbackAnswer.Of(simulation.Fallback),
        simulation.Trace);
}

/// <param name="Version">In force; a draft stands on it.</param>
/// <param name="Changes">What the draft changes, in words; empty without one.</param>
internal sealed record SimulatedMarketAnswer(int Version, bool Draft, IReadOnlyList<string> Changes);

/// <param name="Tier">The first is 1. <paramref name="Auction"/> is its place among the trace's auctions, 1 first.</param>
/// <param name="Destination">Absent while only the bidder's confirmation can name it.</param>
/// <param name="Reserves">What would be held of the buyer's money.</param>
/// <param name="Payout">To the publisher, and the margin to us, when both sides' rules are met.</param>
/// <param name="Refusal">Why the reservation would not hold by what is known now; absent when it would.</param>
internal sealed record SimulatedDialAnswer(
    int Order, int Auction, int Tier, string Target, string Buyer, string? Destination, double RingSeconds,
    bool Confirmed, string Price, double QualifySeconds, string Reserves, string Payout, string Margin,
    double PublisherQualifySeconds, ReasonAnswer? Refusal)
{
    public static SimulatedDialAnswer Of(SimulatedDial dial, int index) => new(
        index + 1,
        dial.Auction + 1,
        dial.Tier + 1,
        dial.Target.Value,
        dial.Buyer.Value,
        dial.Address,
        dial.RingTime.TotalSeconds,
        dial.NeedsConfirmation,
        dial.Terms.Price.ToDecimalString(),
        dial.Terms.BuyerRule.Connected.TotalSeconds,
        dial.Terms.Price.ToDecimalString(),
        dial.Sale.Payout.ToDecimalString(),
        dial.Sale.Margin.ToDecimalString(),
        dial.Terms.PublisherRule.Connected.TotalSeconds,
        dial.Refusal is { } refusal ? ReasonAnswer.Of(refusal) : null);
}

/// <summary>What the caller gets where nobody is dialled or nobody answers.</summary>
/// <param name="Kind">"say", "wav" or "dial".</param>
internal sealed record SimulatedFallbackAnswer(string Kind, string Text)
{
    public static SimulatedFallbackAnswer Of(Fallback fallback) => fallback switch
    {
        Fallback.Say { WavFile: { } file } => new SimulatedFallbackAnswer("wav", file),
        Fallback.Say say => new SimulatedFallbackAnswer("say", say.Text),
        Fallback.Dial dial => new SimulatedFallbackAnswer("dial", dial.Phone.E164),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
