using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns.Compiling;

/// <summary>What follows on each result of a dial.</summary>
internal static class NextCompiler
{
    public static NextRules Compile(NextEntry? entry, Findings findings, string pointer, bool isTogether = false)
    {
        if (entry is null) return NextRules.None;
        var goesAgain = new[] { entry.Busy, entry.NoAnswer, entry.Refused, entry.HungUp }.Contains(NextStep.Again);
        if (goesAgain && isTogether)
        {
            findings.Add(
                pointer, "next_form", "A tier that rings together does not dial one of its targets again.",
                "use next, next_tier or stop");
        }

        if (!goesAgain && (entry.AgainMax ?? entry.AgainWaitSeconds) is not null)
        {
            findings.Add(
                pointer, "next_form", "again_max and again_wait_seconds go with again.",
                "set one of busy, no_answer, refused and hung_up to again");
        }

        if (entry.HungUp is null != entry.HungUpWithinSeconds is null)
        {
            findings.Add(
                pointer, "next_form", "hung_up and hung_up_within_seconds go together.",
                "for example hung_up: next with hung_up_within_seconds: 10");
        }

        var within = findings.ReadRange(
            entry.HungUpWithinSeconds, 0, 1, 600, $"{pointer}/hung_up_within_seconds", " seconds");
        var wait = findings.ReadRange(entry.AgainWaitSeconds, 0, 0, 60, $"{pointer}/again_wait_seconds", " seconds");
        return new NextRules
        {
            Busy = entry.Busy,
            NoAnswer = entry.NoAnswer,
            Refused = entry.Refused,
            HungUp = entry.HungUp,
            HungUpWithin = TimeSpan.FromSeconds(within),
            AgainMax = findings.ReadRange(entry.AgainMax, 1, 1, 5, $"{pointer}/again_max", " times"),
            AgainWait = TimeSpan.FromSeconds(wait),
        };
    }
}
