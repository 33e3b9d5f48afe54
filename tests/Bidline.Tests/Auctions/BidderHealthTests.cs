using Bidline.Auctions;
using Bidline.Primitives;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

public sealed class BidderHealthTests
{
    private static readonly TargetId Acme = new("acme");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 10, 14, 0, 0, TimeSpan.Zero));
    private readonly BidderHealth _health;

    public BidderHealthTests() => _health = new BidderHealth(Some.Settings with { InFlightPerBidder = 3 }, _clock);

    [Fact]
    public void Ten_failures_open_the_circuit_with_the_count_and_the_next_try()
    {
        Ask(10, failed: true);

        var reason = _health.TryEnter(Acme)!;
        reason.Code.ShouldBe("not_asked.circuit_open");
        reason.Values["errors"].ShouldBe("10");
        reason.Values["retry"].ShouldStartWith("2026-03-10T14:00:02");
    }

    [Fact]
    public void Failures_below_half_leave_it_closed()
    {
        for (var i = 0; i < 40; i++) Ask(1, failed: i % 5 is 1 or 3);

        _health.TryEnter(Acme).ShouldBeNull();
    }

    [Fact]
    public void After_a_pause_one_probe_is_let_through_and_a_good_one_closes_the_circuit()
    {
        Ask(10, failed: true);
        _clock.Advance(TimeSpan.FromSeconds(2));

        _health.TryEnter(Acme).ShouldBeNull();
        _health.TryEnter(Acme)!.Code.ShouldBe("not_asked.circuit_open");
        _health.Left(Acme);
        _health.Counted(Acme, failed: false);

        _health.TryEnter(Acme).ShouldBeNull();
    }

    [Fact]
    public void A_failed_probe_doubles_the_pause()
    {
        Ask(10, failed: true);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Ask(1, failed: true);

        _clock.Advance(TimeSpan.FromSeconds(3));
        _health.TryEnter(Acme)!.Code.ShouldBe("not_asked.circuit_open");
        _clock.Advance(TimeSpan.FromSeconds(1));
        _health.TryEnter(Acme).ShouldBeNull();
    }

    [Fact]
    public void A_probe_that_was_not_sent_after_all_does_not_block_the_next()
    {
        Ask(10, failed: true);
        _clock.Advance(TimeSpan.FromSeconds(2));

        _health.TryEnter(Acme).ShouldBeNull();
        _health.Unasked(Acme);

        _health.TryEnter(Acme).ShouldBeNull();
    }

    [Fact]
    public void No_more_requests_than_allowed_are_open_at_once()
    {
        for (var i = 0; i < 3; i++) _health.TryEnter(Acme).ShouldBeNull();

        _health.TryEnter(Acme)!.Code.ShouldBe("not_asked.in_flight");
        _health.Left(Acme);
        _health.TryEnter(Acme).ShouldBeNull();
    }

    private void Ask(int times, bool failed)
    {
        for (var i = 0; i < times; i++)
        {
            _health.TryEnter(Acme).ShouldBeNull();
            _health.Left(Acme);
            _health.Counted(Acme, failed);
        }
    }
}
