using Bidline.Campaigns;
using Bidline.Server.Console.Lists;
using Bidline.Tests.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Lists;

public sealed class ListUseTests
{
    [Fact]
    public void A_list_says_how_much_it_has_and_who_asks_it_however_deep_in_a_filter()
    {
        var text = Markets.Boring
            .Replace("{ field: tags.age, gte: 40 }", "{ any: [ { not: { field: caller.zip, in_list: south } }, { field: caller.zip, in_list: south } ] }")
            .Replace("floor: \"12.00\"", "floor: \"12.00\", floors: [ { id: dear, when: { field: caller.number, in_list: known }, floor: \"20.00\" } ]")
            + "\nlists: [ { id: south, kind: zips, values: [\"33130\", \"33131\"] }, { id: known, kind: prefixes, values: [\"+1305\"] }, { id: spare, kind: text, values: [a] } ]\n";
        var compiled = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules);
        compiled.Mistakes.ShouldBeEmpty();

        var rows = ListUse.All(compiled.Book!);

        rows.Select(row => $"{row.Id} {row.List.Count}: {string.Join(", ", row.UsedBy.Select(user => user.Word))}").ShouldBe(
            ["known 1: floor dear of auto-fl", "south 2: target acme-fl", "spare 1: "]);
        rows[0].UsedBy[0].Address.ShouldBe("campaigns/auto-fl");
    }

    [Fact]
    public void A_market_without_lists_has_none() =>
        ListUse.All(Market.Compile(Markets.Document, Markets.Rules).Book!).ShouldBeEmpty();
}
