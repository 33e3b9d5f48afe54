using System.Collections.Immutable;
using Bidline.Auctions;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Calls;

/// <summary>
/// One call as its log tells it so far. Made by applying events one by one; pure, so that the same log always gives the
/// same call, live or years later.
/// </summary>
public sealed record Call
{
    public required InboundCall Inbound { get; init; }

    public required CampaignId? Campaign { get; init; }

    public required PublisherId? Publisher { get; init; }

    public required int BookVersion { get; init; }

    public required string BookHash { get; init; }

    public CallPhase Phase { get; init; } = CallPhase.Screening;

    /// <summary>What its number says of its calls; null for one that says nothing.</summary>
    public IReadOnlyDictionary<string, string>? NumberTags { get; init; }

    /// <summary>Which visit it came from; null for a number that is lent to nobody.</summary>
    public Attribution? Attribution { get; init; }

    /// <summary>Null until the caller was looked up.</summary>
    public CallerProfile? Profile { get; init; }

    public TimeSpan? EnrichedAfter { get; init; }

    public ImmutableList<CallAuction> Auctions { get; init; } = [];

    public ImmutableList<CallAttempt> Attempts { get; init; } = [];

    public CallEvent.Refused? Refused { get; init; }

    /// <summary>The promise that this call came for and used up; null for any other call.</summary>
    public CallEvent.ReservationUsed? Reservation { get; init; }

    /// <summary>Why it was not the promised call though it came like one; null for any other call.</summary>
    public CallEvent.ReservationMissed? Missed { get; init; }

    public CallEvent.FallbackStarted? Fallback { get; init; }

    public TimeSpan? FallbackAfter { get; init; }

