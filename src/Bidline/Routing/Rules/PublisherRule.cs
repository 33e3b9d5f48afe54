using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The target takes only certain publishers' calls, or all but those of some.</summary>
internal static class PublisherRule
{
    public static Reason? Check(RuleInput input) =>
        input.Target.Publishers is not { } choice || choice.Takes(input.Facts.Publisher)
            ? null
            : Reason.Of("not_asked.publisher_blocked", ("alias", input.PublisherAlias));
}
