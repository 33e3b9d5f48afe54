using Bidline.Auctions;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

public sealed class LatencyTailTests
{
    [Fact]
    public void It_knows_nothing_before_fifty_answers()
    {
        var tail = new LatencyTail();
        for (var i = 0; i < LatencyTail.KnownFrom - 1; i++) tail.Add(20);

        tail.P99Ms.ShouldBeNull();
        tail.Add(20);
        tail.P99Ms.ShouldNotBeNull().ShouldBeInRange(20, 22);
    }

    [Fact]
    public void It_is_never_below_the_true_quantile_and_at_most_a_tenth_above() =>
        Gen.Double[0.6, 4000].Array[100, 500].Sample(latencies =>
        {
            var tail = new LatencyTail();
            foreach (var ms in latencies) tail.Add(ms);
            // The smallest value that at most one percent lie above.
            var sorted = latencies.Order().ToArray();
            var exact = sorted[sorted.Length - 1 - (int)(sorted.Length * 0.01)];

            tail.P99Ms.ShouldNotBeNull().ShouldBeInRange(exact * 0.999, exact * 1.1);
        });

    [Fact]
    public void A_bidder_that_becomes_slower_is_given_more_time_within_a_few_answers()
    {
        var tail = new LatencyTail();
        for (var i = 0; i < 5000; i++) tail.Add(20);

        for (var i = 0; i < 8; i++) tail.Add(90);

        tail.P99Ms.ShouldNotBeNull().ShouldBeInRange(90, 99);
    }

    [Fact]
    public void A_bidder_that_becomes_faster_is_believed_after_some_hundred()
    {
        var tail = new LatencyTail();
        for (var i = 0; i < 5000; i++) tail.Add(400);

        for (var i = 0; i < 3000; i++) tail.Add(20);

        tail.P99Ms.ShouldNotBeNull().ShouldBeInRange(20, 22);
    }
}
