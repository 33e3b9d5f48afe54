using Bidline.Auctions;
using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Calls.Simulations;

/// <summary>A made-up call on its way: its log, and the dials that would be made.</summary>
internal sealed class SimulatedCall(MadeUpArrival arrival, SimulatedLog log)
{
    private readonly List<SimulatedDial> _dials = [];
    private IReadOnlyList<PastContact>? _past;

    public CallId Id => arrival.Inbound.Id;

    public CampaignBook Book => arrival.Book;

    public PhoneNumber Dialled => arrival.Inbound.Dialled;

    public IReadOnlyList<SimulatedDial> Dials => _dials;

    public int Auctions { get; private set; }

    public bool IsSold => _dials.Exists(dial => dial.Refusal is null);

    private Campaign Campaign => Book.Campaigns[Book.Numbers[arrival.Inbound.Dialled].Campaign];

    /// <summary>The caller was looked up: what it had to do with the buyers decides who would pay.</summary>
    public void Know(CallerProfile profile)
    {
        _past = profile.Past;
        Write(new CallEvent.Enriched(profile));
    }

    public void Write(CallEvent happened) => log.Write(happened);

    public void Receive(Admission admission)
    {
        var number = Book.Numbers[arrival.Inbound.Dialled];
        var isOurs = admission is not Admission.Refused;
        Write(new CallEvent.Received(
            arrival.Inbound, isOurs ? number.Campaign : null, isOurs ? number.Publisher : null, Book.Version, Book.Hash,
            "simulation"));
    }

    /// <summary>Not sold, and the caller hears the campaign's fallback.</summary>
    public Simulation Block(Campaign campaign, Reason reason)
    {
        Write(Endings.Blocked(reason));
        return Result(campaign);
    }

    public Simulation Refuse(Admission.Refused refused)
    {
        Write(new CallEvent.Refused(refused.Reason, refused.SipStatus));
        return Block(Campaign, refused.Reason);
    }

    /// <summary>An auction has closed: its offers are what would be dialled, in their order.</summary>
    public void Close(
        AuctionResult auction, PublisherTerms publisher, int attemptsMax, Func<TargetId, BuyerId, Standing?> standings)
    {
        Write(new CallEvent.AuctionClosed(auction.Record));
        foreach (var offer in auction.Offers.Take(attemptsMax - _dials.Count))
        {
            var terms = TermsOf(offer, publisher);
            var refusal = ReserveForecast.Refusal(
                offer.Target, offer.Buyer, offer.Price, standings(offer.Target.Id, offer.Buyer.Id))
                ?? Undialable(offer);
            if (!IsSold) Write(Attempt(offer, terms, refusal));
            _dials.Add(new SimulatedDial(
                Auctions, auction.Record.Tier, offer.Target.Id, offer.Buyer.Id,
                Dialling.AddressOf(offer.Destination, Book)?.Uri, offer.ToConfirm is not null, terms,
                Pricing.Of(terms, terms.Unpaid?.Buyer is null, terms.Unpaid?.Publisher is null), offer.Target.RingTime, refusal));
        }

        Auctions++;
    }

    public Simulation End(Campaign campaign)
    {
        if (!IsSold) Write(Endings.Unsold(log.Entries));
        return Result(campaign);
    }

    /// <summary>The auction without times and disclosures, where bidders were not asked.</summary>
    public static AuctionResult Unasked(AuctionResult auction) => auction with
    {
        Record = auction.Record with
        {
            Candidates =
            [
                .. auction.Record.Candidates.Select(row => row.Given is null
                    ? row
                    : row with { SentMs = null, FirstByteMs = null, DoneMs = null, Given = null, Shown = null }),
            ],
        },
    };

    private CallEvent Attempt(Offer offer, SaleTerms terms, Reason? refusal)
    {
        var attempt = _dials.Count + 1;
        return refusal is null
            ? new CallEvent.FundsHeld(attempt, HoldId.For(Id, attempt), offer.Target.Id, offer.Buyer.Id, terms)
            : new CallEvent.HoldRefused(attempt, offer.Target.Id, offer.Buyer.Id, refusal);
    }

    private Reason? Undialable(Offer offer) =>
        offer.Destination is Destination.Number && Dialling.AddressOf(offer.Destination, Book) is null
            ? Reason.Of("dial.carrier", ("why", "no trunk dials numbers"))
            : null;

    private SaleTerms TermsOf(Offer offer, PublisherTerms publisher) =>
        new(offer.Price, offer.Qualify, publisher.Publisher, publisher.Payout, publisher.Qualify)
        {
            AllowLoss = offer.AllowLoss,
            Unpaid = RepeatCallers.Unpaid(offer.Target, offer.Buyer, Campaign, _past, arrival.Inbound.ReceivedAt),
        };

    private Simulation Result(Campaign campaign)
    {
        var call = Call.From(log.Entries)!;
        var trace = CallTrace.Of(log.Entries, Book)!;
        if (!arrival.HasNumber) trace = trace with { Dialled = null };
        if (_dials.Find(dial => dial.Refusal is null) is { } sold)
            trace = trace with { Sentence = SimulatedVerdict.Sold(call, sold, Book) };
        return new Simulation(Book, trace, _dials, campaign.Fallback);
    }
}
