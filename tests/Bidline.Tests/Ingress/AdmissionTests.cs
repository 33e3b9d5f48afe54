using System.Collections.Frozen;
using Bidline.Campaigns;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Tracking;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Ingress;

public sealed class AdmissionTests
{
    private static readonly CampaignBook Book = Given.ABook(Given.ACampaign("acme-fl"), Given.ATarget());

    [Fact]
    public void A_call_to_a_tracking_number_is_admitted_for_its_campaign_and_publisher()
    {
        var admitted = Admission.Judge(Given.AnInboundCall(), Book).ShouldBeOfType<Admission.Admitted>();

        admitted.Campaign.Id.Value.ShouldBe("auto-fl");
        admitted.Publisher.Id.Value.ShouldBe("zeta");
    }

    [Theory]
    [InlineData(NumberState.Parked)]
    [InlineData(NumberState.Releasing)]
    public void A_number_that_is_not_in_use_sells_no_calls(NumberState state)
    {
        var number = Book.Numbers[Given.Dialled] with { State = state };
        var book = Book with { Numbers = new[] { number }.ToFrozenDictionary(it => it.Number) };

        var blocked = Admission.Judge(Given.AnInboundCall(), book).ShouldBeOfType<Admission.Blocked>();

        (blocked.Reason.Code, blocked.Campaign.Id).ShouldBe(("call.number_parked", number.Campaign));
    }

    [Fact]
    public void An_unknown_number_is_refused_with_404()
    {
        var call = Given.AnInboundCall() with { Dialled = PhoneNumber.Parse("+18005550199") };

        var refused = Admission.Judge(call, Book).ShouldBeOfType<Admission.Refused>();

        (refused.Reason.Code, refused.SipStatus).ShouldBe(("call.number_unassigned", 404));
    }

    [Fact]
    public void A_request_that_names_no_number_is_refused_with_404() =>
        Admission.Judge(Given.AnInboundCall() with { Dialled = default }, Book)
            .ShouldBeOfType<Admission.Refused>().SipStatus.ShouldBe(404);

    [Fact]
    public void A_paused_publisher_is_not_sold_but_its_caller_is_not_dropped()
    {
        var paused = Book with
        {
            Publishers = new[] { Given.APublisher() with { Paused = true } }.ToFrozenDictionary(p => p.Id),
        };

        Admission.Judge(Given.AnInboundCall(), paused).ShouldBeOfType<Admission.Blocked>()
            .Reason.Code.ShouldBe("call.publisher_paused");
    }

    [Fact]
    public void A_paused_campaign_is_not_sold() =>
        Admission.Judge(
                Given.AnInboundCall(), Given.ABook(Given.ACampaign("acme-fl") with { Paused = true }, Given.ATarget()))
            .ShouldBeOfType<Admission.Blocked>().Reason.Code.ShouldBe("call.campaign_paused");
}
