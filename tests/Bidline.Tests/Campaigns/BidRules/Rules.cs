using Bidline.Campaigns;
using Bidline.Campaigns.BidRules;
using Bidline.Campaigns.Compiling;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Tests.Campaigns.BidRules;

/// <summary>Tables written as CSV, as a buyer would; calls as field and value.</summary>
internal static class Rules
{
    public const string Head = "field,op,value,action,amount,id\n";

    public static BidRuleTable Table(string rows, decimal baseBid = 20, decimal? max = null)
    {
        var (table, mistakes) = BidRuleSheet.Read(Head + rows, Currency.Usd);
        return mistakes.Count == 0
            ? TableOf(table, baseBid, max)
            : throw new ArgumentException(string.Join('\n', mistakes.Select(mistake => mistake.Describe("csv"))));
    }

    public static BidRuleTable TableOf(IReadOnlyList<RuleEntry> table, decimal baseBid = 20, decimal? max = null)
    {
        var findings = new Findings();
        var entry = new RulesEntry
        {
            Base = new Amount(baseBid.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            Max = max is { } most ? new Amount(most.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null,
            Table = table,
        };
        var ground = Ground.Of(MarketDocument.Empty, Markets.Rules, findings);
        var compiled = BidRuleCompiler.Compile(entry, ground, "");
        return findings.Mistakes.Count == 0
            ? compiled
            : throw new ArgumentException(string.Join('\n', findings.Mistakes.Select(mistake => mistake.Describe("rules"))));
    }

    /// <summary>"caller.state=FL tags.age=52"</summary>
    public static Func<string, string?> Call(string facts)
    {
        var known = facts.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(fact => fact.Split('='))
            .ToDictionary(fact => fact[0], fact => fact[1]);
        return field => known.GetValueOrDefault(field);
    }
}
