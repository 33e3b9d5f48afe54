using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

public sealed class BidderHealthTests
{
    private static readonly TargetId Acme = new("acme");

    private static readonly BidderTerms Terms = new(
        "bidline", new Uri("http://127.0.0.1:1/bid"), TimeSpan.FromMilliseconds(500), null, ShareCaller.Never);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 10, 14, 0, 0, TimeSpan.Zero));
    private readonly BidderHealth _health;

    public BidderHealthTests() => _health = new BidderHealth(Some.Settings with { InFlightPerBidder = 3 }, _clock);

    [Fact]
    public void Ten_failures_open_the_circuit_with_the_count_and_the_next_try()
    {
        Ask(10, failed: true);

        var reason = _health.TryEnter(Acme, Terms)!;
        reason.Code.ShouldBe("not_asked.circuit_open");
        reason.Values["errors"].ShouldBe("10");
        reason.Values["retry"].ShouldStartWith("2026-03-10T14:00:02");
    }

    [Fact]
    public void Failures_below_half_leave_it_closed()
    {
        for (var i = 0; i < 40; i++) Ask(1, failed: i % 5 is 1 or 3);

        _health.TryEnter(Acme, Terms).ShouldBeNull();
    }

    [Fact]
    public void After_a_pause_one_probe_is_let_through_and_a_good_one_closes_the_circuit()
    {
        Ask(10, failed: true);
        _clock.Advance(TimeSpan.FromSeconds(2));

        _health.TryEnter(Acme, Terms).ShouldBeNull();
        _health.TryEnter(Acme, Terms)!.Code.ShouldBe("not_asked.circuit_open");
        _health.Left(Acme);
        _health.Counted(Acme, failed: false);

        _health.TryEnter(Acme, Terms).ShouldBeNull();
    }

    [Fact]
    public void A_failed_probe_doubles_the_pause()
    {
        Ask(10, failed: true);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Ask(1, failed: true);

        _clock.Advance(TimeSpan.FromSeconds(3));
        _health.TryEnter(Acme, Terms)!.Code.ShouldBe("not_asked.circuit_open");
        _clock.Advance(TimeSpan.FromSeconds(1));
        _health.TryEnter(Acme, Terms).ShouldBeNull();
    }

    [Fact]
    public void A_probe_that_was_not_sent_after_all_does_not_block_the_next()
    {
        Ask(10, failed: true);
        _clock.Advance(TimeSpan.FromSeconds(2));

        _health.TryEnter(Acme, Terms).ShouldBeNull();
        _health.Unasked(Acme);

        _health.TryEnter(Acme, Terms).ShouldBeNull();
    }

    [Fact]
    public void No_more_requests_than_allowed_are_open_at_once()
    {
        for (var i = 0; i < 3; i++) _health.TryEnter(Acme, Terms).ShouldBeNull();

        _health.TryEnter(Acme, Terms)!.Code.ShouldBe("not_asked.in_flight");
        _health.Left(Acme);
        _health.TryEnter(Acme, Terms).ShouldBeNull();
    }

    [Fact]
    public void A_bidder_with_a_limit_of_its_own_keeps_to_it()
    {
        var terms = Terms with { InFlight = 1 };
        _health.TryEnter(Acme, terms).ShouldBeNull();

        _health.TryEnter(Acme, terms)!.Values["max"].ShouldBe("1");
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_keep_a_bidder_out()
    {
        var clock = new WallClockSetBack();
        var health = new BidderHealth(Some.Settings, clock);
        for (var i = 0; i < 10; i++) health.Counted(Acme, failed: true);
        health.TryEnter(Acme, Terms)!.Code.ShouldBe("not_asked.circuit_open");

        clock.Timestamp += TimeSpan.FromSeconds(3).Ticks;

        health.TryEnter(Acme, Terms).ShouldBeNull();
    }

    [Fact]
    public void Over_its_budget_a_bidder_is_not_asked_and_a_place_that_was_not_used_is_free_again()
    {
        var terms = Terms with { RequestsPerSecond = 1 };
        _health.TryEnter(Acme, terms).ShouldBeNull();
        _health.TryEnter(Acme, terms)!.Code.ShouldBe("not_asked.qps");
        _health.Unasked(Acme);

        _health.TryEnter(Acme, terms).ShouldBeNull();
        _health.Sent(Acme, terms);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        var refusal = _health.TryEnter(Acme, terms)!;
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        refusal.Code.ShouldBe("not_asked.qps");
        refusal.Values["limit"].ShouldBe("1");
        _health.TryEnter(Acme, terms).ShouldBeNull();
    }

    [Fact]
    public void An_adaptive_time_out_is_the_configured_one_until_answers_are_known_and_then_follows_them()
    {
        var terms = Terms with { AdaptiveTimeout = true };
        for (var i = 0; i < 49; i++) _health.Answered(Acme, 60);
        _health.TimeoutOf(Acme, terms).ShouldBe(terms.Timeout);

        _health.Answered(Acme, 60);

        _health.TimeoutOf(Acme, terms).TotalMilliseconds.ShouldBeInRange(70, 76);
        _health.TimeoutOf(Acme, Terms).ShouldBe(Terms.Timeout);
    }

    [Fact]
    public void An_adaptive_time_out_stays_between_the_least_and_the_configured_one()
    {
        var terms = Terms with { AdaptiveTimeout = true };
        for (var i = 0; i < 60; i++) _health.Answered(Acme, 1);
        _health.TimeoutOf(Acme, terms).ShouldBe(Some.Settings.AdaptiveLeast);

        for (var i = 0; i < 60; i++) _health.Answered(Acme, 900);

        _health.TimeoutOf(Acme, terms).ShouldBe(terms.Timeout);
    }

    private void Ask(int times, bool failed)
    {
        for (var i = 0; i < times; i++)
        {
            _health.TryEnter(Acme, Terms).ShouldBeNull();
            _health.Left(Acme);
            _health.Counted(Acme, failed);
        }
    }

    // Each look at the wall finds it an hour earlier; the monotonic clock goes on.
    private sealed class WallClockSetBack : TimeProvider
    {
        private DateTimeOffset _wall = new(2026, 3, 10, 14, 0, 0, TimeSpan.Zero);

        public long Timestamp { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Timestamp;

        public override DateTimeOffset GetUtcNow() => _wall -= TimeSpan.FromHours(1);
    }
}
