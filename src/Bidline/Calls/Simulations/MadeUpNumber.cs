using System.Collections.Frozen;
using System.Globalization;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Calls.Simulations;

/// <summary>Numbers that are kept free for fiction, by the place that the numbering plan gives them.</summary>
public static class MadeUpNumber
{
    private static readonly Lazy<FrozenDictionary<string, PhoneNumber>> ByState = new(Read);

    /// <summary>Stands for the dialled number where a campaign has none: no number begins like this.</summary>
    internal static PhoneNumber Dialled { get; } = PhoneNumber.Parse("+15555550199");

    /// <summary>Null for what is no state of the union and no province of Canada.</summary>
    /// <param name="state">Two letters, "FL".</param>
    public static PhoneNumber? Of(string state) =>
        ByState.Value.TryGetValue(state.ToUpperInvariant(), out var number) ? number : null;

    private static FrozenDictionary<string, PhoneNumber> Read()
    {
        var plan = new NumberingPlanSource();
        var found = new Dictionary<string, PhoneNumber>();
        for (var area = 201; area < 990; area++)
        {
            var number = PhoneNumber.Parse($"+1{area.ToString(CultureInfo.InvariantCulture)}5550142");
            if (plan.LookUp(number).Facts.FirstOrDefault(fact => fact.Field == "state") is { } state)
                found.TryAdd(state.Value, number);
        }

        return found.ToFrozenDictionary();
    }
}
