using Bidline.Primitives;

namespace Bidline.Screening;

/// <summary>A caller whose calls are not sold.</summary>
/// <param name="Why">In the words of whoever blocked it: shown to operators, never to partners.</param>
/// <param name="Until">Null is for ever.</param>
/// <param name="Call">The call that it was blocked from; null when it was not from one.</param>
public sealed record BlockedCaller(
    string Id, CallerPattern Caller, string Why, DateTimeOffset BlockedAt, string BlockedBy, DateTimeOffset? Until, CallId? Call);

/// <summary>What somebody wants blocked; valid.</summary>
public sealed record BlockOrder(CallerPattern Caller, string Why, DateTimeOffset? Until, CallId? Call = null)
{
    public const int WhyMax = 200;
}
