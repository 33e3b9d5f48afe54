using Bidline.Auctions;
using Bidline.Campaigns;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

public sealed class RequestBudgetTests
{
    private const long Second = 1000;

    [Fact]
    public void In_no_second_is_the_limit_exceeded_and_none_is_wasted() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 60].Array[1, 400]).Sample((limit, gaps) =>
        {
            var budget = new RequestBudget(Second);
            var (now, sent) = (5000L, new List<long>());
            foreach (var gap in gaps)
            {
                now += gap;
                var inWindow = sent.Count(at => at > now - Second);
                budget.TryTake(limit, now).ShouldBe(inWindow < limit);
                if (inWindow == limit) continue;
                budget.Use(now);
                sent.Add(now);
            }
        });

    [Fact]
    public void Places_taken_count_until_they_are_used_or_given_back_whatever_the_order() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 3].Array[1, 300]).Sample((limit, steps) =>
        {
            var budget = new RequestBudget(Second);
            var (now, taken, sent) = (5000L, 0, new List<long>());
            foreach (var step in steps)
            {
                now += 40;
                if (step <= 1 && budget.TryTake(limit, now)) taken++;
                if (step == 2 && taken > 0)
                {
                    budget.Use(now);
                    taken--;
                    sent.Add(now);
                }

                if (step == 3 && taken > 0)
                {
                    budget.GiveBack();
                    taken--;
                }

                (sent.Count(at => at > now - Second) + taken).ShouldBeLessThanOrEqualTo(limit);
            }
        });

    [Fact]
    public void A_changed_limit_counts_what_was_sent_before()
    {
        var budget = new RequestBudget(Second);
        for (var i = 0; i < 5; i++)
        {
            budget.TryTake(5, 100 + i).ShouldBeTrue();
            budget.Use(100 + i);
        }

        budget.TryTake(6, 200).ShouldBeTrue();
        budget.Use(200);
        budget.TryTake(6, 200).ShouldBeFalse();
        budget.TryTake(2, 1104).ShouldBeTrue();
        budget.TryTake(2, 1104).ShouldBeFalse();
        budget.TryTake(2, 1200).ShouldBeTrue();
    }

    /// <summary>F35: not one request over the quota.</summary>
    [Fact]
    public void A_burst_of_ten_times_the_quota_on_many_threads_sends_the_quota_and_not_one_more()
    {
        var health = new BidderHealth(Some.Settings, TimeProvider.System);
        var bidder = Some.Bidder("acme");
        var terms = ((TargetPrice.Bidder)bidder.Target.Price).Terms with { RequestsPerSecond = 100 };
        var sent = 0;

        Parallel.For(0, 1000, _ =>
        {
            if (health.TryEnter(bidder.Target.Id, terms) is not null) return;
            health.Sent(bidder.Target.Id, terms);
            health.Left(bidder.Target.Id);
            Interlocked.Increment(ref sent);
        });

        sent.ShouldBe(100);
    }
}
