using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The call came without the evidence of consent that the target wants, or with one that is too old.</summary>
internal static class ConsentRule
{
    public static Reason? Check(RuleInput input) =>
        CallerScreen.Consent("not_asked", input.Target.Callers, input.Facts.Profile.Tags, input.Now);
}
