using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Billing.Wallets;

/// <summary>How full a wallet is.</summary>
public enum WalletLevel
{
    Funded,
    Low,
    Empty,
}

/// <summary>What was last said about a wallet.</summary>
/// <param name="Paused">The wallet has paused its buyer, and will let it go on.</param>
public sealed record WalletMark(WalletLevel Level, bool Paused)
{
    public static WalletMark New { get; } = new(WalletLevel.Funded, false);
}

/// <param name="Events">"wallet.low", "wallet.empty", "wallet.funded", "wallet.paused", "wallet.resumed".</param>
public sealed record WalletStep(WalletMark Mark, IReadOnlyList<string> Events);

/// <summary>What a wallet has to say now that this much is free.</summary>
public static class WalletSteps
{
    /// <param name="free">Prepaid and credit, less what is held.</param>
    /// <param name="isPaused">The buyer is paused in the market, by whomever: then the wallet does not pause it too.</param>
    public static WalletStep Of(WalletTerms terms, WalletMark before, Money free, bool isPaused)
    {
        var level = LevelOf(terms, free);
        var events = new List<string>();
        if (level != before.Level) events.Add($"wallet.{NameOf(level)}");
        var paused = before.Paused;
        if (!paused && !isPaused && free < terms.PauseBelow)
        {
            paused = true;
            events.Add("wallet.paused");
        }
        else if (paused && (terms.ResumeAt is not { } resume || free >= resume))
        {
            paused = false;
            events.Add("wallet.resumed");
        }

        return new WalletStep(new WalletMark(level, paused), events);
    }

    public static string NameOf(WalletLevel level) => level switch
    {
        WalletLevel.Empty => "empty",
        WalletLevel.Low => "low",
        _ => "funded",
    };

    public static WalletLevel Parse(string name) => name switch
    {
        "empty" => WalletLevel.Empty,
        "low" => WalletLevel.Low,
        _ => WalletLevel.Funded,
    };

    private static WalletLevel LevelOf(WalletTerms terms, Money free)
    {
        if (!free.IsPositive) return WalletLevel.Empty;
        return free < terms.Low ? WalletLevel.Low : WalletLevel.Funded;
    }
}
