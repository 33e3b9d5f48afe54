using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Traffic;
using Bidline.Screening;
using Microsoft.Extensions.Logging;

namespace Bidline.Pings;

/// <summary>
/// The live half without a call: the same stages as <see cref="CallFlow"/>, in the order of what they cost, ending in a
/// reservation where a call would be dialled. Reserves no money: that is done when the call comes.
/// </summary>
public sealed partial class PingFlow(
    SamePings same,
    PingLimits limits,
    OfferCounts counts,
    HeldCallers held,
    CallersAsked asked,
    CallScreen screen,
    TrafficMeter traffic,
    Enricher enricher,
    PingAuction auction,
    Reservations reservations,
    PingLog log,
    AuctionSettings settings,
    TimeProvider clock,
    ILogger<PingFlow> logger)
{
    private long _turn = -1;

    /// <summary>Answers one ping. Never throws: what breaks on our side is a rejection.</summary>
    /// <param name="endpoint">Of this book.</param>
    public async Task<PingOutcome> RunAsync(Ping ping, PingEndpoint endpoint, CampaignBook book)
    {
        var startedAt = clock.GetTimestamp();
        var outcome = WhyNot(ping, endpoint, book) is { } reason
            ? new PingOutcome.Rejected(ping.Id, reason)
            : await same.OnceAsync(ping, endpoint, () => DecideAsync(ping, endpoint, book, startedAt)).ConfigureAwait(false);
        var mine = Own(outcome, ping);
        if (!IsWritten(mine, ping)) log.Add(ping, endpoint, mine, clock.GetElapsedTime(startedAt));
        return mine;
    }

    /// <summary>What costs nothing to find out. A closed endpoint is no flood, so it is told first.</summary>
    private Reason? WhyNot(Ping ping, PingEndpoint endpoint, CampaignBook book) =>
        PingGate.WhyClosed(endpoint, book, ping.ReceivedAt)
        ?? limits.WhyNot(ping, endpoint, book.Publishers[endpoint.Publisher], book.Campaigns[endpoint.Campaign])
        ?? PingGate.WhyUnfit(ping, endpoint, settings.Node);

    private async Task<PingOutcome> DecideAsync(Ping ping, PingEndpoint endpoint, CampaignBook book, long startedAt)
    {
        try
        {
            return await PriceAsync(ping, endpoint, book, startedAt).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.Broke(logger, ping.Id, e);
            return new PingOutcome.Rejected(ping.Id, Reason.Of("error.internal", ("reference", ping.Id.ToString())));
        }
    }

    private async Task<PingOutcome> PriceAsync(Ping ping, PingEndpoint endpoint, CampaignBook book, long startedAt)
    {
        var campaign = book.Campaigns[endpoint.Campaign];
        var publisher = book.Publishers[endpoint.Publisher];
        var agreed = campaign.Publishers[endpoint.Publisher];
        var full = traffic.WouldRefuse(campaign, publisher, agreed, ping.ReceivedAt) ?? counts.WhyNot(publisher, ping.Id)
            ?? held.WhyNot(campaign, publisher.Id, ping.Caller) ?? asked.WhyLoop(publisher, ping.Caller);
        if (full is not null) return new PingOutcome.Rejected(ping.Id, full);

        var screened = screen.Look(CallOf(ping), new Admission.Admitted(campaign, publisher, agreed));
        if (screened.Admission is Admission.Blocked blocked) return new PingOutcome.Rejected(ping.Id, blocked.Reason);
        var known = await ProfileAsync(ping, campaign.Id, publisher.Id).ConfigureAwait(false);
        var profile = known with { Past = screened.Past };
        var facts = CallFacts.Of(profile, publisher.Id, campaign, ping.ReceivedAt);
        string? Read(string field) => CallFields.Read(facts, field);
        var opening = PromisedPrice.Opening(endpoint.Price, Money.Zero(book.Currency), Read);
        if (opening.Refused is { } ended) return new PingOutcome.Rejected(ping.Id, ended) { Price = opening };

        var terms = PromisedPrice.TermsOf(endpoint, agreed, opening);
        var deadline = Deadline.After(Least(endpoint.Deadline, ping.Deadline), clock);
        var result = await auction.HoldAsync(ping, book, campaign, publisher, terms, profile, deadline).ConfigureAwait(false);
        if (result.Offers is not [var best, ..])
            return new PingOutcome.Rejected(ping.Id, result.WhyNobody) { Auction = result.Record.Id };
        var price = PromisedPrice.Of(endpoint.Price, campaign.Auction.Margin, best.Price, ping.Floor, Read);
        if (price.Refused is { } refused)
            return new PingOutcome.Rejected(ping.Id, refused) { Auction = result.Record.Id, Price = price };
        var made = Promise(ping, endpoint, terms, best, result.Record, price);
        return await OfferAsync(made, ping, endpoint, campaign, publisher, startedAt).ConfigureAwait(false);
    }

    /// <summary>Makes it durable, unless it is a test, or the publisher holds too many open already.</summary>
    private async Task<PingOutcome> OfferAsync(
        Reservation made, Ping ping, PingEndpoint endpoint, Campaign campaign, Publisher publisher, long startedAt)
    {
        var offered = new PingOutcome.Offered(made, IsCached: false) { Auction = made.Record.Id, Price = made.Making };
        if (ping.IsTest) return offered;
        if (!held.TryHold(campaign, made))
        {
            return Late(held.WhyNot(campaign, publisher.Id, made.Caller)
                ?? Reason.Of("error.internal", ("reference", ping.Id.ToString())));
        }

        if (!counts.TryOpen(publisher, made.Id, made.Until))
        {
            held.Free(made);
            return Late(OfferCounts.Full(publisher));
        }

        var row = PingLog.RowOf(ping, endpoint, offered, clock.GetElapsedTime(startedAt));
        await reservations.MakeAsync(made, ping, SamePings.KeyOf(ping, endpoint), row).ConfigureAwait(false);
        return offered;

        PingOutcome Late(Reason reason) =>
            new PingOutcome.Rejected(ping.Id, reason) { Auction = made.Record.Id, Price = made.Making };
    }

    /// <summary>The call that is asked about, as far as it is known.</summary>
    private static InboundCall CallOf(Ping ping) => new(
        new CallId(ping.Id.Value), ping.ReceivedAt, new TrunkId(""), default, ping.Caller, ping.Tags, null, "", "");

    private async Task<CallerProfile> ProfileAsync(Ping ping, CampaignId campaign, PublisherId publisher)
    {
        var question = new CallerQuestion(ping.Caller, campaign, new CallId(ping.Id.Value), ping.ReceivedAt)
        {
            Publisher = publisher,
            IsPing = true,
        };
        var profile = await enricher.EnrichAsync(question, ping.Tags, null, CancellationToken.None).ConfigureAwait(false);
        // A ping without a number may still say where its caller is.
        return profile is { State: null } && ping.Tags.GetValueOrDefault("state") is [var a, var b]
            && char.IsAsciiLetter(a) && char.IsAsciiLetter(b)
                ? profile with { State = $"{char.ToUpperInvariant(a)}{char.ToUpperInvariant(b)}" }
                : profile;
    }

    private Reservation Promise(
        Ping ping, PingEndpoint endpoint, PublisherTerms terms, Offer best, AuctionRecord record, PriceMaking price)
    {
        var now = clock.GetUtcNow();
        var until = now + endpoint.Expires;
        return new Reservation(
            ReservationId.Of(ping.Id), now, endpoint.Id, endpoint.Campaign, endpoint.Publisher, ping.Caller,
            ping.TakesNumber && ping.Caller.IsSet ? NextNumber(endpoint) : default, endpoint.GivesSip && ping.TakesSip,
            price.Price!.Value, terms.Qualify, best.ExpiresAt < until ? best.ExpiresAt.Value : until, ping.Tags,
            PromisedOffer.Of(best), record)
        {
            SourceRef = ping.SourceRef,
            IsTest = ping.IsTest,
            Making = price,
        };
    }

    private PhoneNumber NextNumber(PingEndpoint endpoint) => endpoint.Numbers.Count == 0
        ? default
        : endpoint.Numbers[(int)((ulong)Interlocked.Increment(ref _turn) % (ulong)endpoint.Numbers.Count)];

    private static TimeSpan Least(TimeSpan ours, TimeSpan? theirs) => theirs < ours ? theirs.Value : ours;

    // Who waited for another's answer is told it under its own name.
    private static PingOutcome Own(PingOutcome outcome, Ping ping) => outcome switch
    {
        PingOutcome.Rejected rejected when rejected.Ping != ping.Id => rejected with { Ping = ping.Id },
        PingOutcome.Offered { IsCached: false } offered when offered.Reservation.Ping != ping.Id =>
            offered with { IsCached = true },
        _ => outcome,
    };

    private static bool IsWritten(PingOutcome outcome, Ping ping) =>
        outcome is PingOutcome.Offered { IsCached: false } && !ping.IsTest;

    private static partial class Log
    {
        [LoggerMessage(400, LogLevel.Error, "Ping {PingId} failed on our side")]
        public static partial void Broke(ILogger logger, PingId pingId, Exception exception);
    }
}
