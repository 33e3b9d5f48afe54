using System.Globalization;
using Bidline.Calls;
using Bidline.Calls.Reasons;
using Bidline.Pings;

namespace Bidline.Server.Portal;

/// <summary>
/// What a publisher may see of its call: what it is paid, and each condition for that. Buyers, their prices and what is
/// left for us are not in it. Pure, from the trace alone.
/// </summary>
/// <param name="Why">What decided the payment; null while it is not decided.</param>
/// <param name="Ping">That was promised this call's price; null where none was.</param>
internal sealed record PortalCall(CallListItem Row, string? Why, string? Ping, IReadOnlyList<PortalCondition> Conditions)
{
    public static PortalCall Of(CallListItem row, CallTrace trace)
    {
        var sold = trace.Attempts.LastOrDefault(attempt => attempt.Answered);
        var isOver = trace.Outcome is not null;
        List<PortalCondition> conditions =
        [
            new(
                "A buyer answered", "an answer", sold is null ? "nobody did" : "yes",
                sold is null && !isOver ? null : sold is not null),
        ];
        if (sold?.Terms?.PublisherQualifySeconds is { } needed)
        {
            conditions.Add(new(
                "Time talked", Seconds(needed), trace.TalkMs is { } talked ? Seconds(talked / 1000) : "still talking",
                trace.TalkMs is { } ms ? ms >= 1000 * needed : null));
        }

        if (trace.SettledAt is not null)
        {
            var isPaid = row.Payout is { IsPositive: true };
            conditions.Add(new("Paid", "every condition", isPaid ? "yes" : "no", isPaid));
        }

        return new PortalCall(row, WhyOf(row, trace), trace.Reservation?.Ping, conditions);
    }

    /// <summary>What decided it, in words that name neither a buyer nor an amount of one.</summary>
    private static string? WhyOf(CallListItem row, CallTrace trace)
    {
        if (trace.Money.PublisherVerdict?.Reason is { } verdict) return ReasonCatalogue.Brief(verdict);
        return row.Reason is { } reason && row.Outcome is not CallOutcome.Connected
            ? ReasonClasses.Say(ReasonClasses.Of(reason))
            : null;
    }

    // Never rounded up: 89.999 s must not read as the 90 that were needed.
    private static string Seconds(double seconds) =>
        (Math.Floor(seconds * 1000) / 1000).ToString("0.###", CultureInfo.InvariantCulture) + " s";
}

/// <param name="IsMet">Null while it is not known.</param>
internal sealed record PortalCondition(string What, string Needed, string Got, bool? IsMet);
