using Bidline.Primitives;

namespace Bidline.Billing.Corrections;

/// <summary>How long and by which rules calls may be disputed and corrected.</summary>
/// <param name="Window">From the end of the call.</param>
/// <param name="AppealWindow">From the decision.</param>
/// <param name="AcceptShorter">A talk shorter than this is accepted at once; zero means none is.</param>
/// <param name="ApproveAboveUnits">An adjustment of more than so many units needs a second person (money.md M26).</param>
public sealed record CorrectionSettings(
    TimeSpan Window, TimeSpan AppealWindow, TimeSpan AcceptShorter, decimal ApproveAboveUnits)
{
    public static CorrectionSettings Default { get; } =
        new(TimeSpan.FromDays(14), TimeSpan.FromDays(7), TimeSpan.FromSeconds(5), 500m);
}

/// <summary>A buyer does not want to pay for a call, or not all of it.</summary>
/// <param name="Amount">What is disputed; null is all that the buyer pays for it.</param>
/// <param name="Reason">"wrong_number", "not_interested", …: 1 to 40 of a-z, 0-9, '_' and '-'.</param>
/// <param name="Evidence">A text or a link; null for none.</param>
public sealed record DisputeOrder(CallId Call, Money? Amount, string Reason, string? Evidence)
{
    /// <summary>Who disputes: only its own calls; null where somebody of ours does it for a buyer.</summary>
    public BuyerId? Buyer { get; init; }
}

/// <summary>A dispute as it stands.</summary>
/// <param name="State">"open", "decided", "appealed" or "final".</param>
/// <param name="Accepted">What was given back to the buyer; null before the first decision.</param>
public sealed record Dispute(
    string Id,
    CallId Call,
    BuyerId Buyer,
    PublisherId Publisher,
    Money Amount,
    string State,
    string Reason,
    string? Evidence,
    string? Answer,
    Money? Accepted,
    string? DecisionText,
    string? Appeal,
    DateTimeOffset OpenedAt,
    string OpenedBy,
    DateTimeOffset? DecidedAt,
    string? DecidedBy)
{
    /// <summary>"accepted", "partly" or "rejected"; null before the first decision.</summary>
    public string? Decision => Accepted is not { } accepted ? null
        : accepted.IsZero ? "rejected"
        : accepted == Amount ? "accepted" : "partly";
}

/// <summary>What became of a step of a dispute.</summary>
public abstract record DisputeOutcome
{
    private DisputeOutcome()
    {
    }

    public sealed record Done(Dispute Dispute) : DisputeOutcome;

    /// <summary>A "dispute.…" reason; nothing was booked.</summary>
    public sealed record Refused(Reason Reason) : DisputeOutcome;
}
