using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Tracking;
using CsCheck;

namespace Bidline.Tests.Calls;

/// <summary>Call events of every kind, with any values that their types allow.</summary>
public static class GenCallEvent
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char, 0, 12];

    private static readonly Gen<Guid> Uuid = Gen.Byte.Array[16].Select(bytes => new Guid(bytes));

    private static readonly Gen<string> Slug = Gen.String[Gen.Char["abc-019"], 1, 12];

    private static readonly Gen<Money> Amount =
        Gen.Select(
            Gen.Long[-9_200_000_000_000_000_000, 9_200_000_000_000_000_000],
            Gen.OneOf("USD", "EUR", "JPY", "KWD"),
            (micros, code) => new Money(micros, Currency.Parse(code)));

    private static readonly Gen<TimeSpan> Span = Gen.Long[0, TimeSpan.TicksPerDay].Select(TimeSpan.FromTicks);

    private static readonly Gen<DateTimeOffset> Moment =
        Gen.Long[0, 3_000_000_000_000_000].Select(Bidline.Storage.UnixMicros.At);

    private static readonly Gen<PhoneNumber> Number = Gen.OneOf(
        Gen.Const(default(PhoneNumber)), Gen.Int[100, 199].Select(last => PhoneNumber.Parse($"+13055550{last}")));

    private static readonly Gen<IReadOnlyDictionary<string, string>> Values =
        Gen.Dictionary(Text, Text)[0, 3].Select(values => (IReadOnlyDictionary<string, string>)values);

    private static readonly Gen<Reason> Reasons = Gen.Select(Text, Values, (code, values) => new Reason(code, values));

    private static readonly Gen<LateAnswer> Late = Gen.Select(
        Gen.Double[0, 5_000], Amount.Nullable(), Gen.OneOf("won", "lost"),
        (at, bid, would) => new LateAnswer(at, bid, would));

    private static readonly Gen<PayoutTerms> Payouts = Gen.OneOf<PayoutTerms>(
        Amount.Select(amount => (PayoutTerms)new PayoutTerms.Fixed(amount)),
        Gen.Select(Gen.Decimal[0, 100], Amount.Nullable(), Amount.Nullable(),
            (percent, min, max) => (PayoutTerms)new PayoutTerms.PercentOfRevenue(percent, min, max)),
        Gen.Decimal[0, 100].Select(percent => (PayoutTerms)new PayoutTerms.MarginPercent(percent)),
        Amount.Select(amount => (PayoutTerms)new PayoutTerms.PerMinute(new MinuteRate(amount, TimeSpan.FromSeconds(6), default))),
        Amount.Select(amount => (PayoutTerms)new PayoutTerms.MarginAmount(amount)));

    private static readonly Gen<ChargeTerms?> Charges = Gen.OneOf<ChargeTerms?>(
        Gen.Const((ChargeTerms?)null),
        Gen.Select(Amount, Span, (amount, span) =>
            (ChargeTerms?)new ChargeTerms.PerMinute(new MinuteRate(amount, span, span))),
        Gen.Select(Gen.Decimal[0, 100], Amount.Nullable(), (percent, bound) =>
            (ChargeTerms?)new ChargeTerms.PercentOfSale(percent, bound, bound)));

    private static readonly Gen<QualifyRule> Rules = Gen.Select(
        Span, Gen.Enum<QualifyFrom>(), Slug.Null(), (span, from, name) => new QualifyRule(span)
        {
            From = from, Conversion = name is null ? null : new ConversionRule(name, span),
        });

    private static readonly Gen<SaleTerms> Terms = Gen.Select(
        Gen.Select(Amount, Charges), Rules, Slug, Payouts, Rules, (price, buyer, publisher, payout, paid) => new SaleTerms(
            price.Item1, buyer, new PublisherId(publisher), payout, paid)
        {
            AllowLoss = paid.Connected > buyer.Connected,
            Charge = price.Item2,
            Unpaid = paid.Connected > buyer.Connected
                ? new UnpaidTerms(null, Reason.Of("pay.duplicate", ("stage", publisher)))
                : null,
        });

    private static readonly Gen<Candidate> Candidates = Gen.Select(
        Gen.Select(Slug, Gen.Enum<CandidateStage>(), Reasons, Reasons.List[0, 2]),
        Gen.Select(
            Gen.Int[0, 9].Nullable(), Amount.Nullable(), Gen.Double[0, 100].Nullable(), Late.Null(),
            Text.List[0, 2].Null()),
        (who, what) => new Candidate(
            new TargetId(who.Item1), new BuyerId(who.Item1), 1, who.Item2, who.Item3, who.Item4, what.Item1,
            what.Item2, what.Item2, what.Item3, what.Item3, what.Item3, who.Item1,
            who.Item1, what.Item1, what.Item4, what.Item5)
        {
            Pays = what.Item2,
            Expected = what.Item2 is { } amount && what.Item3 is { } rate
                ? new ExpectedRevenue(amount, 90, Math.Round((decimal)rate / 100, 6), 1, 0.5m, 12, 13.1m, (decimal)rate)
                : null,
        });

    private static readonly Gen<AuctionRecord> Auctions = Gen.Select(
        Uuid, Gen.Enum<AuctionType>(), Amount, Span, Gen.ULong, Moment, Candidates.List[0, 4],
        (id, type, floor, span, seed, at, candidates) => new AuctionRecord(
            new AuctionId(id), new CallId(id), "call", type, RankBy.ExpectedRevenue, floor, span, seed, at, span, candidates)
        {
            FloorRule = candidates.Count > 1 ? "tx-nights" : null,
            ColdStart = candidates.Count > 2 ? candidates[0].Reason : null,
            Unlisted = candidates.Count > 3 ? new List<UnlistedTargets> { new("not_asked.geo", 9000) } : null,
        });

    /// <summary>The first event of a call.</summary>
    public static Gen<CallEvent> Received { get; } = Gen.Select(
        Gen.Select(Uuid, Moment, Slug, Number, Number),
        Gen.Select(Values, Text.Null(), Text, Slug.Null(), Gen.Int),
        (who, what) => (CallEvent)new CallEvent.Received(
            new InboundCall(new CallId(who.Item1), who.Item2, new TrunkId(who.Item3), who.Item4, who.Item5, what.Item1,
                what.Item2, what.Item3, what.Item3),
            what.Item4 is null ? null : new CampaignId(what.Item4),
            what.Item4 is null ? null : new PublisherId(what.Item4),
            what.Item5, what.Item3, what.Item3));

    private static Gen<Visit> Visits { get; } = Gen.Select(
        Uuid, Slug, Moment, Text, Values, (id, slug, at, text, tags) => new Visit(
            new VisitId(id), new VisitorId(id), new PoolId(slug), new CampaignId(slug), new PublisherId(slug), at, text, null,
            text, tags, new List<Touch> { new(new VisitId(id), at, text, text, null, text, null) }));

    private static Gen<SourceReport> Reports { get; } = Gen.Select(
        Slug, Gen.Enum<SourceOutcome>(), Span, Gen.Select(Amount.Nullable(), Moment.Nullable()), Reasons.Null(),
        (name, outcome, took, worth, why) => new SourceReport(name, outcome, took)
        {
            Fields = new List<string> { name }, Cost = worth.Item1, AsOf = worth.Item2, Why = why,
        });

    /// <summary>What may follow, one generator a kind.</summary>
    public static IReadOnlyList<Gen<CallEvent>> Later { get; } =
    [
        Gen.Select(Reasons, Gen.Int, (reason, status) => (CallEvent)new CallEvent.Refused(reason, status)),
        Gen.Select(Number, Text.Null(), Gen.Int.Nullable(), Values, (caller, text, days, tags) =>
            (CallEvent)new CallEvent.Enriched(new CallerProfile(caller, text, text, text, text, text, text, text, text, days, tags))),
        Gen.Select(Number, Text.Null(), Values, Reports.List[0, 3].Null(), (caller, text, tags, sources) => (CallEvent)new CallEvent.Appended(
            new CallerProfile(caller, text, text, text, text, text, text, text, text, null, tags) { Sources = sources })),
        Values.Select(tags => (CallEvent)new CallEvent.NumberTagged(tags)),
        Gen.Int.Select(attempt => (CallEvent)new CallEvent.RecordingStarted(attempt)),
        Gen.Select(Visits.Null(), Slug, Gen.Enum<Certainty>(), Moment, (visit, pool, certainty, at) =>
            (CallEvent)new CallEvent.Attributed(new Attribution(
                new PoolId(pool), certainty, visit, visit is null ? null : at, visit is null ? null : at))),
        Gen.Select(Uuid, Amount, Moment, (id, promised, until) => (CallEvent)new CallEvent.ReservationUsed(
            new ReservationId(id), new PingId(id), promised, until)),
        Gen.Select(Uuid.Nullable(), Reasons, Gen.Enum<ArrivalPolicy>(), (id, reason, then) =>
            (CallEvent)new CallEvent.ReservationMissed(
                id is { } it ? new ReservationId(it) : null, id is { } same ? new PingId(same) : null, reason, then)),
        Auctions.Select(auction => (CallEvent)new CallEvent.AuctionClosed(auction)),
        Gen.Select(Uuid, Slug, Late, (auction, target, late) =>
            (CallEvent)new CallEvent.LateBid(new AuctionId(auction), new TargetId(target), late)),
        Gen.Select(Gen.Int, Slug, Reasons, (attempt, slug, reason) =>
            (CallEvent)new CallEvent.HoldRefused(attempt, new TargetId(slug), new BuyerId(slug), reason)),
        Gen.Select(Gen.Int, Uuid, Slug, Terms, (attempt, hold, slug, terms) => (CallEvent)new CallEvent.FundsHeld(
            attempt, new HoldId(hold), new TargetId(slug), new BuyerId(slug), terms)
        {
            Shared = attempt % 2 == 0 ? null : new List<Bidline.Routing.Shared.SharedParty> { new($"group:{slug}") },
        }),
        Gen.Select(Gen.Int, Slug, Text.List[0, 3], (attempt, target, shown) =>
            (CallEvent)new CallEvent.ConfirmStarted(attempt, new TargetId(target), shown)),
        Gen.Select(Gen.Int, Slug, Text.Null(), Span, (attempt, target, to, took) =>
            (CallEvent)new CallEvent.Confirmed(attempt, new TargetId(target), to, took)),
        Gen.Select(Gen.Int, Slug, Reasons, Span, (attempt, target, reason, took) =>
            (CallEvent)new CallEvent.ConfirmFailed(attempt, new TargetId(target), reason, took)),
        Gen.Select(Gen.Int, Slug, Span, Reasons, Text.Null(), (attempt, target, took, reason, to) =>
            (CallEvent)new CallEvent.ConfirmLate(attempt, new TargetId(target), took, to is null ? reason : null, to)),
        Gen.Select(Gen.Int, Slug, Text, (attempt, target, to) =>
            (CallEvent)new CallEvent.DialStarted(attempt, new TargetId(target), to)),
        Gen.Int.Select(attempt => (CallEvent)new CallEvent.Ringing(attempt)),
        Gen.Select(Gen.Int, Slug, Reasons, Gen.Int.Nullable(), Span, (attempt, target, reason, status, rang) =>
            (CallEvent)new CallEvent.DialFailed(attempt, new TargetId(target), reason, status, rang)),
        Gen.Select(Gen.Int, Uuid, Slug, Reasons, (attempt, hold, buyer, reason) =>
            (CallEvent)new CallEvent.HoldReleased(attempt, new HoldId(hold), new BuyerId(buyer), reason)),
        Gen.Select(Gen.Int, Slug, Span, (attempt, target, rang) =>
            (CallEvent)new CallEvent.Connected(attempt, new TargetId(target), rang)),
        Gen.Select(Gen.Int, Uuid, Slug, Amount, (attempt, hold, buyer, total) =>
            (CallEvent)new CallEvent.HoldRenewed(attempt, new HoldId(hold), new BuyerId(buyer), total)),
        Gen.Select(Gen.Int, Uuid, Slug, Reasons, (attempt, hold, buyer, reason) =>
            (CallEvent)new CallEvent.HoldNotRenewed(attempt, new HoldId(hold), new BuyerId(buyer), reason)),
        Gen.Select(Uuid, Slug, Amount.Nullable(), (id, name, amount) =>
            (CallEvent)new CallEvent.ConversionReported(new ConversionId(id), name, amount)),
        Gen.Select(Uuid, Reasons, Amount, Uuid.Nullable(), (id, reason, amount, posted) =>
            (CallEvent)new CallEvent.ConversionBooked(
                new ConversionId(id), reason, reason, amount, amount, amount, posted is { } it ? new TransactionId(it) : null)),
        Gen.Select(Gen.Int, Slug, Reasons, Span, (attempt, target, reason, talked) =>
            (CallEvent)new CallEvent.HungUp(attempt, new TargetId(target), reason, talked)),
        Gen.Select(Gen.Int, Slug, Reasons, (attempt, target, reason) =>
            (CallEvent)new CallEvent.NextChosen(attempt, new TargetId(target), reason)),
        Gen.Select(Slug.Null(), Reasons, (to, reason) =>
            (CallEvent)new CallEvent.Overflowed(to is null ? null : new CampaignId(to), reason)),
        Text.Select(text => (CallEvent)new CallEvent.FallbackStarted("say", text)),
        Gen.Select(Gen.Enum<CallOutcome>(), Reasons, Gen.Enum<EndedBy>().Nullable(), Span, Gen.Long.Nullable(),
            (outcome, reason, by, talk, packets) => (CallEvent)new CallEvent.Ended(
                outcome, reason, by, talk, packets is { } count ? new MediaCounts(count, count, count) : null)),
        Gen.Select(Reasons, Amount, Uuid.Nullable(), (reason, amount, posted) => (CallEvent)new CallEvent.Settled(
            reason, reason, amount, amount, amount, posted is { } id ? new TransactionId(id) : null)),
    ];

    public static Gen<CallEvent> Any { get; } = Gen.OneOf([Received, .. Later]);
}
