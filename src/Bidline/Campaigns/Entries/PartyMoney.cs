namespace Bidline.Campaigns.Entries;

/// <summary>When a buyer's wallet speaks up: amounts of what is free, credit included.</summary>
public sealed record WalletEntry
{
    /// <summary>Below it the wallet is low.</summary>
    public Amount? Low { get; init; }

    /// <summary>Below it the buyer is paused.</summary>
    public Amount? PauseBelow { get; init; }

    /// <summary>From it on a buyer that its wallet paused goes on; pause_below unless given.</summary>
    public Amount? ResumeAt { get; init; }

    /// <summary>Where the buyer is told, signed as its notices are.</summary>
    public string? Notify { get; init; }
}

/// <summary>When and where a publisher is paid.</summary>
public sealed record PayoutsEntry
{
    /// <summary>What was earned in the last so many days waits; 30 unless given.</summary>
    public int? HoldDays { get; init; }

    /// <summary>Less than this is carried to the next time.</summary>
    public Amount? Minimum { get; init; }

    /// <summary>What is taken back from it beyond so much debt needs a second person; no limit unless given.</summary>
    public Amount? DebtLimit { get; init; }

    public BankAccountEntry? Account { get; init; }
}

/// <summary>An IBAN, or a number of another kind.</summary>
public sealed record BankAccountEntry
{
    public required string Holder { get; init; }

    public string? Iban { get; init; }

    public string? Number { get; init; }

    public string? Bic { get; init; }
}

/// <summary>Where a publisher's tracker is told of its calls, by GET.</summary>
public sealed record TrackerEntry
{
    /// <summary>With fields in double braces: call, event, payout, tags.click_id, …</summary>
    public required string Url { get; init; }

    /// <summary>What it is told of: paid unless given.</summary>
    public IReadOnlyList<TrackerEvent>? On { get; init; }
}

public enum TrackerEvent
{
    Paid,
    Ended,
}

/// <summary>An advertising platform that is told of a publisher's calls as conversions of its ads.</summary>
public sealed record AdConversionEntry
{
    /// <summary>google_ads or meta; each once.</summary>
    public required string Platform { get; init; }

    /// <summary>Accounts and keys, by the platform's own names.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>What it is told of: paid unless given.</summary>
    public IReadOnlyList<TrackerEvent>? On { get; init; }

    /// <summary>What a conversion is worth: revenue unless given.</summary>
    public AdValue? Value { get; init; }

    /// <summary>How much of the caller's number it may know: google_ads needs full, meta hashed.</summary>
    public ShareCaller? ShareCaller { get; init; }
}
