using System.Globalization;

namespace Bidline.Simulator.Callers;

/// <summary>One call that is going to be placed: who calls which number, what the carrier passes on, what then.</summary>
/// <param name="Index">1, 2, 3…: the call's place in the world's history, which decides everything by chance in it.</param>
internal sealed record CallPlan(
    int Index, string Caller, string Dialled, string Story, Place Place, CallerPart Part, int Age)
{
    public IEnumerable<KeyValuePair<string, string>> Headers =>
    [
        new("X-Demo-Call", Index.ToString(CultureInfo.InvariantCulture)),
        new("X-Story", Story),
        new("X-Zip", Place.Zip),
        new("X-Age", Age.ToString(CultureInfo.InvariantCulture)),
        new("X-Sub-Id", $"sub-{(Index % 7) + 1}"),
    ];
}

/// <summary>Plans the calls of a world: every third is one of the stories in turn, the others are chance by the seed.</summary>
internal sealed class CallerMix(Dice dice)
{
    private const int FirstFreeNumber = 13;

    /// <summary>The tracking numbers of the demo market that ordinary callers dial, the first one most often.</summary>
    private static readonly string[] Dialled =
        ["+18005550100", "+18005550100", "+18005550101", "+18005550102"];

    public CallPlan Plan(int index) => index % 3 == 1 ? PlanStory(index) : PlanStranger(index);

    private static CallPlan PlanStory(int index)
    {
        var story = Stories.All[index / 3 % Stories.All.Count];
        var dialled = story.Caller == Stories.NobodyEligible ? DemoMarket.NightDeskNumber : Dialled[0];
        return new CallPlan(index, story.Caller, dialled, story.Tag, Place.NewYork, story.Part, 52);
    }

    private CallPlan PlanStranger(int index)
    {
        var key = $"{index}";
        var place = dice.Pick(Place.All, "place", key);
        var caller = $"+1{place.AreaCode}55501{dice.Between(FirstFreeNumber, 100, "number", key):00}";
        return new CallPlan(
            index, caller, dice.Pick(Dialled, "dialled", key), "stranger", place, PartOf(key),
            dice.Between(22, 80, "age", key));
    }

    private CallerPart PartOf(string key)
    {
        if (dice.Chance(0.06, "impatient", key))
            return new CallerPart.GivesUpRinging(TimeSpan.FromSeconds(0.3 + dice.Roll("patience", key)));
        // Squared, so that most conversations are short and a few are long, as real ones are.
        var length = dice.Roll("talk", key);
        return new CallerPart.Talks(TimeSpan.FromSeconds(1.5 + (9 * length * length)));
    }
}
