using System.Text;
using Bidline.Campaigns.BidRules;
using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns.BidRules;

public sealed class BidRuleSheetTests
{
    [Fact]
    public void What_is_written_reads_back_to_the_same_table() => GenBidRules.Table.Sample(table =>
    {
        var (read, mistakes) = BidRuleSheet.Read(BidRuleSheet.Write(table), Currency.Usd);

        mistakes.ShouldBeEmpty();
        BidRuleSheet.Write(read).ShouldBe(BidRuleSheet.Write(table));
        read.Count.ShouldBe(table.Count);
    }, iter: 300);

    [Fact]
    public void Columns_may_stand_in_any_order_and_values_in_quotes()
    {
        const string sheet = "\uFEFFid, value ,op,field,action,amount\r\n\r\nq,\" a,\"\"b\"\"\nc\",EQUALS,tags.x,Add,1\r\n";

        var rule = BidRuleSheet.Read(sheet, Currency.Usd).Table.ShouldHaveSingleItem();

        (rule.Id, rule.Value, rule.Op, rule.Field, rule.Action, rule.Amount).ShouldBe(
            ("q", " a,\"b\"\nc", "equals", "tags.x", "add", "1"));
    }

    [Theory]
    [InlineData("", "1:1 empty", "field,op,value,action,amount,id")]
    [InlineData("feild,op,value,action\n", "1:1 csv_column", "\"field\"")]
    [InlineData("field;op;value;action;amount;id\n", "1:1 csv_column", "commas")]
    [InlineData("field,op,value,action,op\n", "1:23 csv_column", "only once")]
    [InlineData("field,op,value,amount\n", "1:1 csv_column", "\"action\"")]
    public void A_wrong_head_is_named(string sheet, string wanted, string told)
    {
        var mistake = BidRuleSheet.Read(sheet, Currency.Usd).Mistakes[0];

        $"{mistake.Line}:{mistake.Column} {mistake.Code}".ShouldBe(wanted);
        $"{mistake.Detail} {mistake.Hint}".ShouldContain(told);
    }

    [Theory]
    [InlineData("caller.stat,equals,FL,set,1,", "2:1 unknown_field /0/field", "caller.state")]
    [InlineData("caller.state,equal,FL,set,1,", "2:14 unknown_value /0/op", "equals")]
    [InlineData("caller.state,equals,,set,1,", "2:21 rule_form /0/value", null)]
    [InlineData("caller.state,equals,FL,sett,1,", "2:24 unknown_value /0/action", "set")]
    [InlineData("caller.state,equals,FL,set,,", "2:28 missing /0/amount", null)]
    [InlineData("caller.state,equals,FL,set,-1,", "2:28 out_of_range /0/amount", null)]
    [InlineData("caller.state,equals,FL,set,1e3,", "2:28 amount /0/amount", null)]
    [InlineData("caller.state,equals,FL,add,0.1234567,", "2:28 amount /0/amount", null)]
    [InlineData("caller.state,equals,FL,multiply,1001,", "2:33 out_of_range /0/amount", null)]
    [InlineData("caller.state,equals,FL,reject,1,", "2:31 rule_form /0/amount", "leave it out")]
    [InlineData("caller.state,in,|,set,1,", "2:17 empty /0/value", "FL|TX")]
    [InlineData("tags.age,gte,old,set,1,", "2:14 number /0/value", null)]
    [InlineData("tags.age,range,64..18,set,1,", "2:16 range /0/value", null)]
    [InlineData("tags.age,range,18-64,set,1,", "2:16 range /0/value", "18..64")]
    [InlineData("tags.age,exists,1,set,1,", "2:17 rule_form /0/value", null)]
    [InlineData("caller.state,always,,set,1,", "2:1 rule_form /0", null)]
    [InlineData("tags.x,matches,(,set,1,", "2:16 pattern /0/value", null)]
    [InlineData("tags.x,matches,(?=a)b,set,1,", "2:16 pattern /0/value", "for ever")]
    [InlineData("tags.x,matches,\"((a{90}){90}){9}\",set,1,", "2:16 pattern /0/value", "32")]
    [InlineData("tags.x,equals,a,set,1,x\ntags.x,equals,b,set,1,x", "3:23 duplicate_id /1/id", null)]
    [InlineData("tags.x,equals,a,and,1,", "2:21 rule_form /0/amount", "last row")]
    [InlineData("tags.x,equals,a,and,,", "2:17 rule_form /0/action", "set")]
    [InlineData("tags.x,equals,a,and,,\ntags.y,equal,b,set,1,", "3:8 unknown_value /1/op", "equals")]
    [InlineData("tags.x,in,a,b,c,d,set,1,", "2:1 csv /0", "quotes")]
    [InlineData("tags.x,equals,\"a,set,1,", "2:15 csv ", "quote")]
    [InlineData("tags.x,equals,\"a\"b,set,1,", "2:18 csv ", "quote")]
    [InlineData(",always,,and,,\ntags.x,equals,a,set,1,", "2:2 unknown_value /0/op", null)]
    public void A_wrong_row_is_named_with_line_column_and_hint(string rows, string wanted, string? hint)
    {
        var mistakes = BidRuleSheet.Read(Rules.Head + rows, Currency.Usd).Mistakes;

        var told = mistakes.Select(one => $"{one.Line}:{one.Column} {one.Code} {one.Path}").ToList();
        told.ShouldContain(wanted);
        if (hint is not null) mistakes[told.IndexOf(wanted)].Hint.ShouldNotBeNull().ShouldContain(hint);
    }

    [Fact]
    public void Every_mistake_of_ten_thousand_rows_is_told_at_once()
    {
        var sheet = new StringBuilder(Rules.Head);
        for (var i = 0; i < 10_000; i++) sheet.Append("caller.state,equals,FL,set,x,\n");

        var mistakes = BidRuleSheet.Read(sheet.ToString(), Currency.Usd).Mistakes;

        mistakes.Count.ShouldBe(10_000);
        mistakes.Select(mistake => mistake.Line!.Value).ShouldBe(Enumerable.Range(2, 10_000));
        BidRuleSheet.Read($"{sheet}caller.state,equals,FL,set,x,\n", Currency.Usd).Mistakes.ShouldHaveSingleItem().Code.ShouldBe("too_many");
    }

    [Fact]
    public void No_text_makes_it_throw()
    {
        var noise = Gen.String[Gen.Char["field,op\"value\r\nactionamountid and|.always\uFEFF;"], 0, 200];
        noise.Sample(text => BidRuleSheet.Read(text, Currency.Usd), iter: 2_000);
        noise.Sample(text => BidRuleSheet.Read(Rules.Head + text, Currency.Usd), iter: 2_000);
    }
}
