using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Tests.Campaigns.BidRules;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

public sealed class PromisedPriceTests
{
    [Theory]
    [InlineData("caller.state,equals,FL,add,5.00,fl", "32.20")]
    [InlineData("caller.state,equals,FL,add,-5.00,fl", "22.20")]
    [InlineData("caller.state,equals,TX,add,5.00,tx", "27.20")]
    [InlineData("caller.zip,like,331??,multiply,0.5,miami", "13.60")]
    [InlineData("tags.age,gt,52,set,30.00,old", "27.20")]
    [InlineData("tags.age,lt,53,set,30.00,young", "30.00")]
    [InlineData("tags.note,contains,dui,set,1.00,dui\ntags.note,not_exists,,multiply,1.1,plain", "29.92")]
    [InlineData("caller.zip,matches,^33[0-9]{3}$,set,33.00,zip\ncaller.zip,prefix,33,add,0.999,beyond", "33.99")]
    [InlineData("publisher,equals,zeta,add,-1.00,zeta", "26.20")]
    public void Modifiers_change_the_price_in_their_order_after_the_margin(string rows, string price)
    {
        var made = Priced(rows);

        made.Price!.Value.ToDecimalString().ShouldBe(price);
        (made.Best, made.Start).ShouldBe((Money.Usd(34), Money.Usd(27.2m)));
    }

    [Fact]
    public void What_they_make_of_it_is_brought_down_to_the_most_and_to_what_leaves_the_margin_and_each_step_is_kept()
    {
        var made = Priced("caller.state,equals,FL,add,20.00,fl", margin: new MarginTerms(10, null, false), most: 33);

        made.Price.ShouldBe(Money.Usd(30.6m));
        made.Steps.Select(step => (step.Row, step.Action, step.Before.ToDecimalString(), step.After?.ToDecimalString()))
            .ShouldBe([("fl", "add", "27.20", "47.20"), ("max", "limit", "47.20", "33.00"), ("margin", "limit", "33.00", "30.60")]);
        made.Steps[0].When.ShouldBe("caller.state is FL");
    }

    [Theory]
    [InlineData("caller.state,in,FL|GA,reject,,south", "ping.price_rejects", "south", "caller.state in FL, GA")]
    [InlineData("tags.consent,exists,,require,,asked", "ping.price_requires", "asked", "tags.consent is known")]
    [InlineData("tags.age,gte,20,and,,\ntags.age,lte,50,require,,age", "ping.price_requires", "age", "tags.age at most 50")]
    public void A_row_can_end_it_before_anybody_is_asked(string rows, string code, string row, string when)
    {
        var made = PromisedPrice.Opening(Terms(rows), Money.Usd(0), Caller);

        made.Price.ShouldBeNull();
        made.Refused.ShouldNotBeNull().Code.ShouldBe(code);
        (made.Refused.Values["row"], made.Refused.Values["when"]).ShouldBe((row, when));
        ReasonClasses.IsThePublishers(ReasonClasses.Of(code)).ShouldBe(code == "ping.price_requires");
    }

    [Theory]
    [InlineData("tags.age,gte,20,and,,\ntags.age,lte,60,require,,age")]
    [InlineData("caller.zip,not_like,?*,reject,,no zip")]
    public void What_is_required_and_there_changes_nothing(string rows) => Priced(rows).Price.ShouldBe(Money.Usd(27.2m));

    [Fact]
    public void A_base_bid_is_changed_before_it_is_auctioned_and_so_leaves_the_margin()
    {
        var terms = new PingPrice.BaseBid(Money.Usd(20)) { Modifiers = Rules.Table("caller.state,equals,FL,add,5.00,fl") };
        var endpoint = PingHost.AnEndpoint() with { Price = terms };

        var opening = PromisedPrice.Opening(terms, Money.Usd(0), Caller);

        PromisedPrice.TermsOf(endpoint, Given.PublisherTerms(), opening).Payout
            .ShouldBe(new PayoutTerms.Fixed(Money.Usd(25)));
    }

    [Fact]
    public void Whatever_the_modifiers_are_the_campaign_keeps_its_least_and_the_price_is_whole_cents() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[-100, 100], Gen.Decimal[0, 5], Gen.Decimal[0, 60], Gen.Bool).Sample((best, add, factor, least, isBase) =>
        {
            RuleEntry[] table =
            [
                new() { Op = "always", Action = "add", Amount = add.ToString(System.Globalization.CultureInfo.InvariantCulture) },
                new()
                {
                    Op = "always", Action = "multiply",
                    Amount = decimal.Round(factor, 3).ToString(System.Globalization.CultureInfo.InvariantCulture),
                },
            ];
            PingPrice start = isBase
                ? new PingPrice.BaseBid(Money.Usd(10))
                : new PingPrice.PassThrough(new PayoutTerms.MarginPercent(20));
            var margin = new MarginTerms(decimal.Round(least, 2), null, false);

            var made = PromisedPrice.Of(start with { Modifiers = Rules.TableOf(table) }, margin, Money.Usd(best), null, Caller);

            if (made.Price is not { } price) return made.Refused is not null;
            return price.IsPositive && price.Micros % 10_000 == 0
                && Margins.ShortfallOf(margin, new PayoutTerms.Fixed(price), Money.Usd(best)) is null;
        });

    private static PriceMaking Priced(string rows, MarginTerms? margin = null, decimal? most = null) => PromisedPrice.Of(
        Terms(rows) with { Most = most is { } limit ? Money.Usd(limit) : null }, margin ?? MarginTerms.NoLoss, Money.Usd(34),
        null, Caller);

    private static PingPrice Terms(string rows) =>
        new PingPrice.PassThrough(new PayoutTerms.MarginPercent(20)) { Modifiers = Rules.Table(rows) };

    private static string? Caller(string field) => Rules.Call("caller.state=FL caller.zip=33130 tags.age=52 publisher=zeta")(field);
}
