using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Server.Console.Calls;
using Bidline.Server.Console.Frame;
using CsCheck;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Calls;

public sealed class CallsFilterTests
{
    private static readonly CallsFilter All = new(TimeRange.Today);

    [Fact]
    public void Every_filter_comes_back_from_its_address()
    {
        var text = Gen.OneOf(Gen.Const((string?)null), Gen.String[Gen.Char["aZ0 +&=?#%é\"'<-"], 1, 12].Where(it => it.Trim() == it)!);
        string?[] states = [null, CallsFilter.LiveState, .. OutcomeLook.All.Select(look => look.Key)];
        var state = Gen.Int[0, states.Length - 1].Select(i => states[i]);
        var ranges = Gen.Int[0, TimeRange.All.Count - 1].Select(i => TimeRange.All[i]);
        Gen.Select(ranges, state, text, text, text, text, text, (range, outcome, a, b, c, d, e) =>
                new CallsFilter(range, outcome, a, b, c, d, e))
            .Sample(filter => Read(filter.ToQuery()) == filter);
    }

    [Fact]
    public void What_is_not_chosen_is_not_in_the_address()
    {
        All.ToAddress().ShouldBe("calls");
        (All with { State = "no_buyer", Range = TimeRange.Month, After = "x" }).ToAddress()
            .ShouldBe("calls?range=30d&outcome=no_buyer");
        (All with { After = "x" }).ToQuery().ShouldBe("?after=x");
    }

    [Theory]
    [InlineData("?outcome=sold")]
    [InlineData("?campaign=&text=%20")]
    [InlineData("?range=ever&unknown=1")]
    public void An_address_that_makes_no_sense_still_opens(string query) => Read(query).ShouldBe(All);

    [Fact]
    public void A_value_that_no_filter_can_have_is_left_out() =>
        Read($"?text={new string('1', 300)}").ShouldBe(All);

    [Fact]
    public void The_engine_is_asked_for_what_the_address_says()
    {
        var from = DateTimeOffset.UnixEpoch;

        var query = (All with { State = "no_buyer", Campaign = "auto", Buyer = "acme", Text = "0142" }).ToListQuery(from);
        var live = (All with { State = CallsFilter.LiveState }).ToListQuery(from);

        (query.From, query.Outcome, query.Campaign, query.Buyer, query.Text, query.Live).ShouldBe(
            (from, CallOutcome.NoBuyer, new CampaignId("auto"), new BuyerId("acme"), "0142", null));
        (live.Outcome, live.Live).ShouldBe((null, true));
    }

    private static CallsFilter Read(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return CallsFilter.Read(name => values.TryGetValue(name, out var value) ? value.ToString() : null);
    }
}
