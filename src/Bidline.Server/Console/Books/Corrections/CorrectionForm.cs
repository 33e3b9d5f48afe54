using System.Globalization;
using Bidline.Billing.Corrections;
using Bidline.Calls;
using Bidline.Primitives;

namespace Bidline.Server.Console.Books.Corrections;

/// <summary>What a person wants done to calls of some days, as it stands in the form; empty is not asked for.</summary>
internal sealed class CorrectionForm
{
    public const string Percent = "credit_percent";
    public const string Credit = "credit";
    public const string Charge = "charge";

    /// <summary>The first and the last day, both whole, by the market's clock.</summary>
    public DateOnly From { get; set; }

    public DateOnly Until { get; set; }

    public string Campaign { get; set; } = "";

    public string Publisher { get; set; } = "";

    public string Buyer { get; set; } = "";

    public string Outcome { get; set; } = "";

    public string Kind { get; set; } = Percent;

    /// <summary>Percent, or an amount for each call.</summary>
    public string Amount { get; set; } = "100";

    public string Payout { get; set; } = "0";

    public string Reason { get; set; } = "";

    public string Evidence { get; set; } = "";

    /// <summary>Null with a complaint where it cannot be read.</summary>
    public (CallSelection? Selection, string? Complaint) Selected(TimeZoneInfo zone)
    {
        if (Until < From) return (null, "It ends before it begins.");
        return (
            new CallSelection(
                Midnight(From, zone), Midnight(Until.AddDays(1), zone),
                Campaign.Length > 0 ? new CampaignId(Campaign) : null,
                Publisher.Length > 0 ? new PublisherId(Publisher) : null,
                Buyer.Length > 0 ? new BuyerId(Buyer) : null,
                Enum.TryParse<CallOutcome>(Outcome, out var outcome) ? outcome : null),
            null);
    }

    public (AdjustmentOrder? Order, string? Complaint) Order(IReadOnlyList<CallId> calls, Currency currency)
    {
        if (string.IsNullOrWhiteSpace(Reason) || string.IsNullOrWhiteSpace(Evidence))
            return (null, "Say why, and what shows it.");
        return Read(currency) is { } kind
            ? (new AdjustmentOrder(calls, kind, Reason.Trim(), Evidence.Trim()) { LeavesOut = true }, null)
            : (null, Kind == Percent ? "A share is above 0 and at most 100 percent." : "Amounts have at most six decimals.");
    }

    private AdjustmentKind? Read(Currency currency)
    {
        if (Kind == Percent)
        {
            return decimal.TryParse(Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
                && percent is > 0 and <= 100 ? new AdjustmentKind.CreditPercent(percent) : null;
        }

        if (!Money.TryParse(Amount.Trim(), currency, out var amount) || !amount.IsPositive) return null;
        if (Kind == Credit) return new AdjustmentKind.Credit(amount);
        return Money.TryParse(Payout.Trim(), currency, out var payout) && !payout.IsNegative && payout <= amount
            ? new AdjustmentKind.Charge(amount, payout)
            : null;
    }

    // A midnight that the clocks skip is the first moment after it.
    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
