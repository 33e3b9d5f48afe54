using System.Diagnostics;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Campaigns.Lists;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class LitigatorTermsTests
{
    [Theory]
    [InlineData("+13055550142", true)]
    [InlineData("(305) 555-0142", true)]
    [InlineData("305.555.0142", true)]
    [InlineData("1 305 555 0142", true)]
    [InlineData("+13055550143", false)]
    public void A_caller_is_found_however_the_number_was_written(string written, bool isListed)
    {
        var terms = Terms(LitigatorAction.Block, written);

        var refusal = terms.Refusal(PhoneNumber.Parse("+13055550142"));

        (refusal?.Code, refusal?.Values["list"]).ShouldBe(isListed ? ("call.litigator", "claimants") : (null, null));
        if (refusal is not null)
            ReasonCatalogue.Say(refusal).ShouldBe("the caller +1 (305) •••-••42 is on the list of litigators claimants");
    }

    [Fact]
    public void Where_they_are_only_tagged_nobody_is_refused_and_who_withholds_the_number_is_on_no_list()
    {
        var terms = Terms(LitigatorAction.Tag, "+13055550142");

        terms.Refusal(Given.Caller).ShouldBeNull();
        terms.Find(PhoneNumber.Parse("+13055550142")).ShouldBe("claimants");
        terms.Find(default).ShouldBeNull();
    }

    [Fact]
    public void The_market_says_which_lists_are_meant_and_what_each_campaign_does()
    {
        const string Lists = """
            lists:
              - { id: claimants, kind: numbers, purpose: litigators, values: ["+13055550142"] }
              - { id: dnc, kind: numbers, values: ["+13055550143"] }
            """;
        var book = Market.Compile(MarketFile.Read(Markets.Boring + "\n" + Lists, "m.yaml").Document, Markets.Rules)
            .Book.ShouldNotBeNull();
        var tagging = Market.Compile(
            MarketFile.Read(
                Markets.Boring.Replace("name: Auto insurance, Florida", "litigators: tag", StringComparison.Ordinal) + "\n" + Lists,
                "m.yaml").Document,
            Markets.Rules).Book.ShouldNotBeNull();

        var terms = book.Campaigns[new CampaignId("auto-fl")].Litigators;
        (terms.Action, terms.Lists.Single().Key).ShouldBe((LitigatorAction.Block, "claimants"));
        tagging.Campaigns[new CampaignId("auto-fl")].Litigators.Action.ShouldBe(LitigatorAction.Tag);
        Markets.MistakesOf(Markets.Boring + "\nlists: [ { id: zips, kind: zips, purpose: litigators, values: [\"33130\"] } ]")
            .ShouldHaveSingleItem().Code.ShouldBe("list_purpose");
    }

    [Fact]
    public void Half_a_million_of_them_hold_no_call_up()
    {
        var rows = new ListRows(ListKind.Numbers);
        for (var n = 0; n < 500_000; n++) rows.Add($"+1{3_050_000_000L + (n * 7_919L % 900_000_000)}");
        var terms = new LitigatorTerms(LitigatorAction.Block, [KeyValuePair.Create("claimants", rows.ToList(null))]);
        var callers = Enumerable.Range(0, 1_000).Select(i => PhoneNumber.Parse($"+1305555{i:0000}")).ToArray();
        foreach (var caller in callers) terms.Find(caller);
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < 100; round++)
            foreach (var caller in callers) terms.Find(caller);

        var each = watch.Elapsed / 100_000;
        TestContext.Current.SendDiagnosticMessage("One of 500,000 litigators: {0:0} ns.", each.TotalNanoseconds);
        terms.Lists[0].Value.Bytes.ShouldBeLessThanOrEqualTo(4_000_000);
        each.ShouldBeLessThan(TimeSpan.FromMicroseconds(10));
    }

    private static LitigatorTerms Terms(LitigatorAction action, string number)
    {
        var rows = new ListRows(ListKind.Numbers);
        rows.Add(number).ShouldBeNull();
        return new LitigatorTerms(action, [KeyValuePair.Create("claimants", rows.ToList(null))]);
    }
}
