using System.Collections.Concurrent;
using System.Globalization;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Auctions.Interest;

/// <summary>
/// What each bidder never bids on: nothing bid in so many questions about one state, one area code, one publisher or one
/// campaign. A ping does not ask it then, but for one in <see cref="ExploreOneIn"/>, so that a bidder who changes is
/// noticed; the first bid has it asked about everything of that kind again, and needs twice the questions before it is
/// left out once more. In memory of this process, begun anew with it. Safe on any thread (decision 0041).
/// </summary>
public sealed class BidderInterests
{
    /// <summary>Questions without a bid after which a bidder is left out.</summary>
    public const int AsksLeast = 1_000;

    /// <summary>Of those it would be left out of, it is asked in one of so many.</summary>
    public const int ExploreOneIn = 20;

    /// <summary>Kinds of calls remembered, over all bidders: some 20 MB. Beyond, nothing new is learned.</summary>
    public const int KindsMax = 100_000;

    private const int DoublingsMax = 6;

    private readonly ConcurrentDictionary<(TargetId Bidder, string Field, string Value), Taste> _tastes = new();
    private int _kinds;

    /// <summary>Why a ping does not ask this bidder; null when it does. The same seed says the same.</summary>
    public Reason? WhyNot(TargetId bidder, CallKind kind, ulong seed)
    {
        foreach (var (field, value) in kind.Values)
        {
            if (!_tastes.TryGetValue((bidder, field, value), out var taste) || !taste.IsHopeless) continue;
            if (SeededDraw.LotOf(seed, bidder) % ExploreOneIn == 0) return null;
            taste.LeftOut();
            return Reason.Of(
                "not_asked.never_bids", ("field", field), ("value", value), ("asks", Number(taste.Asks)),
                ("one_in", Number(ExploreOneIn)));
        }

        return null;
    }

    /// <summary>The bidder was asked about a call of this kind and answered in form.</summary>
    /// <param name="bid">It wants such calls, whether its price was good enough or not.</param>
    public void Learn(TargetId bidder, CallKind kind, bool bid)
    {
        foreach (var (field, value) in kind.Values)
        {
            var key = (bidder, field, value);
            if (!_tastes.TryGetValue(key, out var taste))
            {
                if (Volatile.Read(ref _kinds) >= KindsMax) continue;
                var mine = new Taste();
                taste = _tastes.GetOrAdd(key, mine);
                if (taste == mine) Interlocked.Increment(ref _kinds);
            }

            taste.Answered(bid);
        }
    }

    /// <summary>Whom a bidder is not asked about now, the most often left out first.</summary>
    public IReadOnlyList<LeftOutKind> LeftOutOf(TargetId bidder) =>
    [
        .. _tastes.Where(pair => pair.Key.Bidder == bidder && pair.Value.IsHopeless)
            .Select(pair => new LeftOutKind(pair.Key.Field, pair.Key.Value, pair.Value.Asks, pair.Value.LeftOutTimes))
            .OrderByDescending(it => it.LeftOut).ThenBy(it => it.Field, StringComparer.Ordinal)
            .ThenBy(it => it.Value, StringComparer.Ordinal),
    ];

    /// <summary>Everything that was learned of a bidder is forgotten: it is asked again.</summary>
    public void Forget(TargetId bidder)
    {
        foreach (var key in _tastes.Keys)
            if (key.Bidder == bidder && _tastes.TryRemove(key, out _)) Interlocked.Decrement(ref _kinds);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Counts of two threads may overwrite each other by a few: they decide what is worth trying, not who is paid.
    private sealed class Taste
    {
        private int _asks;
        private int _doublings;
        private int _leftOut;

        public int Asks => Volatile.Read(ref _asks);

        public int LeftOutTimes => Volatile.Read(ref _leftOut);

        public bool IsHopeless => Asks >= AsksLeast << Volatile.Read(ref _doublings);

        public void LeftOut() => Interlocked.Increment(ref _leftOut);

        public void Answered(bool bid)
        {
            if (!bid)
            {
                Interlocked.Increment(ref _asks);
                return;
            }

            if (IsHopeless) _doublings = Math.Min(DoublingsMax, _doublings + 1);
            Volatile.Write(ref _asks, 0);
        }
    }
}

/// <summary>What a bidder's interest may depend on, by the names of filters.</summary>
public sealed class CallKind
{
    private CallKind(IReadOnlyList<(string Field, string Value)> values) => Values = values;

    /// <summary>The narrowest last: a bidder who bids on nothing at all is left out for that.</summary>
    public IReadOnlyList<(string Field, string Value)> Values { get; }

    public static CallKind Of(CallerProfile profile, CampaignId campaign, PublisherId publisher)
    {
        var values = new List<(string Field, string Value)>(4)
        {
            ("campaign", campaign.Value), ("publisher", publisher.Value),
        };
        if (profile.State is { } state) values.Add(("caller.state", state));
        if (profile.AreaCode is { } area) values.Add(("caller.area_code", area));
        return new CallKind(values);
    }
}

/// <param name="Field">"caller.state", "caller.area_code", "publisher" or "campaign".</param>
/// <param name="Asks">Questions since its last bid on such a call, or since the start.</param>
/// <param name="LeftOut">How often it was not asked for that.</param>
public sealed record LeftOutKind(string Field, string Value, int Asks, int LeftOut);
