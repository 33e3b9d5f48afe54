using System.Globalization;
using System.Text;
using Bidline.Campaigns.Source;

namespace Bidline.Billing.Payouts;

/// <summary>A batch as CSV, for whoever pays by hand or by another program.</summary>
public static class PayoutCsv
{
    public static string Write(PayoutBatch batch)
    {
        var text = new StringBuilder("payout,publisher,holder,iban,number,bic,amount,currency,pay_on,state\r\n");
        foreach (var payout in batch.Payouts)
        {
            text.AppendJoin(
                ',', payout.Id, payout.Publisher, CsvSource.Cell(payout.Account.Holder),
                CsvSource.Cell(payout.Account.Iban), CsvSource.Cell(payout.Account.Number),
                CsvSource.Cell(payout.Account.Bic), payout.Amount.ToDecimalString(), payout.Amount.Currency.Code,
                batch.PayOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                JsonNameOf(payout.State)).Append("\r\n");
        }

        return text.ToString();
    }

    private static string JsonNameOf(PayoutState state) => state switch
    {
        PayoutState.Paid => "paid",
        PayoutState.Cancelled => "cancelled",
        _ => "open",
    };
}
