namespace Bidline.Simulator.Callers;

/// <summary>
/// The callers that always come to the same end, whoever else is calling (api.md 5.8). Their numbers are of the range
/// that is reserved for fiction, 555-01xx.
/// </summary>
internal static class Stories
{
    public const string Sold = "+12125550100";
    public const string NobodyEligible = "+12125550101";
    public const string BiddersTimeOut = "+12125550102";
    public const string FirstBusy = "+12125550103";
    public const string HangsUpRinging = "+12125550104";
    public const string TooShort = "+12125550107";
    public const string CarrierFails = "+12125550110";

    /// <summary>The tag by which bidders, who do not see the caller's number, know the story.</summary>
    public const string TimeOutTag = "bidders-time-out";

    public static IReadOnlyList<Story> All { get; } =
    [
        new(Sold, "sold", new CallerPart.Talks(TimeSpan.FromSeconds(6))),
        new(FirstBusy, "first-busy", new CallerPart.Talks(TimeSpan.FromSeconds(5))),
        new(BiddersTimeOut, TimeOutTag, new CallerPart.Talks(TimeSpan.FromSeconds(5))),
        new(NobodyEligible, "nobody-eligible", new CallerPart.Talks(TimeSpan.FromSeconds(5))),
        new(TooShort, "too-short", new CallerPart.Talks(TimeSpan.FromSeconds(1.2))),
        new(HangsUpRinging, "hangs-up-ringing", new CallerPart.GivesUpRinging(TimeSpan.FromSeconds(0.8))),
        new(CarrierFails, "carrier-fails", new CallerPart.Talks(TimeSpan.FromSeconds(5))),
    ];
}

/// <param name="Tag">The story's name, carried in the X-Story header.</param>
internal sealed record Story(string Caller, string Tag, CallerPart Part);

/// <summary>What a caller does with its call.</summary>
internal abstract record CallerPart
{
    private CallerPart()
    {
    }

    /// <summary>Stays on the line that long after the answer, then hangs up.</summary>
    public sealed record Talks(TimeSpan For) : CallerPart;

    /// <summary>Hangs up when it has rung that long.</summary>
    public sealed record GivesUpRinging(TimeSpan After) : CallerPart;
}
