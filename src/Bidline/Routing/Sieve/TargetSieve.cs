using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing.Rules;

namespace Bidline.Routing.Sieve;

/// <summary>
/// One campaign's targets compiled for finding the few that may take a call. It leaves out only whoever certainly may
/// not: those that are left are judged by the rules as everywhere. Immutable but for the live bits; safe on any thread.
/// </summary>
internal sealed class TargetSieve
{
    private readonly ulong[] _everyone;
    private readonly ulong[] _awake;
    private readonly ulong[] _atTierMinimum;
    private readonly HourBits _hours;
    private readonly PublisherBits _publishers;
    private readonly FieldBits[] _fields;
    private readonly CallerBits _callers;
    private readonly ConditionBits _conditions;
    private readonly ConcurrentDictionary<long, ulong[]> _atFloor = new();
    private readonly ConditionalWeakTable<PublisherTerms, ulong[]> _withMargin = [];
    private readonly Campaign _campaign;
    private readonly LiveBits _live;

    public TargetSieve(CampaignBook book, Campaign campaign, StandingBoard board)
    {
        _campaign = campaign;
        Places =
        [
            .. campaign.Tiers.Index().SelectMany(tier => tier.Item.Targets.Select(place => Candidate(book, tier.Index, place))),
        ];
        var targets = Places.Select(place => place.Target).ToArray();
        _everyone = Bits.All(Places.Count);
        _awake = Bits.Of(Places.Count, i => !Places[i].Target.Paused && !Places[i].Buyer.Paused);
        _atTierMinimum = Bits.Of(Places.Count, i => Places[i].Target.Price.Known is not { } price
            || !(price < campaign.Tiers[Places[i].Tier].MinRevenue));
        _hours = new HourBits(targets);
        _publishers = new PublisherBits(targets);
        _fields = [.. FieldsOf(targets)];
        _callers = new CallerBits(targets);
        _conditions = new ConditionBits(targets);
        _live = new LiveBits(board, Places);
        PlaceOf = targets.Index().ToFrozenDictionary(pair => pair.Item.Id, pair => pair.Index);
    }

    /// <summary>Every target of the campaign in the order of its plan, as if it were eligible.</summary>
    public IReadOnlyList<Candidacy> Places { get; }

    public FrozenDictionary<TargetId, int> PlaceOf { get; }

    /// <summary>The places that certain conditions leave, and how many each of them left out.</summary>
    public Narrowing Narrow(CallFacts facts, PriceFloor floor, PublisherTerms publisher, DateTimeOffset now)
    {
        var left = new Narrowing(_everyone);
        left.Keep(_awake, "not_asked.paused");
        _publishers.Narrow(left, facts.Publisher);
        if (CallingHoursRule.Check(_campaign.CallingHours, facts) is { } unlawful)
            left.Keep(Bits.None(Places.Count), unlawful.Code);
        var open = _hours.At(now, facts.CallersClock);
        if (open.Working is not null) left.Keep(open.Working, "not_asked.holiday");
        left.Keep(open.Open, "not_asked.hours_closed");
        foreach (var field in _fields) field.Narrow(left, CallFields.Read(facts, field.Field));
        _conditions.Narrow(left, facts);
        _callers.Narrow(left, facts.Profile);
        if (RepeatCallers.SkipsAll(_campaign, facts.Profile.Past, now))
            left.Keep(new ulong[_everyone.Length], "not_asked.duplicate_for_buyer");
        _live.Narrow(left);
        left.Keep(_atFloor.GetOrAdd(floor.Amount.Micros, AtFloor), "not_asked.price_below_floor");
        left.Keep(_atTierMinimum, "not_asked.below_tier_minimum");
        left.Keep(_withMargin.GetValue(publisher, WithMargin), "not_asked.margin");
        return left;
    }

    private static Candidacy Candidate(CampaignBook book, int tier, TierTarget place)
    {
        var target = book.Targets[place.Target];
        return new Candidacy(target, book.Buyers[target.Buyer], tier, place, []);
    }

    private static IEnumerable<FieldBits> FieldsOf(Target[] targets)
    {
        var terms = Array.ConvertAll(targets, target => FieldTerms.Of(target.Filter));
        var fields = terms.SelectMany(own => own.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return fields.Select(field => new FieldBits(field, Array.ConvertAll(terms, own => own.GetValueOrDefault(field))));
    }

    private ulong[] AtFloor(long floor) => Bits.Of(Places.Count, i =>
        Places[i].Target.Price.Known is not { } price || price.Micros >= floor);

    private ulong[] WithMargin(PublisherTerms publisher) => Bits.Of(Places.Count, i =>
        Places[i].Target.Price.Known is not { } price
        || Margins.ShortfallOf(_campaign.Auction.Margin, publisher.Payout, price) is null);
}
