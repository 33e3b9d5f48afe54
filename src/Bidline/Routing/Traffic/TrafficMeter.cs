using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Traffic;

/// <summary>
/// Keeps campaigns and publishers inside their caps: a campaign's own, a publisher's own, and a publisher's in a
/// campaign. A call is let in by all of them or by none, in one decision, so that no race passes a cap. In memory of the
/// process that answers calls; every call that was let in has its durable row, from which <see cref="TrafficReading"/>
/// counts anew at the start.
/// </summary>
/// <remarks>
/// The price of a call is not known when it is let in, so a limit of money turns calls away here once it is reached. The
/// exact check is at the dial (Routing/Shared): a sale that would pass the limit is not made.
/// </remarks>
public sealed class TrafficMeter(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TrafficParty, CapUse> _uses = [];

    /// <summary>Counts a call in, or says which cap is full.</summary>
    public TrafficEntry Enter(Campaign campaign, Publisher publisher, PublisherTerms terms) =>
        Enter(TrafficParty.Of(campaign, publisher, terms));

    /// <summary>The same for a call that overflows into another campaign: it is inside its publisher's own cap already.</summary>
    public TrafficEntry EnterBeside(Campaign campaign, Publisher publisher, PublisherTerms terms) =>
        Enter([.. TrafficParty.Of(campaign, publisher, terms).Where(each => each.Party.Campaign is not null)]);

    private TrafficEntry Enter((TrafficParty Party, Caps Caps)[] parties)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            foreach (var (party, caps) in parties)
                if (Full(party, caps, now) is { } reason)
                    return new TrafficEntry(reason, null);
            var taken = Array.ConvertAll(parties, each => (each.Party, each.Caps, Slot: Take(each.Party, now)));
            return new TrafficEntry(null, outcome =>
            {
                lock (_gate)
                {
                    foreach (var (party, caps, slot) in taken) Leave(party, caps, slot, outcome);
                }
            });
        }
    }

    /// <summary>
    /// Which cap would keep a call out at that moment, if none came until then; null when it would be let in. Nothing is
    /// counted.
    /// </summary>
    public Reason? WouldRefuse(Campaign campaign, Publisher publisher, PublisherTerms terms, DateTimeOffset at)
    {
        lock (_gate)
        {
            foreach (var (party, caps) in TrafficParty.Of(campaign, publisher, terms))
            {
                if (caps.IsNone) continue;
                var use = _uses.GetValueOrDefault(party) ?? new CapUse();
                if (Full(party, caps.At(at), use.Live, Look) is { } full) return full;

                PeriodUse Look(CalendarPeriod period) => use.Look(period, caps.TimeZone, CurrencyOf(caps), at);
            }

            return null;
        }
    }

    /// <summary>What is used of a campaign's own caps at that moment; for screens.</summary>
    public CapStanding UseOf(Campaign campaign, DateTimeOffset at) =>
        UseOf(new TrafficParty(campaign.Id, null), campaign.Caps, at);

    /// <summary>What is used of a publisher's caps in one campaign.</summary>
    public CapStanding UseOf(Campaign campaign, PublisherTerms terms, DateTimeOffset at) =>
        UseOf(new TrafficParty(campaign.Id, terms.Publisher), terms.Caps, at);

    /// <summary>At the start: calls that an earlier process let in.</summary>
    internal void Remember(
        (TrafficParty Party, Caps Caps)[] parties, DateTimeOffset at, int calls, TrafficOutcome each, Money revenue,
        Money payout)
    {
        lock (_gate)
        {
            foreach (var (party, caps) in parties)
                UseOf(party).Remember(at, each.IsUsed(caps.CountOn) ? calls : 0, party.Publisher is null ? revenue : payout);
        }
    }

    /// <summary>A call that has left was charged after all.</summary>
    internal void Convert(
        (TrafficParty Party, Caps Caps)[] parties, DateTimeOffset at, TrafficOutcome before, TrafficOutcome after)
    {
        lock (_gate)
        {
            foreach (var (party, caps) in parties)
            {
                var calls = after.IsUsed(caps.CountOn) && !before.IsUsed(caps.CountOn) ? 1 : 0;
                UseOf(party).Remember(
                    at, calls, party.Publisher is null ? after.Revenue - before.Revenue : after.Payout - before.Payout);
            }
        }
    }

    private CapStanding UseOf(TrafficParty party, Caps caps, DateTimeOffset at)
    {
        lock (_gate)
        {
            return _uses.TryGetValue(party, out var use)
                ? new CapStanding(
                    use.Live,
                    [.. caps.Limits.Select(limit => use.Look(limit.Period, caps.TimeZone, CurrencyOf(caps), at))])
                : CapStanding.Unused;
        }
    }

    private CapSlot Take(TrafficParty party, DateTimeOffset now) => UseOf(party).Take(default, now);

    private void Leave(TrafficParty party, Caps caps, CapSlot slot, TrafficOutcome outcome) => UseOf(party).End(
        slot, outcome.IsUsed(caps.CountOn), party.Publisher is null ? outcome.Revenue : outcome.Payout);

    private Reason? Full(TrafficParty party, Caps caps, DateTimeOffset now)
    {
        if (caps.IsNone) return null;
        var use = UseOf(party);
        return Full(party, caps.At(now), use.Live, period => use.Of(period, caps.TimeZone, CurrencyOf(caps), now));
    }

    private static Reason? Full(TrafficParty party, Caps caps, int live, Func<CalendarPeriod, PeriodUse> useOf)
    {
        if (CapLimits.Busy(party.Kind, caps, live) is { } busy)
            return new Reason(party.Code, new Dictionary<string, string>(busy.Values) { ["window"] = "concurrent" });
        var passed = CapLimits.Calls(party.Kind, caps, useOf) ?? CapLimits.Spend(party.Kind, caps, useOf, price: null);
        return passed is null ? null : new Reason(party.Code, passed.Values);
    }

    private CapUse UseOf(TrafficParty party) =>
        _uses.TryGetValue(party, out var use) ? use : _uses[party] = new CapUse();

    private static Currency CurrencyOf(Caps caps) =>
        caps.Limits.Select(limit => limit.Spend?.Currency).FirstOrDefault(currency => currency is not null) ?? Currency.Usd;
}

/// <summary>Whose cap it is: a campaign's, a publisher's, or a publisher's in a campaign.</summary>
internal readonly record struct TrafficParty(CampaignId? Campaign, PublisherId? Publisher)
{
    public string Kind => Publisher is null ? "campaign" : "publisher";

    public string Code => Publisher is null ? "call.campaign_cap" : "call.publisher_cap";

    public static (TrafficParty Party, Caps Caps)[] Of(Campaign campaign, Publisher publisher, PublisherTerms terms) =>
    [
        (new TrafficParty(campaign.Id, null), campaign.Caps),
        (new TrafficParty(null, publisher.Id), publisher.Caps),
        (new TrafficParty(campaign.Id, publisher.Id), terms.Caps),
    ];
}
