using System.Globalization;
using Bidline.Campaigns;
using Bidline.Campaigns.BidRules;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Bench.Rules;

/// <summary>Tables of ten thousand rows as buyers have them, and as nobody should.</summary>
internal static class Tables
{
    private const int Rows = BidRuleTable.RulesMax;

    private static readonly string[] States = ["FL", "TX", "GA", "CA", "NY", "OH", "PA", "IL", "NC", "MI"];

    public static IEnumerable<(string Name, string About, Func<int, string> Row)> All =>
    [
        ("zips", "a price for each of 10,000 ZIP codes",
            i => $"caller.zip,equals,{30_000 + i:00000},set,{10 + (i % 50)}.00,"),
        ("mixed", "states, ages, area codes and ZIP beginnings, most rows with two conditions", Mixed),
        ("ranges", "10,000 overlapping ranges of ages",
            i => $"tags.age,range,{i % 90}.{i % 100:00}..{(i % 90) + 1}.{i % 100:00},add,0.01,"),
        ("all hold", "every row changes the bid",
            i => $"caller.state,not_equals,S{i},add,0.01,"),
        ("contains", "10,000 parts of texts, which no index helps", i => $"tags.keyword,contains,word {i} of,add,1,"),
    ];

    public static BidRuleTable Of(Func<int, string> row)
    {
        var sheet = "field,op,value,action,amount,id\n"
            + string.Join('\n', Enumerable.Range(0, Rows).Select(row));
        var (table, mistakes) = BidRuleSheet.Read(sheet, Currency.Usd);
        if (mistakes.Count > 0) throw new InvalidOperationException(mistakes[0].Describe("sheet"));
        var market = new MarketDocument
        {
            Buyers = [new BuyerEntry { Id = "b" }],
            Targets =
            [
                new TargetEntry
                {
                    Id = "t", Buyer = "b", Destination = "+13055550142",
                    Price = new PriceEntry { Rules = new RulesEntry { Base = new Amount("20"), Table = table } },
                },
            ],
        };
        var book = Market.Compile(market, new MarketRules([], true, new byte[32])).Book!;
        return ((TargetPrice.Rules)book.Targets[new TargetId("t")].Price).Table;
    }

    public static Func<string, string?> Call(int number)
    {
        var (state, zip) = (States[number % States.Length], (30_000 + (number * 7919 % Rows)).ToString(CultureInfo.InvariantCulture));
        var age = (18 + (number % 60)).ToString(CultureInfo.InvariantCulture);
        return field => field switch
        {
            "caller.state" => state,
            "caller.zip" => zip,
            "caller.area_code" => "305",
            "tags.age" => age,
            "tags.keyword" => "cheap car insurance quotes near me, word 4711 of them",
            _ => null,
        };
    }

    private static string Mixed(int i) => (i % 4) switch
    {
        0 => $"caller.state,equals,{States[i / 4 % States.Length]},and,,\ncaller.zip,equals,{30_000 + i:00000},add,2.50,",
        1 => $"caller.zip,prefix,{300 + (i % 100)},and,,\ntags.age,gte,{20 + (i % 60)},multiply,1.05,",
        2 => $"caller.area_code,in,{200 + (i % 700)}|{201 + (i % 700)},and,,\ntags.age,range,{i % 40}..{40 + (i % 40)},add,0.25,",
        _ => $"tags.campaign,equals,c{i},set,31.00,",
    };
}
