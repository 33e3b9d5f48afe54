using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Sieve;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing.Sieve;

public sealed class TargetFinderTests
{
    private static readonly HashSet<TargetId> Nobody = [];

    /// <summary>The bench asks a million; here the markets are smaller and made anew more often.</summary>
    [Fact]
    public void Whoever_the_rules_let_through_is_left_by_the_sieve_whatever_the_market_and_whoever_tells_what()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var world = new GenMarket(seed, targets: 8 + (seed % 60));
            var clock = new FakeTimeProvider(Given.Monday9Am);
            var board = new StandingBoard(clock);
            var sieve = new TargetSieve(world.Book, world.Campaign, board);
            for (var call = 0; call < 250; call++)
            {
                if (call % 5 == 0) world.TellSome(board, clock.GetUtcNow());
                if (call % 50 == 49) clock.Advance(TimeSpan.FromHours(5));
                ShouldLeaveTheEligible(world, sieve, board, $"seed {seed}, call {call}");
            }
        }
    }

    [Fact]
    public void A_big_campaign_is_judged_as_target_by_target_and_its_counts_add_up()
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var world = new GenMarket(seed, targets: 700 + (40 * seed));
            var board = new StandingBoard(new FakeTimeProvider(Given.Monday9Am));
            var finder = new TargetFinder(board);
            for (var call = 0; call < 10; call++)
            {
                world.TellSome(board, Given.Monday9Am);
                var (caller, publisher, now, tried) = (world.AnyCaller(), world.AnyPublisher(), world.AnyMoment(), world.AnyTried());

                var judged = finder.Judge(world.Book, world.Campaign, publisher, caller, now, tried);
                var each = Eligibility.Judge(world.Book, world.Campaign, publisher, caller, board.Of, now, tried);

                Eligible(judged.Candidacies).ShouldBe(Eligible(each), $"seed {seed}");
                (judged.Candidacies.Count + judged.Unlisted.Sum(group => group.Targets)).ShouldBe(each.Count);
                judged.Candidacies.Count(it => !it.IsEligible).ShouldBeLessThanOrEqualTo(TargetFinder.ListedMax + 20);
                foreach (var group in judged.Unlisted)
                    group.Targets.ShouldBeLessThanOrEqualTo(each.Count(it => it.Failed.Any(r => r.Code == group.Reason)));
                foreach (var listed in judged.Candidacies)
                    Codes(listed).ShouldBe(Codes(each.Single(it => it.Target.Id == listed.Target.Id)));
            }
        }
    }

    [Fact]
    public void A_campaign_of_ordinary_size_has_a_row_for_every_target()
    {
        var world = new GenMarket(1, TargetFinder.ListedMax);

        var judged = Finder().Judge(
            world.Book, world.Campaign, world.AnyPublisher(), world.AnyCaller(), Given.Monday9Am, Nobody);

        judged.Candidacies.Count.ShouldBe(TargetFinder.ListedMax);
        judged.Unlisted.ShouldBeEmpty();
    }

    [Fact]
    public void A_cap_of_a_day_that_has_ended_lets_the_target_in_again_without_anybody_telling()
    {
        var clock = new FakeTimeProvider(Given.Monday9Am);
        var board = new StandingBoard(clock);
        var finder = new TargetFinder(board);
        var targets = Enumerable.Range(0, TargetFinder.ListedMax + 1)
            .Select(i => Given.ATarget($"t{i}") with { Caps = Orders.CallsPerDay(5) }).ToArray();
        var campaign = Given.ACampaign([.. targets.Select(target => target.Id.Value)]);
        var book = Given.ABook(campaign, targets);
        var ends = Given.Monday9Am.AddHours(3);
        board.Tell(new BuyerId("acme"), new BuyerStanding(CapStanding.Unused, Money.Usd(500)));
        foreach (var target in targets) 
            board.Tell(target.Id, new CapStanding(0, [new PeriodUse(CalendarPeriod.Day, 5, Money.Usd(0), ends)]));

        Found().ShouldBe(0);
        clock.Advance(TimeSpan.FromHours(3));
        Found().ShouldBe(targets.Length);

        int Found() => finder.Judge(
            book, campaign, Given.PublisherTerms(), Given.AFloridian(), clock.GetUtcNow(), Nobody)
            .Candidacies.Count(it => it.IsEligible);
    }

    private static void ShouldLeaveTheEligible(
        GenMarket world, TargetSieve sieve, StandingBoard board, string which)
    {
        var (caller, publisher, now) = (world.AnyCaller(), world.AnyPublisher(), world.AnyMoment());
        var facts = CallFacts.Of(caller, publisher.Publisher, world.Campaign, now);
        var floor = PriceFloors.Of(world.Campaign.Auction, facts);
        var round = new EligibilityRound(world.Campaign, publisher, facts, floor, board.Of, now, Nobody);

        var left = sieve.Narrow(facts, floor, publisher, now);

        var each = Eligibility.Judge(world.Book, round);
        for (var place = 0; place < each.Count; place++)
        {
            if (each[place].IsEligible && !Bits.Has(left.Left, place))
                throw new ShouldAssertException($"{each[place].Target.Id} was left out: {which}");
        }

        var counted = left.Out.Sum(group => group.Count) + Bits.Count(left.Left);
        if (counted != each.Count) throw new ShouldAssertException($"{counted} of {each.Count} counted: {which}");
        foreach (var group in left.Out)
        {
            if (each[group.First].Failed.All(reason => !IsTheSameCheck(reason.Code, group.Reason)))
                throw new ShouldAssertException($"{each[group.First].Target.Id} does not fail {group.Reason}: {which}");
        }
    }

    // The rule of filters names the first condition that fails, the sieve perhaps another.
    private static bool IsTheSameCheck(string code, string reason) =>
        code == reason || (IsOfFilter(code) && IsOfFilter(reason));

    private static bool IsOfFilter(string code) =>
        code is "not_asked.geo" or "not_asked.filter" or "not_asked.field_missing";

    private static TargetFinder Finder() => new(new StandingBoard(new FakeTimeProvider(Given.Monday9Am)));

    private static IEnumerable<string> Eligible(IEnumerable<Candidacy> candidacies) =>
        candidacies.Where(it => it.IsEligible).Select(it => it.Target.Id.Value);

    private static IEnumerable<string> Codes(Candidacy candidacy) => candidacy.Failed.Select(reason => reason.Code);
}
