using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The carrier vouches less for the caller's number than the target wants.</summary>
internal static class AttestationRule
{
    public static Reason? Check(RuleInput input) =>
        CallerScreen.Attestation("not_asked", input.Target.Callers, input.Facts.Profile.Attestation);
}
