using Bidline.Primitives;

namespace Bidline.Qualification;

/// <summary>What somebody says that became of a call.</summary>
/// <param name="Buyer">Who may only speak of its own calls; null for an operator.</param>
/// <param name="Event">Null means the one that the call's terms wait for.</param>
/// <param name="Amount">What was sold, zero or more; null when it was not said.</param>
/// <param name="Author">For the record: "key:acme crm".</param>
public sealed record ConversionReport(CallId Call, BuyerId? Buyer, string? Event, Money? Amount, string Author);

/// <summary>A report as it was kept.</summary>
/// <param name="State">"taken", "booked" or "refused".</param>
/// <param name="Revenue">What it added to what the buyer pays; null until it is booked.</param>
public sealed record Conversion(
    ConversionId Id,
    CallId Call,
    BuyerId Buyer,
    string Event,
    Money? Amount,
    string State,
    Reason? Reason,
    Money? Revenue,
    TransactionId? Posted,
    string Author,
    DateTimeOffset ReportedAt);

/// <summary>What became of a report.</summary>
public abstract record ConversionOutcome
{
    private ConversionOutcome()
    {
    }

    /// <summary>The first of its kind; booked at once unless the call goes on or its keeper is away.</summary>
    public sealed record Taken(Conversion Conversion) : ConversionOutcome;

    /// <summary>It was reported before, and this is what became of it then.</summary>
    public sealed record Repeated(Conversion Conversion) : ConversionOutcome;

    /// <summary>Nothing is booked. Written down unless there is no such call.</summary>
    public sealed record Refused(Reason Reason) : ConversionOutcome;
}
