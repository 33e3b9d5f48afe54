namespace Bidline.Simulator.Bidders;

/// <summary>One of the ten bidders of the demo: pure, so that the same question gets the same answer in every run.</summary>
/// <param name="Name">Its path, its target and its phone line.</param>
/// <param name="SpeaksRingba">Answers in Ringba's shape instead of the native one.</param>
/// <param name="NamesDestination">Puts the address of its phone into each bid.</param>
internal sealed record Character(
    string Name, Func<BidQuestion, Dice, Reaction> React, bool SpeaksRingba = false, bool NamesDestination = false);

/// <summary>The ten characters of api.md 5.8.</summary>
internal static class Characters
{
    private static readonly TimeSpan BeyondEveryDeadline = TimeSpan.FromMilliseconds(900);

    public static IReadOnlyList<Character> All { get; } =
    [
        new("steady", Steady),
        new("sniper", Sniper, SpeaksRingba: true),
        new("slow", Slow, NamesDestination: true),
        new("flaky", Flaky),
        new("malformed", Malformed),
        new("picky", Picky),
        new("capped", Capped, SpeaksRingba: true),
        new("broke", Broke),
        new("no-show", NoShow),
        new("cliff", Cliff),
    ];

    /// <summary>The character's own reaction, unless the caller's story wants every bidder late.</summary>
    public static Reaction ReactionOf(Character character, BidQuestion question, Dice dice)
    {
        var own = character.React(question, dice);
        return question.Story == Callers.Stories.TimeOutTag ? own with { After = BeyondEveryDeadline } : own;
    }

    private static Reaction.Bids Steady(BidQuestion question, Dice dice) =>
        new Reaction.Bids(28m, Millis(12, 20, "steady", question, dice));

    private static Reaction.Bids Sniper(BidQuestion question, Dice dice) => new Reaction.Bids(
        dice.Between(20, 46, "sniper", question.State ?? "unknown"), Millis(80, 20, "sniper late", question, dice));

    private static Reaction.Bids Slow(BidQuestion question, Dice dice)
    {
        var after = dice.Chance(0.4, "slow late", question.Key)
            ? Millis(320, 400, "slow far", question, dice)
            : Millis(90, 60, "slow near", question, dice);
        return new Reaction.Bids(Price(34, 40, "slow", question, dice), after);
    }

    private static Reaction Flaky(BidQuestion question, Dice dice)
    {
        var after = Millis(20, 30, "flaky", question, dice);
        return dice.Roll("flaky", question.Key) switch
        {
            < 0.05 => new Reaction.Fails(500, after),
            < 0.10 => new Reaction.Resets(after),
            _ => new Reaction.Bids(Price(29, 33, "flaky price", question, dice), after),
        };
    }

    private static Reaction Malformed(BidQuestion question, Dice dice)
    {
        var after = Millis(25, 30, "malformed", question, dice);
        return dice.Roll("malformed", question.Key) switch
        {
            < 0.15 => new Reaction.Says("""{"bid":"about thirty dollars","id":"m-1"}""", after),
            < 0.30 => new Reaction.Says("""{"bid": 31.50, "id": "m-2" """, after),
            _ => new Reaction.Bids(Price(24, 32, "malformed price", question, dice), after),
        };
    }

    private static Reaction Picky(BidQuestion question, Dice dice)
    {
        var after = Millis(35, 30, "picky", question, dice);
        if (question.Zip is null) return new Reaction.Declines("field", "needs a zip code", after);
        return question.State is "FL" or "TX"
            ? new Reaction.Bids(Price(32, 44, "picky price", question, dice), after)
            : new Reaction.Declines("geo", "FL and TX only", after);
    }

    private static Reaction.Bids Capped(BidQuestion question, Dice dice) =>
        new Reaction.Bids(Price(33, 38, "capped price", question, dice), Millis(25, 25, "capped", question, dice));

    private static Reaction.Bids Broke(BidQuestion question, Dice dice) =>
        new Reaction.Bids(31m, Millis(18, 20, "broke", question, dice));

    private static Reaction NoShow(BidQuestion question, Dice dice)
    {
        var after = Millis(15, 25, "no-show", question, dice);
        return dice.Chance(0.2, "no-show bids", question.Key)
            ? new Reaction.Bids(48m, after)
            : new Reaction.Declines("capacity", "no agents", after);
    }

    private static Reaction Cliff(BidQuestion question, Dice dice)
    {
        var after = Millis(15, 25, "cliff", question, dice);
        return dice.Chance(0.5, "cliff bids", question.Key)
            ? new Reaction.Bids(Price(28, 36, "cliff price", question, dice), after)
            : new Reaction.Declines("declined", "not this one", after);
    }

    private static decimal Price(int from, int until, string what, BidQuestion question, Dice dice) =>
        from + (dice.Between(0, (until - from) * 4, what, question.Key) * 0.25m);

    private static TimeSpan Millis(int least, int spread, string what, BidQuestion question, Dice dice) =>
        TimeSpan.FromMilliseconds(least + (spread * dice.Roll(what + " ms", question.Key)));
}
