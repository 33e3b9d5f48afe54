using Bidline.Primitives;

namespace Bidline.Tracking.Health;

/// <param name="Uri">"sip:+13055550160@carrier.example": a number at the trunk that dials it.</param>
/// <param name="Caller">Who is said to be calling.</param>
/// <param name="DigestUser">Answers a challenge of the trunk; null means never.</param>
public sealed record TestCallOrder(string Uri, PhoneNumber Caller, string? DigestUser, string? DigestSecret);

/// <summary>How the trunk ended a test call.</summary>
/// <param name="SipStatus">Its final answer; null where it gave none in time.</param>
/// <param name="Trouble">Why no call could be placed, as a clause; null where one could.</param>
public sealed record TestCallEnd(int? SipStatus, string? Trouble = null);

/// <summary>
/// Places a call that nobody talks on, until the far side ends it or the token says to give it up. Never throws; its end
/// is told in either case.
/// </summary>
public delegate Task<TestCallEnd> PlaceTestCall(TestCallOrder order, CancellationToken giveUp);
