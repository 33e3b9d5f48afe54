using System.Text.RegularExpressions;
using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads what is said about a buyer's wallet and a publisher's payouts.</summary>
internal static partial class PartyCompiler
{
    private const int HolderMax = 70;

    public static ClaimTerms Claims(ClaimsEntry entry, Ground ground, string pointer) => new(
        ground.Findings.ReadPercent(entry.LeastPercent, $"{pointer}/least_percent"),
        ground.Findings.ReadRange(entry.BlockPercent, 50, 1, 100, $"{pointer}/block_percent", " %"),
        ground.Findings.ReadRange(
            entry.AfterOffers, 100, 10, ClaimTerms.LatestMax, $"{pointer}/after_offers", " offers"));

    public static WalletTerms Wallet(WalletEntry? entry, Ground ground, string pointer)
    {
        if (entry is null) return WalletTerms.None;
        var terms = new WalletTerms(
            ground.Amount(entry.Low, $"{pointer}/low"),
            ground.Amount(entry.PauseBelow, $"{pointer}/pause_below"),
            ground.Amount(entry.ResumeAt, $"{pointer}/resume_at") ?? ground.Amount(entry.PauseBelow, $"{pointer}/pause_below"),
            entry.Notify is { } url ? Addresses.CheckBidderUrl(url, ground, $"{pointer}/notify") : null);
        if (entry is { ResumeAt: not null, PauseBelow: null })
        {
            ground.Findings.Add(
                $"{pointer}/resume_at", "wallet_form", "Only what pauses can resume.", "give pause_below too");
        }
        else if (terms is { ResumeAt: { } resume, PauseBelow: { } pause } && resume < pause)
        {
            ground.Findings.Add(
                $"{pointer}/resume_at", "range", "It would resume while it is still below pause_below.",
                "resume_at is at least pause_below");
        }

        if (BidderSecrets.HasMask(entry.Notify))
        {
            ground.Findings.Add(
                $"{pointer}/notify", "secret", "There is no value that could stay unchanged.",
                "write it out; a secret stays only where the host stays");
        }

        return terms;
    }

    public static PayoutPlan Payouts(PayoutsEntry? entry, Ground ground, string pointer)
    {
        var otherwise = PayoutPlan.Of(ground.Currency);
        if (entry is null) return otherwise;
        return new PayoutPlan(
            ground.Findings.ReadRange(
                entry.HoldDays, otherwise.HoldDays, 0, PayoutPlan.HoldDaysMax, $"{pointer}/hold_days", "days"),
            ground.Amount(entry.Minimum, $"{pointer}/minimum") ?? otherwise.Minimum,
            entry.Account is { } account ? Account(account, ground, $"{pointer}/account") : null)
        {
            DebtLimit = ground.Amount(entry.DebtLimit, $"{pointer}/debt_limit"),
        };
    }

    private static BankAccount Account(BankAccountEntry entry, Ground ground, string pointer)
    {
        var iban = entry.Iban?.Replace(" ", "", StringComparison.Ordinal);
        if (entry.Holder.Length is 0 or > HolderMax)
            ground.Findings.Add($"{pointer}/holder", "too_long", $"A holder's name has 1 to {HolderMax} characters.");
        if (iban is null == entry.Number is null)
        {
            ground.Findings.Add(
                pointer, "account_form", "An account has an IBAN or a number of another kind.", "give one of the two");
        }

        if (iban is not null && !IsIban(iban))
            ground.Findings.Add($"{pointer}/iban", "iban", "The digits of this IBAN do not fit together.", "copy it again");
        if (entry.Number is { } number && !AccountNumber().IsMatch(number))
            ground.Findings.Add($"{pointer}/number", "account_number", "An account number has 1 to 34 letters and digits.");
        if (entry.Bic is { } bic && !Bic().IsMatch(bic))
        {
            ground.Findings.Add(
                $"{pointer}/bic", "bic", $"\"{Findings.Cut(bic)}\" is not a BIC.", "8 or 11 characters, as in DEUTDEFF");
        }

        return new BankAccount(entry.Holder, iban, entry.Number, entry.Bic);
    }

    /// <summary>ISO 13616: with the first four characters at the end and letters as numbers it is 1 modulo 97.</summary>
    private static bool IsIban(string iban)
    {
        if (!Iban().IsMatch(iban)) return false;
        var rest = 0;
        foreach (var letter in iban[4..] + iban[..4])
        {
            var value = char.IsAsciiDigit(letter) ? letter - '0' : letter - 'A' + 10;
            rest = ((rest * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return rest == 1;
    }

    [GeneratedRegex("^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", RegexOptions.CultureInvariant)]
    private static partial Regex Iban();

    [GeneratedRegex("^[A-Za-z0-9-]{1,34}$", RegexOptions.CultureInvariant)]
    private static partial Regex AccountNumber();

    [GeneratedRegex("^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Bic();
}
