using System.Collections.Frozen;
using Bidline.Campaigns;
using Bidline.Ingress;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Ingress;

public sealed class OverflowsTests
{
    private static readonly PhoneNumber Desk = PhoneNumber.Parse("+13055550199");

    [Fact]
    public void A_chain_of_campaigns_is_followed_to_its_number() =>
        Codes(("a", To("b")), ("b", To("c")), ("c", new Overflow.ToNumber(Desk)))
            .ShouldBe(["overflow.campaign", "overflow.campaign", "overflow.number"]);

    [Fact]
    public void Without_an_overflow_nothing_follows() => Codes(("a", null)).ShouldBeEmpty();

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void A_loop_ends_where_it_would_begin_again(string back)
    {
        var codes = Codes(("a", To("b")), ("b", To(back)));

        codes.ShouldBe(["overflow.campaign", "overflow.loop"]);
    }

    [Fact]
    public void A_paused_campaign_and_one_without_terms_end_it()
    {
        Codes(campaign => campaign.Id.Value == "b" ? campaign with { Paused = true } : campaign, ("a", To("b")), ("b", null))
            .ShouldBe(["call.campaign_paused"]);
        Codes(
            campaign => campaign.Id.Value == "b"
                ? campaign with { Publishers = FrozenDictionary<PublisherId, PublisherTerms>.Empty }
                : campaign,
            ("a", To("b")), ("b", null)).ShouldBe(["call.publisher_paused"]);
    }

    private static Overflow.ToCampaign To(string campaign) => new(new CampaignId(campaign));

    private static string[] Codes(params (string Id, Overflow? Overflow)[] campaigns) => Codes(it => it, campaigns);

    private static string[] Codes(Func<Campaign, Campaign> change, params (string Id, Overflow? Overflow)[] campaigns)
    {
        var all = campaigns.Select(each => change(Given.ACampaign("t") with
        {
            Id = new CampaignId(each.Id),
            Overflow = each.Overflow,
            Publishers = FrozenDictionary.ToFrozenDictionary([Given.PublisherTerms()], terms => terms.Publisher),
        })).ToArray();
        var book = CampaignBook.Empty with { Campaigns = all.ToFrozenDictionary(campaign => campaign.Id) };
        var from = new Admission.Admitted(all[0], Given.APublisher(), Given.PublisherTerms());
        return [.. Overflows.After(from, book).Select(step => step.Reason.Code)];
    }
}
