using Bidline.Primitives;

namespace Bidline.Campaigns.BidRules;

/// <summary>One row of a buyer's bid rules: what happens to the bid when all its conditions hold.</summary>
/// <param name="Id">The row's own name, or "#3" for the third rule of the table.</param>
/// <param name="All">Never empty.</param>
public sealed record BidRule(string Id, IReadOnlyList<BidRuleCondition> All, BidRuleAction Action)
{
    /// <summary>Its conditions in words, as a trace tells them: "caller.state in FL, TX and tags.age 40 to 64".</summary>
    public string When => string.Join(
        " and ", All.Select(condition => Action is BidRuleAction.Require ? condition.TurnedRound.Words : condition.Words));

    /// <summary>Null when it cannot be said: a pattern ran out of time. Then the rule is left alone.</summary>
    public bool? Holds(Func<string, string?> read)
    {
        foreach (var condition in All)
        {
            var value = condition.HasField ? new BidRuleValue(read(condition.Field)) : default;
            if (condition.Holds(ref value) is var holds and not true) return holds;
        }

        return true;
    }
}

/// <summary>What a rule does to the bid.</summary>
public abstract record BidRuleAction
{
    /// <summary>No amount on the way goes beyond this, in whole units, up or down.</summary>
    public const int AmountMax = 1_000_000;

    public const int FactorMax = 1_000;

    private BidRuleAction()
    {
    }

    public sealed record Set(Money Amount) : BidRuleAction;

    /// <summary>May be below zero.</summary>
    public sealed record Add(Money Amount) : BidRuleAction;

    /// <summary>From 0 to <see cref="FactorMax"/>; rounded half-even to the micro.</summary>
    public sealed record Multiply(decimal Factor) : BidRuleAction;

    /// <summary>No bid; nothing after it is looked at.</summary>
    public sealed record Reject : BidRuleAction;

    /// <summary>
    /// No bid unless the condition holds; the rule is kept with its condition turned round, and so ends like a rejection.
    /// </summary>
    public sealed record Require : BidRuleAction;

    /// <summary>Nothing after it is looked at.</summary>
    public bool EndsIt => this is Reject or Require;

    /// <summary>The word in tables and traces.</summary>
    public string Word => this switch
    {
        Set => "set",
        Add => "add",
        Multiply => "multiply",
        Require => "require",
        _ => "reject",
    };

    public Money Apply(Money bid) => this switch
    {
        Set set => set.Amount,
        Add add => Kept(bid + add.Amount),
        Multiply multiply => Kept(bid.Percent(multiply.Factor * 100)),
        _ => bid,
    };

    private static Money Kept(Money bid)
    {
        var most = new Money(AmountMax * Money.MicrosPerUnit, bid.Currency);
        return Money.Max(-most, Money.Min(most, bid));
    }
}
