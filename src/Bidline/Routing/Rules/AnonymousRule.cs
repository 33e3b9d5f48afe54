using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The target takes no caller who withholds the number.</summary>
internal static class AnonymousRule
{
    public static Reason? Check(RuleInput input) =>
        CallerScreen.Anonymous("not_asked", input.Target.Callers, input.Facts.Profile.Caller);
}
