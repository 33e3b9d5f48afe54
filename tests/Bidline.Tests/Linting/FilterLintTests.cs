using Bidline.Linting.Lints;
using Bidline.Routing;
using Bidline.Routing.Rules;
using Bidline.Tests.Routing.Sieve;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Linting;

public sealed class FilterLintTests
{
    [Fact]
    public void A_filter_that_is_said_to_pass_nobody_passes_no_random_call()
    {
        var said = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var world = new GenMarket(seed, targets: 40);
            var hopeless = world.Targets.Select(target => target.Filter)
                .Where(filter => filter is not null && FilterLint.Contradiction(filter) is not null).ToList();
            said += hopeless.Count;
            for (var call = 0; call < 50; call++)
            {
                var facts = CallFacts.Of(world.AnyCaller(), world.AnyPublisher().Publisher, world.Campaign, world.AnyMoment());
                hopeless.ShouldAllBe(filter => FilterRule.Failing(filter!, facts) != null, $"seed {seed}, call {call}");
            }
        }

        said.ShouldBeGreaterThan(20);
    }
}
