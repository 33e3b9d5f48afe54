using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>A call that goes through though not everybody pays for it.</summary>
/// <param name="Buyer">Why the buyer is not charged; null when it is.</param>
/// <param name="Publisher">Why the publisher is not paid; null when it is.</param>
public sealed record UnpaidTerms(Reason? Buyer, Reason? Publisher);
