namespace Bidline.Scenarios.Plans;

/// <summary>One of the two hundred: where it comes from, and which number it dials.</summary>
internal sealed record PlannedCall(string State, string Dials)
{
    /// <summary>The campaign with the three tiers.</summary>
    public const string Sales = "+18005550100";

    /// <summary>Whose only target is closed today.</summary>
    public const string Closed = "+18005550101";

    /// <summary>Whose publisher may send five calls in all.</summary>
    public const string Small = "+18005550102";

    private static readonly Dictionary<string, string> AreaCodes = new() { ["FL"] = "305", ["TX"] = "214", ["NY"] = "212" };

    /// <summary>A hundred calls, each from a number of its own, in an order that follows from the seed.</summary>
    public static PlannedCall[] Wave(int seed)
    {
        PlannedCall[] calls =
        [
            .. Enumerable.Repeat(new PlannedCall("FL", Sales), 50),
            .. Enumerable.Repeat(new PlannedCall("TX", Sales), 30),
            .. Enumerable.Repeat(new PlannedCall("NY", Sales), 8),
            .. Enumerable.Repeat(new PlannedCall("FL", Closed), 6),
            .. Enumerable.Repeat(new PlannedCall("TX", Small), 6),
        ];
        new Random(seed).Shuffle(calls);
        return calls;
    }

    /// <summary>As sipp reads it: "+13055550107;+18005550100".</summary>
    /// <param name="index">Of a hundred.</param>
    public string Line(int index) => $"+1{AreaCodes[State]}55501{index:00};{Dials}";
}
