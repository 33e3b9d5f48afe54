using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Calls.Simulations;

/// <summary>What became of asking for a simulation.</summary>
public abstract record SimulationOutcome
{
    private SimulationOutcome()
    {
    }

    public sealed record Done(Simulation Simulation) : SimulationOutcome;

    /// <summary>The market has no such campaign.</summary>
    public sealed record NoCampaign : SimulationOutcome;

    /// <summary>The call cannot be made up like this, for these mistakes in terms of the request's body.</summary>
    public sealed record Refused(IReadOnlyList<Mistake> Mistakes) : SimulationOutcome;

    /// <summary>Too many at once, or bidders were asked too often.</summary>
    public sealed record TooSoon(TimeSpan RetryAfter) : SimulationOutcome;
}

/// <summary>A made-up call taken to the moment before its first dial.</summary>
/// <param name="Trace">
/// Has no outcome where somebody would be dialled; its attempts are the reservations up to the one that would hold.
/// </param>
/// <param name="Dials">In the order in which they would be tried.</param>
/// <param name="Fallback">What the caller gets where nobody is dialled or nobody answers.</param>
/// <param name="Book">The market that it ran on: the one in force, or a draft.</param>
public sealed record Simulation(
    CampaignBook Book, CallTrace Trace, IReadOnlyList<SimulatedDial> Dials, Fallback Fallback)
{
    /// <summary>The first dial whose reservation would hold; null when nobody would be dialled.</summary>
    public SimulatedDial? Sold => Dials.FirstOrDefault(dial => dial.Refusal is null);
}

/// <summary>One dial as it would be made.</summary>
/// <param name="Tier">0 first. <paramref name="Auction"/> is its place among the trace's auctions, 0 first.</param>
/// <param name="Address">Null while only the bidder's confirmation can name it.</param>
/// <param name="Sale">What would be earned when both sides' rules are met; its revenue is what is reserved.</param>
/// <param name="Refusal">Why the reservation would not hold, by what is known now; then it is not dialled.</param>
public sealed record SimulatedDial(
    int Auction, int Tier, TargetId Target, BuyerId Buyer, string? Address, bool NeedsConfirmation, SaleTerms Terms,
    Sale Sale, TimeSpan RingTime, Reason? Refusal);
