using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Connecting;

public sealed class ConfirmationTests
{
    private static readonly Destination Bids = new Destination.Sip("sip:desk@10.0.0.9");

    [Theory]
    [InlineData(31.5, null, null, "sip:desk@10.0.0.9")]
    [InlineData(31.5, "sip:other@10.0.0.7", null, "sip:other@10.0.0.7")]
    [InlineData(31.5, "+13055550199", null, "+13055550199")]
    [InlineData(99, null, 30, "sip:desk@10.0.0.9")]
    [InlineData(31.5, " ", 60, "sip:desk@10.0.0.9")]
    public void What_is_no_worse_than_the_bid_is_dialled(decimal price, string? to, int? seconds, string dialled)
    {
        var offer = Offer(Bids);

        var confirmed = Judge(offer, Some.Bid(price, to, qualify: seconds)).ShouldBeOfType<Confirmation.Confirmed>().Offer;

        (confirmed.Destination switch
        {
            Destination.Sip sip => sip.Uri,
            Destination.Number number => number.Phone.E164,
            _ => null,
        }).ShouldBe(dialled);
        // A better price is not taken, nor are easier terms: money is held on those of the bid.
        (confirmed.Price, confirmed.Qualify).ShouldBe((offer.Price, offer.Qualify));
    }

    [Theory]
    [InlineData(31.49, null, null, null, "dial.terms_changed")]
    [InlineData(0, null, null, null, "dial.terms_changed")]
    [InlineData(31.5, null, 61, null, "dial.terms_changed")]
    [InlineData(31.5, null, null, "EUR", "dial.terms_changed")]
    [InlineData(31.5, "sip:a@b.example?Replaces=1", null, null, "rejected.number")]
    [InlineData(31.5, "+19005550100", null, null, "rejected.number")]
    [InlineData(31.5, "911", null, null, "rejected.number")]
    public void What_is_worse_than_the_bid_is_refused(decimal price, string? to, int? seconds, string? currency, string code) =>
        Judge(Offer(Bids), Some.Bid(price, to, currency, seconds)).ShouldBeOfType<Confirmation.Refused>().Reason.Code.ShouldBe(code);

    [Fact]
    public void A_call_that_nobody_named_a_place_for_is_not_dialled() =>
        Judge(Offer(new Destination.FromBid()), Some.Bid(31.5m, null)).ShouldBeOfType<Confirmation.Refused>()
            .Reason.Code.ShouldBe("dial.no_destination");

    [Fact]
    public void A_target_with_a_place_of_its_own_is_dialled_there()
    {
        var own = new Destination.Sip("sip:own@10.0.0.1");
        var offer = Offer(own);
        offer = offer with { Target = offer.Target with { Destination = own } };

        Judge(offer, Some.Bid(31.5m, "sip:theirs@10.0.0.2")).ShouldBe(new Confirmation.Confirmed(offer));
    }

    [Fact]
    public void The_cause_of_a_failure_stays_readable()
    {
        var refused = Judge(Offer(Bids), new BidAnswer.Invalid(Reason.Of("error.http", ("status", "502"))))
            .ShouldBeOfType<Confirmation.Refused>().Reason;

        refused.Code.ShouldBe("dial.confirm_failed");
        Bidline.Calls.Reasons.ReasonCatalogue.Say(refused).ShouldBe("no confirmation came: error.http, HTTP 502");
    }

    [Fact]
    public void A_refusal_keeps_the_buyers_words()
    {
        var refused = Judge(Offer(Bids), new BidAnswer.NoBid(Reason.Of("no_bid.reason", ("code", "409"), ("text", "taken"))))
            .ShouldBeOfType<Confirmation.Refused>().Reason;

        Bidline.Calls.Reasons.ReasonCatalogue.Say(refused)
            .ShouldBe("the buyer did not confirm its bid: “taken” (their code 409)");
    }

    [Fact]
    public async Task A_winner_may_be_shown_all_that_is_known_of_the_call_whatever_it_saw_before()
    {
        using var bidders = new ScriptedBidders().With("a", Some.Bid(20, null) with { MustConfirm = true });
        var asked = Some.Bidder("a", "http://127.0.0.1:1/a", on: terms => terms with { Fields = SharedFields.None });

        var result = await bidders.HoldAsync(Some.Order([asked]), TestContext.Current.CancellationToken);

        bidders.Asked.Single().Zip.ShouldBeNull();
        var toConfirm = result.Offers.Single().ToConfirm.ShouldNotBeNull().Request;
        (toConfirm.Zip, toConfirm.State, toConfirm.Tags["age"], toConfirm.Caller).ShouldBe(("33130", "FL", "52", null));
        result.Offers.Single().Destination.ShouldBeOfType<Destination.FromBid>();
    }

    [Fact]
    public async Task A_bid_that_needs_no_confirmation_still_has_to_say_where_to_dial()
    {
        using var bidders = new ScriptedBidders().With("a", Some.Bid(20, null));

        var result = await bidders.HoldAsync(
            Some.Order([Some.Bidder("a", "http://127.0.0.1:1/a")]), TestContext.Current.CancellationToken);

        result.Offers.ShouldBeEmpty();
        result.Record.Candidates.Single().Reason.Code.ShouldBe("error.invalid");
    }

    private static Confirmation Judge(Offer offer, BidAnswer answer) => Confirmation.Judge(offer, answer, Some.Destinations);

    private static Offer Offer(Destination destination)
    {
        var candidacy = Some.Bidder("a");
        return new Offer(
            candidacy.Target, candidacy.Buyer, Money.Usd(31.5m), destination, new QualifyRule(TimeSpan.FromSeconds(60)),
            "b-1", null);
    }
}
