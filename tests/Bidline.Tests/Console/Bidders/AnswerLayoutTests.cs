using System.Text;
using System.Text.Json;
using Bidline.Adapters.Buyers.Template;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Campaigns.Compiling;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using Bidline.Server.Console.Bidders.Answers;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Bidders;

public sealed class AnswerLayoutTests
{
    [Theory]
    [InlineData("""{"a":{"bid":27.50}}""", "27.50", "a.bid")]
    [InlineData("""{"bids":[{"n":1},{"n":"x"}]}""", "x", "bids[1].n")]
    [InlineData("""[{"ok":true}]""", "true", "[0].ok")]
    [InlineData("""{"a b":{"c.d":"y"}}""", "y", """["a b"]["c.d"]""")]
    [InlineData("<r><bid>9.50</bid></r>", "9.50", "/r/bid")]
    [InlineData("<r status='yes'/>", "yes", "/r/@status")]
    [InlineData("<r><i>1</i><i>2</i></r>", "2", "/r/i[2]")]
    [InlineData("<r xmlns='urn:x'><bid> 7 </bid></r>", "7", "/*[local-name()='r']/*[local-name()='bid']")]
    public void A_value_has_the_place_that_finds_it(string body, string value, string place)
    {
        var layout = Layout(body);

        layout.ValueAt(place).ShouldBe(value);
        Found(layout.Format, place, body).ShouldBe(value);
    }

    [Theory]
    [InlineData("bid=18.75; dial=+13055550188", "18.75")]
    [InlineData("bid=18.75; dial=+13055550188", "+13055550188")]
    [InlineData("Bid: 18.75\nPhone: sip:desk@203.0.113.9", "sip:desk@203.0.113.9")]
    [InlineData("ACCEPT|12.50|sip:a@203.0.113.9", "12.50")]
    [InlineData("ACCEPT|12.50|sip:a@203.0.113.9", "ACCEPT")]
    [InlineData("ok\r\nbid:31\r\nsecs 90\r\n", "31")]
    [InlineData("ok\r\nbid:31\r\nsecs 90\r\n", "90")]
    [InlineData("total_bid=1;bid=2", "2")]
    public void A_value_of_text_has_a_pattern_that_finds_it(string body, string value)
    {
        var part = Layout(body).Lines.SelectMany(line => line.Parts).First(part => part.Value == value && part.Place is not null);

        Found(AnswerFormat.Text, part.Place!, body).ShouldBe(value);
    }

    [Theory]
    [InlineData("""{"a]b":1,"":2,"n":null,"e":""}""")]
    [InlineData("<r><a>1<!-- 2 -->3</a></r>")]
    public void What_no_place_can_name_cannot_be_chosen(string body) =>
        Layout(body).Lines.SelectMany(line => line.Parts).ShouldAllBe(part => part.Place == null);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("<a>")]
    [InlineData("""<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>""")]
    [InlineData("17")]
    [InlineData("\0\u0001")]
    public void What_is_neither_json_nor_xml_is_text(string body) => Layout(body).Format.ShouldBe(AnswerFormat.Text);

    [Fact]
    public void Every_value_of_any_json_is_found_at_its_place()
    {
        Gen<JsonElement>[] leaves =
        [
            Gen.Int.Select(n => JsonSerializer.SerializeToElement(n)),
            // Escaped it is up to six times as long, and an id has 128 characters at most.
            Gen.String[0, 20].Select(text => JsonSerializer.SerializeToElement(text)),
        ];
        var name = Gen.OneOf(Gen.OneOf([.. new[] { "bid", "a b", "x.y", "$z", "p|q", "m[0]", "quote\"", "it's" }.Select(Gen.Const)]), Gen.String[1, 6]);
        var gen = Gen.Recursive<JsonElement>((depth, inner) => depth > 3
            ? Gen.OneOf(leaves)
            : Gen.OneOf(
                Gen.OneOf(leaves),
                inner.Array[0, 3].Select(items => JsonSerializer.SerializeToElement(items)),
                Gen.Dictionary(name, inner)[0, 3].Select(map => JsonSerializer.SerializeToElement(map))));
        gen.Sample(value =>
        {
            var body = JsonSerializer.Serialize(value);
            var layout = Layout(body);
            foreach (var part in layout.Lines.SelectMany(line => line.Parts).Where(part => part.Place is not null))
                Found(layout.Format, part.Place!, body).ShouldBe(part.Value, part.Place);
        });
    }

    [Fact]
    public void A_page_of_nonsense_is_cut_for_people()
    {
        var layout = Layout($"[{string.Join(',', Enumerable.Range(0, 5000))}]");

        (layout.Lines.Count, layout.IsWhole).ShouldBe((AnswerLayout.LinesMax, false));
    }

    [Fact]
    public void A_first_value_of_another_format_begins_a_new_mapping()
    {
        var bid = Meaning.All.Single(meaning => meaning.Key == "bid");

        var mapped = bid.Chosen(new AnswerEntry { Bid = "a.b", Reason = "c" }, AnswerFormat.Xml, new AnswerPart("9", "/r/bid", "9"));

        mapped.ShouldBe(new AnswerEntry { Format = AnswerFormat.Xml, Bid = "/r/bid" });
    }

    [Fact]
    public void A_bid_takes_the_place_of_an_agreed_price()
    {
        var bid = Meaning.All.Single(meaning => meaning.Key == "bid");

        bid.Put(new AnswerEntry { Price = new Amount("10.00") }, "a", "1").ShouldBe(new AnswerEntry { Bid = "a" });
    }

    private static AnswerLayout Layout(string body) => AnswerLayout.Of(Encoding.UTF8.GetBytes(body));

    /// <summary>What the template dialect finds there, read as the id of a bid, which may be any text.</summary>
    private static string? Found(AnswerFormat format, string place, string body)
    {
        var findings = new Findings();
        var ground = Ground.Of(MarketDocument.Empty, new MarketRules(["template"], true, default), findings);
        var entry = new AnswerEntry
        {
            Format = format,
            Price = new Amount("1.00"),
            Accept = new AcceptEntry { At = place, Exists = true },
            Keep = new Dictionary<string, string> { ["it"] = place },
        };
        var template = AnswerCompiler.Compile(entry, ground, "", isConfirmation: false);
        findings.Mistakes.ShouldBeEmpty();
        var read = new TemplateReader(template)
            .ReadBid(new BidderHttpAnswer(200, null, Encoding.UTF8.GetBytes(body)), Currency.Usd);
        return read.ShouldBeOfType<BidAnswer.Bid>((read as BidAnswer.Invalid)?.Reason.Values.Aggregate(place, (all, it) => $"{all}; {it.Key}={it.Value}")).Kept!["it"];
    }
}
