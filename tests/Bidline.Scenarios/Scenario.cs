using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Bidline.Scenarios;

/// <summary>A whole call as data, as the files in scenarios/ have it.</summary>
internal sealed record Scenario
{
    public required string Name { get; init; }

    /// <summary>What would be broken if this failed.</summary>
    public required string Why { get; init; }

    public List<string> Stores { get; init; } = ["sqlite"];

    public required GivenMarket Given { get; init; }

    /// <summary>Calls before it, one after the other, each settled before the next.</summary>
    public List<CallerAct> Earlier { get; init; } = [];

    public required CallerAct When { get; init; }

    public required Expected Then { get; init; }

    public static Scenario Read(string path) => new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .WithEnforceRequiredMembers()
        .Build()
        .Deserialize<Scenario>(File.ReadAllText(path));
}

/// <summary>One campaign behind +1 800 555 0100, with these targets.</summary>
internal sealed record GivenMarket
{
    public string Floor { get; init; } = "5.00";

    /// <summary>Generous, so that a busy machine does not decide the auction.</summary>
    public int DeadlineMs { get; init; } = 1000;

    /// <summary>The only network that calls are taken from.</summary>
    public string CallsFrom { get; init; } = "127.0.0.0/8";

    /// <summary>Conversation before the buyer and the publisher are concerned, in seconds.</summary>
    public int QualifySeconds { get; init; } = 1;

    /// <summary>The phone of sipp/ behind the number that is dialled when nobody buys; without it a sentence is said.</summary>
    public string? FallbackPhone { get; init; }

    /// <summary>Callers who are blocked before the first call: "+13055550142", "+1305555*".</summary>
    public List<string> Blocked { get; init; } = [];

    /// <summary>One more key of the campaign, as in a market file: "repeat: { within_seconds: 30 }".</summary>
    public string? Campaign { get; init; }

    /// <summary>So many targets of a tier ring at once; 1 is one after the other.</summary>
    public int Ring { get; init; } = 1;

    /// <summary>What follows on each result of a dial, as in a market file.</summary>
    public string? Next { get; init; }

    public List<GivenTarget> Targets { get; init; } = [];
}

internal sealed record GivenTarget
{
    public required string Id { get; init; }

    /// <summary>A fixed price; without it the target is a bidder.</summary>
    public string? Fixed { get; init; }

    /// <summary>Its buyer's bid rules, as in a market file; then there is no bidder.</summary>
    public string? Rules { get; init; }

    /// <summary>What its bidder bids; without it the bidder declines.</summary>
    public string? Bids { get; init; }

    public int AfterMs { get; init; }

    /// <summary>Its winner must confirm before the dial, and does so: yes, no, or slowly (after four seconds).</summary>
    public string? Confirms { get; init; }

    /// <summary>Its bidder is asked and never sold to.</summary>
    public bool Shadow { get; init; }

    public int Tier { get; init; } = 1;

    /// <summary>Which phone of sipp/ is behind it: answers, hangs-up, is-busy, declines, rings, fails.</summary>
    public string Phone { get; init; } = "answers";

    /// <summary>How long the phone that hangs up talks before.</summary>
    public double PhoneSeconds { get; init; } = 2;

    public int RingSeconds { get; init; } = 10;

    public int? Concurrent { get; init; }

    public bool Paused { get; init; }

    public string Balance { get; init; } = "10000.00";

    public List<string>? States { get; init; }

    /// <summary>Its rule for callers who were here before, as in a market file.</summary>
    public string? Duplicates { get; init; }

    /// <summary>One more key of the target, as in a market file: "anonymous: block".</summary>
    public string? Key { get; init; }
}

internal sealed record CallerAct
{
    /// <summary>Which caller of sipp/: talks, stays, gives-up, malformed, expects-404…</summary>
    public required string Caller { get; init; }

    public double Seconds { get; init; } = 2;

    /// <summary>"anonymous" withholds it.</summary>
    public string Number { get; init; } = "+13055550142";

    /// <summary>How far the carrier vouches for the number: A, B or C.</summary>
    public string Attestation { get; init; } = "A";

    public string Dials { get; init; } = "+18005550100";

    /// <summary>The address that the call comes from.</summary>
    public string From { get; init; } = "127.0.0.1";

    public int Calls { get; init; } = 1;

    /// <summary>All at once unless said otherwise.</summary>
    public int? PerSecond { get; init; }

    /// <summary>The server is killed with SIGKILL and started again before the call.</summary>
    public bool AfterRestart { get; init; }

    /// <summary>The server is killed with SIGKILL this long after the call was placed, and started again.</summary>
    public double? KillAfterSeconds { get; init; }
}

internal sealed record Expected
{
    /// <summary>How many calls are on record beside the earlier ones; one unless said otherwise.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>Outcome to how many calls have it, where there are several.</summary>
    public Dictionary<string, int> Outcomes { get; init; } = [];

    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    /// <summary>Target to the reason of its row in the last auction that asked for it.</summary>
    public Dictionary<string, string> Candidates { get; init; } = [];

    /// <summary>The dials in order: "alpha dial.busy", "beta answered".</summary>
    public List<string>? Attempts { get; init; }

    public string? EndedBy { get; init; }

    /// <summary>What the caller got when nobody bought the call: say, wav or dial.</summary>
    public string? Fallback { get; init; }

    public ExpectedMoney? Money { get; init; }

    /// <summary>Bidder to how often it was asked for a bid, the earlier calls included.</summary>
    public Dictionary<string, int> Asked { get; init; } = [];

    /// <summary>Bidder to the notices that it gets, signed: bid.won, bid.lost, bid.billed, bid.converted.</summary>
    public Dictionary<string, List<string>>? Told { get; init; }
}

internal sealed record ExpectedMoney
{
    public required string Revenue { get; init; }

    public required string Payout { get; init; }

    public required string Margin { get; init; }
}