    /// <summary>Null while the call lives.</summary>
    public CallEvent.Ended? Ended { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Since the call was received; null while it lives.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>Null until the settled half has run.</summary>
    public CallEvent.Settled? Settled { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>What conversions added to the settlement, in order.</summary>
    public ImmutableList<CallEvent.ConversionBooked> Conversions { get; init; } = [];

    /// <summary>
    /// The settlement with what conversions added to it; null until the settled half has run. One in another currency
    /// adds nothing: none is ever booked, and a log that has one is still shown.
    /// </summary>
    public CallEvent.Settled? Booked => Settled is null ? null : Conversions.Aggregate(Settled, Add);

    /// <summary>Late answers whose auction has not been written yet: its last bidder can be faster than its record.</summary>
    private ImmutableList<CallEvent.LateBid> EarlyLateBids { get; init; } = [];

    public CallId Id => Inbound.Id;

    /// <summary>"none", "expected" while an offer may be paid, "booked" when the ledger has it (trace.md 3.2).</summary>
    public string MoneyState => this switch
    {
        { Booked.Posted: not null } => "booked",
        { Settled: null } when Attempts.Exists(it => it is { Terms: not null, Failure: null }) => "expected",
        _ => "none",
    };

    /// <summary>The attempt that was answered and kept the caller; null when none was.</summary>
    public CallAttempt? Connected => Attempts.Find(attempt => attempt is { ConnectedAfter: not null, TalkedFor: null });

    /// <summary>Null for an empty log.</summary>
    public static Call? From(IEnumerable<CallLogEntry> log) =>
        log.Aggregate((Call?)null, (call, entry) => call is null ? First(entry) : call.Apply(entry));

    public Call Apply(CallLogEntry entry) => entry.Event switch
    {
        CallEvent.Refused refused => this with { Refused = refused },
        CallEvent.ReservationUsed used => this with { Reservation = used },
        CallEvent.ReservationMissed missed => this with { Missed = missed },
        CallEvent.NumberTagged tagged => this with { NumberTags = tagged.Tags },
        CallEvent.Attributed attributed => this with { Attribution = attributed.Attribution },
        CallEvent.Enriched enriched => this with
        {
            Profile = enriched.Profile, EnrichedAfter = entry.Offset, Phase = CallPhase.Auction,
        },
        CallEvent.Appended appended => this with { Profile = appended.Profile },
        CallEvent.AuctionClosed closed => WithAuction(closed.Auction, entry.Offset),
        CallEvent.LateBid late => WithLateBid(late),
        CallEvent.FallbackStarted fallback => this with
        {
            Fallback = fallback, FallbackAfter = entry.Offset, Phase = CallPhase.WrapUp,
        },
        CallEvent.Ended ended => this with
        {
            Ended = ended, EndedAt = entry.At, Length = entry.Offset, Phase = CallPhase.Ended,
        },
        CallEvent.ConversionBooked booked => this with { Conversions = Conversions.Add(booked) },
        CallEvent.Settled settled => this with { Settled = settled, SettledAt = entry.At },
        _ => WithAttempt(entry),
    };

    private static Call? First(CallLogEntry entry) => entry.Event is CallEvent.Received received
        ? new Call
        {
            Inbound = received.Inbound,
            Campaign = received.Campaign,
            Publisher = received.Publisher,
            BookVersion = received.BookVersion,
            BookHash = received.BookHash,
        }
        : null;

    private Call WithAuction(AuctionRecord record, TimeSpan closedAfter)
    {
        // A ping's auction was over before its call came.
        var startedAfter = record.Trigger == "ping" ? TimeSpan.Zero : closedAfter - record.Took;
        var auction = new CallAuction(record, startedAfter);
        var mine = EarlyLateBids.FindAll(late => late.Auction == record.Id);
        return this with
        {
            Auctions = Auctions.Add(mine.Aggregate(auction, (it, late) => it.With(late))),
            EarlyLateBids = EarlyLateBids.RemoveRange(mine),
            Phase = CallPhase.Auction,
        };
    }

    private Call WithLateBid(CallEvent.LateBid late)
    {
        var at = Auctions.FindIndex(auction => auction.Record.Id == late.Auction);
        return at < 0
            ? this with { EarlyLateBids = EarlyLateBids.Add(late) }
            : this with { Auctions = Auctions.SetItem(at, Auctions[at].With(late)) };
    }

    private Call WithAttempt(CallLogEntry entry) => entry.Event switch
    {
        CallEvent.HoldRefused it => this with
        {
            Attempts = Attempts.Add(new CallAttempt(it.Attempt, it.Target, it.Buyer, null, null) { Failure = it.Reason }),
        },
        CallEvent.FundsHeld it => this with
        {
            Attempts = Attempts.Add(new CallAttempt(it.Attempt, it.Target, it.Buyer, it.Hold, it.Terms)),
        },
        CallEvent.ConfirmStarted it => Change(it.Attempt, attempt => attempt with
        {
            Confirmation = new CallConfirmation(entry.At, entry.Offset, it.Shown),
        }),
        CallEvent.Confirmed it => Change(it.Attempt, attempt => attempt with
        {
            Confirmation = attempt.Confirmation?.Answered(it.Took, it.Destination),
        }),
        CallEvent.ConfirmFailed it => Change(it.Attempt, attempt => attempt with
        {
            Confirmation = attempt.Confirmation?.Failed(it.Took), Failure = it.Reason,
        }),
        CallEvent.ConfirmLate it => Change(it.Attempt, attempt => attempt with
        {
            Confirmation = attempt.Confirmation is { } asked ? asked with { Late = it } : null,
        }),
        CallEvent.DialStarted it => Change(it.Attempt, attempt => attempt with
        {
            Destination = it.Destination, DialledAfter = entry.Offset,
        }) with { Phase = CallPhase.Dialing },
        CallEvent.Ringing it => Change(it.Attempt, attempt => attempt with { RangAfter = entry.Offset }),
        CallEvent.DialFailed it => Change(it.Attempt, attempt => attempt with
        {
            Failure = it.Reason, SipStatus = it.SipStatus, RangFor = it.RangFor, FailedAfter = entry.Offset,
        }),
        CallEvent.HungUp it => Change(it.Attempt, attempt => attempt with
        {
            Failure = it.Reason, TalkedFor = it.TalkTime, FailedAfter = entry.Offset,
        }) with { Phase = CallPhase.Dialing },
        CallEvent.NextChosen it => Change(it.Attempt, attempt => attempt with { Next = it.Reason }),
        CallEvent.HoldReleased it => Change(it.Attempt, attempt => attempt with { Released = it.Reason }),
        CallEvent.Connected it => Change(it.Attempt, attempt => attempt with
        {
            ConnectedAfter = entry.Offset, RangFor = it.RangFor, SipStatus = 200,
        }) with { Phase = CallPhase.Connected },
        _ => this,
    };

    private Call Change(int number, Func<CallAttempt, CallAttempt> change)
    {
        var at = Attempts.FindIndex(attempt => attempt.Number == number);
        return at < 0 ? this : this with { Attempts = Attempts.SetItem(at, change(Attempts[at])) };
    }

    private static CallEvent.Settled Add(CallEvent.Settled sum, CallEvent.ConversionBooked booked) =>
        booked.Revenue.Currency == sum.Revenue.Currency && booked.Payout.Currency == sum.Payout.Currency
        && booked.Margin.Currency == sum.Margin.Currency
            ? sum with
            {
                BuyerVerdict = booked.BuyerVerdict,
                PublisherVerdict = booked.PublisherVerdict,
                Revenue = sum.Revenue + booked.Revenue,
                Payout = sum.Payout + booked.Payout,
                Margin = sum.Margin + booked.Margin,
                Posted = sum.Posted ?? booked.Posted,
            }
            : sum;
}

/// <summary>An auction of a call, its late answers filled in.</summary>
/// <param name="StartedAfter">Since the call was received.</param>
public sealed record CallAuction(AuctionRecord Record, TimeSpan StartedAfter)
{
    internal CallAuction With(CallEvent.LateBid late) => this with
    {
        Record = Record with
        {
            Candidates = [.. Record.Candidates.Select(it => it.Target == late.Target ? it with { Late = late.Answer } : it)],
        },
    };
}

/// <summary>One try to connect an offer. Spans named "After" count from when the call was received.</summary>
/// <param name="Hold">Null when the keeper refused; then nothing was dialled.</param>
public sealed record CallAttempt(int Number, TargetId Target, BuyerId Buyer, HoldId? Hold, SaleTerms? Terms)
{
    /// <summary>Null when the bid needed none.</summary>
    public CallConfirmation? Confirmation { get; init; }

    public string? Destination { get; init; }

    public TimeSpan? DialledAfter { get; init; }

    public TimeSpan? RangAfter { get; init; }

    public TimeSpan? RangFor { get; init; }

    public TimeSpan? ConnectedAfter { get; init; }

    public TimeSpan? FailedAfter { get; init; }

    public int? SipStatus { get; init; }

    /// <summary>Why it was not connected; null while it rings and when it was.</summary>
    public Reason? Failure { get; init; }

    /// <summary>Of a target that hung up so soon that the caller went on to somebody else; null for any other.</summary>
    public TimeSpan? TalkedFor { get; init; }

    /// <summary>What followed on it, by whose rule; null when it was the last.</summary>
    public Reason? Next { get; init; }

    /// <summary>Why its hold was given back; null while it is held and when it was settled.</summary>
    public Reason? Released { get; init; }
}

/// <summary>The exchange with a winner before its dial.</summary>
/// <param name="Shown">The fields of the caller that the winner was shown.</param>
public sealed record CallConfirmation(DateTimeOffset AskedAt, TimeSpan AskedAfter, IReadOnlyList<string> Shown)
{
    /// <summary>Null while it is waited for.</summary>
    public TimeSpan? Took { get; init; }

    public bool IsConfirmed { get; init; }

    /// <summary>Null when the confirmation named none.</summary>
    public string? Destination { get; init; }

    /// <summary>What came after its time; null when nothing did.</summary>
    public CallEvent.ConfirmLate? Late { get; init; }

    internal CallConfirmation Answered(TimeSpan took, string? destination) =>
        this with { Took = took, IsConfirmed = true, Destination = destination };

    internal CallConfirmation Failed(TimeSpan took) => this with { Took = took };
}
