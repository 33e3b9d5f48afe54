using Bidline.Adapters.Buyers;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>Whoever is still under way at its time is stopped; what nobody uses any more is used again.</summary>
public class HardStopsTests
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly HardStops _stops;

    public HardStopsTests() => _stops = new HardStops(_clock);

    [Fact]
    public void A_request_without_end_is_stopped_at_its_time_and_not_before()
    {
        using var stop = _stops.After(Span);

        _clock.Advance(Span);
        stop.Token.IsCancellationRequested.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        stop.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void Those_of_one_moment_share_a_source_and_those_of_another_do_not()
    {
        using var first = _stops.After(Span);
        using var second = _stops.After(Span);
        using var later = _stops.After(Span * 2);

        second.Token.ShouldBe(first.Token);
        later.Token.ShouldNotBe(first.Token);
        _clock.Advance(Span + TimeSpan.FromMilliseconds(10));
        later.Token.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public void A_request_without_end_is_stopped_though_its_neighbours_have_ended()
    {
        using var endless = _stops.After(Span);
        _stops.After(Span).Dispose();

        _clock.Advance(Span * 2);
        endless.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void A_source_is_used_again_when_all_its_requests_have_ended()
    {
        var ended = _stops.After(Span);
        var token = ended.Token;
        var stopped = false;
        using (token.Register(() => stopped = true)) ended.Dispose();

        _clock.Advance(Span * 2);
        using var next = _stops.After(Span);

        next.Token.ShouldBe(token);
        next.Token.IsCancellationRequested.ShouldBeFalse();
        _clock.Advance(Span * 2);
        next.Token.IsCancellationRequested.ShouldBeTrue();
        stopped.ShouldBeFalse();
    }

    [Fact]
    public void A_source_that_stopped_somebody_is_not_used_again()
    {
        using var endless = _stops.After(Span);
        _clock.Advance(Span * 2);

        using var next = _stops.After(Span);

        next.Token.IsCancellationRequested.ShouldBeFalse();
        next.Token.ShouldNotBe(endless.Token);
    }
}
