using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Billing.Corrections;

/// <summary>What an adjustment does to a call, before anything is booked. Pure.</summary>
public static class AdjustmentPlan
{
    /// <summary>Two previews with the same mark do the same to everybody.</summary>
    public static string MarkOf(IEnumerable<AdjustmentLine> lines) => Convert.ToHexStringLower(
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(lines, StoredJson.Options)))[..16];

    /// <summary>What it does to each party: buyers, publishers, and our margin last.</summary>
    public static IReadOnlyList<PartyChange> PartiesOf(IEnumerable<AdjustmentLine> lines)
    {
        var booked = lines.Where(line => line.Refusal is null).ToArray();
        return
        [
            .. booked.GroupBy(line => $"buyer {line.Buyer}").Select(group => Sum(group, line => -line.Revenue)),
            .. booked.GroupBy(line => $"publisher {line.Publisher}").Select(group => Sum(group, line => line.Payout)),
            .. booked.GroupBy(_ => "margin").Select(group => Sum(group, line => line.Margin)),
        ];
    }

    private static PartyChange Sum(IGrouping<string, AdjustmentLine> lines, Func<AdjustmentLine, Money> of) =>
        new(lines.Key, lines.Select(of).Aggregate((one, other) => one + other));

    /// <param name="sold">The call's sale; null when it was sold to nobody.</param>
    internal static AdjustmentLine Of(
        CallId call, AdjustmentKind kind, CallEvent.FundsHeld? sold, CallMoney money, bool isDisputed, Currency currency)
    {
        var zero = Money.Zero(currency);
        if (sold is null) return new AdjustmentLine(call, null, null, zero, zero, Reason.Of("correction.not_sold"));
        var line = new AdjustmentLine(call, sold.Buyer, sold.Terms.Publisher, zero, zero, null);
        if (isDisputed) return line with { Refusal = Reason.Of("correction.disputed") };
        if (kind is AdjustmentKind.Charge(var revenue, var payout)) return line with { Revenue = revenue, Payout = payout };
        var rest = money.Charged(currency);
        var amount = kind switch
        {
            AdjustmentKind.CreditPercent(var percent) => rest.Percent(percent),
            AdjustmentKind.Credit(var given) => given,
            _ => throw new UnreachableException(),
        };
        if (!amount.IsPositive || amount > rest)
        {
            return line with
            {
                Refusal = Reason.Of("correction.rest", ("amount", amount.ToString()), ("rest", rest.ToString())),
            };
        }

        var payable = ChartOfAccounts.Payable(sold.Terms.Publisher);
        var back = money.TakeBack(amount, n => $"plan:{n}", "").Aggregate(zero, (sum, it) => sum + it.ChangeOf(payable));
        return line with { Revenue = -amount, Payout = -back };
    }
}
