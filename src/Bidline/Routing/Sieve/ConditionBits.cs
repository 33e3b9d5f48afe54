using Bidline.Campaigns;
using Bidline.Routing.Rules;

namespace Bidline.Routing.Sieve;

/// <summary>
/// Patterns and lists that many targets ask for: each is asked once a call, and a bit a target says who needs it.
/// </summary>
internal sealed class ConditionBits
{
    /// <summary>What fewer ask for is cheaper to ask of those that are left.</summary>
    private const int SharedMin = 8;

    private const int ConditionsMax = 64;

    private readonly (CallFilter Condition, ulong[] Unconcerned)[] _conditions;

    public ConditionBits(Target[] targets) =>
        _conditions =
        [
            .. targets.Index().SelectMany(pair => Of(pair.Item.Filter).Select(condition => (pair.Index, condition)))
                .GroupBy(pair => KeyOf(pair.condition))
                .Where(group => group.Count() >= SharedMin)
                .OrderByDescending(group => group.Count())
                .Take(ConditionsMax)
                .Select(group => (group.First().condition, Others(targets.Length, group.Select(pair => pair.Index)))),
        ];

    public void Narrow(Narrowing left, CallFacts facts)
    {
        foreach (var (condition, unconcerned) in _conditions)
            if (FilterRule.Failing(condition, facts) is { } reason)
                left.Keep(unconcerned, reason.Code);
    }

    /// <summary>Those that must hold whatever else does.</summary>
    private static IEnumerable<CallFilter> Of(CallFilter? filter) => filter switch
    {
        CallFilter.All all => all.Of.SelectMany(Of),
        CallFilter.Matches or CallFilter.InList => [filter],
        CallFilter.Not { Inner: CallFilter.Matches or CallFilter.InList } => [filter],
        _ => [],
    };

    private static string KeyOf(CallFilter condition) => condition switch
    {
        CallFilter.Not not => $"not {KeyOf(not.Inner)}",
        CallFilter.InList listed => $"{listed.Field} in {listed.Id}",
        CallFilter.Matches matches => $"{matches.Field} matches {matches.Pattern}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ulong[] Others(int count, IEnumerable<int> places)
    {
        var words = Bits.All(count);
        foreach (var place in places) Bits.Clear(words, place);
        return words;
    }
}
