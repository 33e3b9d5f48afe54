using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Plans;

/// <summary>
/// What follows on a dial that did not become a conversation: the rule of the target's place, or of its tier, or of the
/// campaign, within the bound on attempts. Pure; each decision says which rule it was.
/// </summary>
public static class WhatNext
{
    /// <param name="again">How often this target was dialled once more already, in this call.</param>
    /// <param name="attempts">Dials of this call so far, this one included.</param>
    public static NextDecision Decide(PlanPlace place, DialResult result, int again, int attempts)
    {
        var (rules, whose) = DecidingRules(place, result);
        var step = rules.Of(result) ?? NextStep.Next;
        if (place.Campaign.Tiers[place.Tier].RingsTogether && step == NextStep.Again) step = NextStep.Next;
        if (attempts >= place.Campaign.AttemptsMax && step is NextStep.Next or NextStep.Again or NextStep.NextTier)
        {
            return new NextDecision(NextStep.Stop, TimeSpan.Zero, Reason.Of(
                "next.attempts", ("result", NameOf(result)), ("attempts", Number(attempts)),
                ("max", Number(place.Campaign.AttemptsMax))));
        }

        return step == NextStep.Again ? Again(rules, result, whose, again) : new NextDecision(
            step, TimeSpan.Zero, Because(CodeOf(step), whose, ("result", NameOf(result))));
    }

    /// <summary>How soon a hang-up leaves the caller to somebody else; null where no rule speaks of it.</summary>
    public static TimeSpan? HungUpWithin(PlanPlace place)
    {
        var rules = DecidingRules(place, DialResult.HungUp).Rules;
        return rules.HungUp is null ? null : rules.HungUpWithin;
    }

    private static NextDecision Again(NextRules rules, DialResult result, string? whose, int again)
    {
        var (time, max) = (("result", NameOf(result)), ("max", Number(rules.AgainMax)));
        if (again >= rules.AgainMax)
            return new NextDecision(NextStep.Next, TimeSpan.Zero, Because("next.again_used_up", whose, time, max));
        return new NextDecision(NextStep.Again, rules.AgainWait, Because(
            "next.again", whose, time, ("time", Number(again + 1)), max,
            ("wait", rules.AgainWait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture))));
    }

    private static Reason Because(string code, string? whose, params ReadOnlySpan<(string Name, string? Value)> values) =>
        whose is null ? Reason.Of(code, values) : Reason.Of(code, [.. values, ("whose", whose)]);

    private static (NextRules Rules, string? Whose) DecidingRules(PlanPlace place, DialResult result)
    {
        var tier = place.Campaign.Tiers[place.Tier];
        var own = tier.Targets.FirstOrDefault(each => each.Target == place.Target)?.Next ?? NextRules.None;
        if (own.Of(result) is not null) return (own, "target");
        if (tier.Next.Of(result) is not null) return (tier.Next, "tier");
        return place.Campaign.Next.Of(result) is not null ? (place.Campaign.Next, "campaign") : (NextRules.None, null);
    }

    private static string CodeOf(NextStep step) => step switch
    {
        NextStep.NextTier => "next.tier",
        NextStep.Stop => "next.stop",
        _ => "next.offer",
    };

    private static string NameOf(DialResult result) => result switch
    {
        DialResult.Busy => "busy",
        DialResult.NoAnswer => "no answer",
        DialResult.Refused => "a refusal",
        _ => "an early hang-up",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where in a plan a dial was made.</summary>
/// <param name="Tier">Index, 0 first.</param>
public sealed record PlanPlace(Campaign Campaign, int Tier, TargetId Target);

/// <param name="Wait">Before the same target is dialled once more.</param>
/// <param name="Reason">A "next.…" reason.</param>
public sealed record NextDecision(NextStep Step, TimeSpan Wait, Reason Reason);
