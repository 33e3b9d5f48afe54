using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Shared;

/// <summary>What one sale would use of a shared cap.</summary>
/// <param name="Amount">The most that it can come to.</param>
public sealed record SharedClaim(SharedParty Party, Caps Caps, Money Amount);

/// <summary>Asks the keeper of a shared cap for one slot, after the buyer's keeper has held its own.</summary>
/// <param name="Hold">The buyer's hold: the two live and end together.</param>
public sealed record SharedOrder(HoldId Hold, CallId Call, SharedClaim Claim, TimeSpan ExpiresAfter);

/// <summary>Asks for more money for a call that goes on.</summary>
/// <param name="Claim">Its amount is what is to be held from then on.</param>
public sealed record SharedRenewal(HoldId Hold, SharedClaim Claim);

/// <summary>A call brought more after it had been settled.</summary>
/// <param name="Total">What it comes to with that, in this party's money.</param>
public sealed record SharedConversion(HoldId Hold, Money Total);

/// <summary>Ends a slot for good.</summary>
/// <param name="Used">What the call came to in this party's money; zero where nothing was owed.</param>
/// <param name="Reason">"pay.qualified" is what a cap on qualified calls counts.</param>
public sealed record SharedEnd(HoldId Hold, bool Connected, Money Used, Reason Reason);
