using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Linting.Lints;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Rules;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Linting;

public sealed class UncoveredStateLintTests
{
    private static readonly Gen<CallFilter> Leaves = Gen.OneOf<CallFilter>(
        Gen.OneOf("FL", "TX", "CA", "NY").Array[1, 3].Select(values => (CallFilter)new CallFilter.In("caller.state", values)),
        Gen.OneOf("F", "T", "C").Select(text => (CallFilter)new CallFilter.Prefix("caller.state", text)),
        Gen.Int[0, 99].Select(age => (CallFilter)new CallFilter.Range("tags.age", age, null)),
        Gen.Const((CallFilter)new CallFilter.Exists("caller.state")),
        Gen.Const((CallFilter)new CallFilter.Exists("tags.age")));

    private static readonly Gen<CallFilter> Filters = Gen.Recursive<CallFilter>((depth, inner) => depth > 3
        ? Leaves
        : Gen.OneOf(
            Leaves,
            inner.Select(filter => (CallFilter)new CallFilter.Not(filter)),
            inner.Array[1, 3].Select(of => (CallFilter)new CallFilter.All(of)),
            inner.Array[1, 3].Select(of => (CallFilter)new CallFilter.Any(of))));

    [Fact]
    public void What_it_says_of_a_state_holds_for_every_caller_from_there() =>
        Gen.Select(Filters, Gen.OneOf("FL", "TX", "CA", "NY"), Gen.Int[-50, 99]).Sample((filter, state, age) =>
        {
            var tags = age >= 0 ? new Dictionary<string, string> { ["age"] = $"{age}" } : [];
            var profile = CallerProfile.Unknown(Given.Caller) with { State = state, Tags = tags };
            var passes = FilterRule.Failing(filter, CallFacts.Of(profile, new PublisherId("zeta"), Given.ACampaign("acme-fl"), Given.Monday9Am)) is null;

            if (UncoveredStateLint.Takes(filter, state) is { } verdict) passes.ShouldBe(verdict);
        });
}
