using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The target, its buyer or the campaign had this caller before, and takes nobody twice within a window.</summary>
internal static class DuplicatesRule
{
    public static Reason? Check(RuleInput input) =>
        RepeatCallers.Skip(input.Target, input.Buyer, input.Campaign, input.Facts.Profile.Past, input.Now);
}
