using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Sieve;
using Bidline.Tests;
using Bidline.Tests.Routing.Sieve;
using Microsoft.Extensions.Time.Testing;

namespace Bidline.Bench.Eligibility;

/// <summary>One random market with its sieve, whose answers are held against the rules, target by target.</summary>
internal sealed class RandomMarket
{
    private static readonly HashSet<TargetId> Nobody = [];

    private readonly FakeTimeProvider _clock = new(Given.Monday9Am);
    private readonly GenMarket _world;
    private readonly StandingBoard _board;
    private readonly TargetSieve _sieve;

    public RandomMarket(int seed)
    {
        _world = new GenMarket(seed, 8 + (seed % 60));
        _board = new StandingBoard(_clock);
        _sieve = new TargetSieve(_world.Book, _world.Campaign, _board);
    }

    public int Targets => _world.Targets.Count;

    /// <summary>How many are eligible; throws when the sieve left one of them out.</summary>
    public int Compare(int call)
    {
        if (call % 5 == 0) _world.TellSome(_board, _clock.GetUtcNow());
        if (call % 50 == 49) _clock.Advance(TimeSpan.FromHours(5));
        var (caller, publisher, now) = (_world.AnyCaller(), _world.AnyPublisher(), _world.AnyMoment());
        var facts = CallFacts.Of(caller, publisher.Publisher, _world.Campaign, now);
        var floor = PriceFloors.Of(_world.Campaign.Auction, facts);

        var left = _sieve.Narrow(facts, floor, publisher, now);
        var each = Bidline.Routing.Eligibility.Judge(
            _world.Book, new EligibilityRound(_world.Campaign, publisher, facts, floor, _board.Of, now, Nobody));

        var eligible = 0;
        for (var place = 0; place < each.Count; place++)
        {
            if (!each[place].IsEligible) continue;
            eligible++;
            if (!Bits.Has(left.Left, place)) throw new InvalidOperationException($"{each[place].Target.Id} was left out.");
        }

        return left.Out.Sum(group => group.Count) + Bits.Count(left.Left) == each.Count
            ? eligible
            : throw new InvalidOperationException("The counts do not add up.");
    }
}
