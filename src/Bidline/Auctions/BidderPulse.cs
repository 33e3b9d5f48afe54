using System.Globalization;
using System.Numerics;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// One bidder's breaker, budget and record. The breaker counts requests, not seconds, so that it means the same at one
/// call a minute and at a thousand a second: at least <see cref="JudgedFrom"/> of the last <see cref="Window"/> known
/// and half of them failed opens it. While open, one request at a time is let through after each pause; the first that
/// succeeds closes it.
/// </summary>
internal sealed class BidderPulse(TimeProvider clock)
{
    private const int Window = 20;
    private const int JudgedFrom = 10;
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(60);

    // How fast the worth forgets: about the last twenty answers.
    private const double Forgetting = 0.05;

    private readonly Lock _gate = new();
    private readonly RequestBudget _budget = new(clock.TimestampFrequency);
    private readonly LatencyTail _latency = new();
    private uint _failures;
    private int _known;
    private int _inFlight;
    private bool _isOpen;
    private bool _isProbing;
    private TimeSpan _pause = PauseMin;
    private long _retryAt;
    private double? _worth;

    public int InFlight => Volatile.Read(ref _inFlight);

    public double? Worth
    {
        get
        {
            lock (_gate) return _worth;
        }
    }

    /// <summary>Null while too few answers are known.</summary>
    public double? P99Ms
    {
        get
        {
            lock (_gate) return _latency.P99Ms;
        }
    }

    public BidderState State
    {
        get
        {
            lock (_gate)
            {
                return new BidderState(
                    !_isOpen ? BreakerState.Closed : _isProbing ? BreakerState.Probing : BreakerState.Open,
                    BitOperations.PopCount(_failures),
                    _known,
                    _isOpen ? RetryAt() : null,
                    _inFlight,
                    _latency.P99Ms);
            }
        }
    }

    public Reason? TryEnter(int? perSecondMax, int inFlightMax)
    {
        lock (_gate)
        {
            if (_isOpen && (_isProbing || clock.GetTimestamp() < _retryAt)) return CircuitOpen();
            if (_inFlight >= inFlightMax)
                return Reason.Of("not_asked.in_flight", ("open", Number(_inFlight)), ("max", Number(inFlightMax)));
            if (perSecondMax is { } limit && !_budget.TryTake(limit, clock.GetTimestamp()))
                return Reason.Of("not_asked.qps", ("limit", Number(limit)));
            _isProbing = _isOpen;
            _inFlight++;
            return null;
        }
    }

    public void Sent()
    {
        lock (_gate) _budget.Use(clock.GetTimestamp());
    }

    public void Left()
    {
        lock (_gate) _inFlight--;
    }

    public void Unasked()
    {
        lock (_gate)
        {
            _inFlight--;
            _isProbing = false;
            _budget.GiveBack();
        }
    }

    public void Answered(double afterMs)
    {
        lock (_gate) _latency.Add(afterMs);
    }

    public void Counted(bool failed)
    {
        lock (_gate)
        {
            _failures = ((_failures << 1) | (failed ? 1u : 0u)) & ((1u << Window) - 1);
            _known = Math.Min(Window, _known + 1);
            if (!_isOpen) OpenWhenFailing();
            else if (_isProbing) EndProbe(failed);
        }
    }

    public void Offered(long micros)
    {
        lock (_gate) _worth = _worth is { } worth ? worth + Forgetting * (micros - worth) : micros;
    }

    private void OpenWhenFailing()
    {
        if (_known < JudgedFrom || BitOperations.PopCount(_failures) * 2 < _known) return;
        _isOpen = true;
        _retryAt = After(_pause);
    }

    private void EndProbe(bool failed)
    {
        _isProbing = false;
        if (failed)
        {
            _pause = _pause * 2 < PauseMax ? _pause * 2 : PauseMax;
            _retryAt = After(_pause);
            return;
        }

        (_isOpen, _failures, _known, _pause) = (false, 0, 0, PauseMin);
    }

    private Reason CircuitOpen() => Reason.Of(
        "not_asked.circuit_open",
        ("errors", Number(BitOperations.PopCount(_failures))),
        ("of", Number(_known)),
        ("retry", RetryAt().ToString("O", CultureInfo.InvariantCulture)));

    private DateTimeOffset RetryAt() => clock.GetUtcNow() + clock.GetElapsedTime(clock.GetTimestamp(), _retryAt);

    // On the monotonic clock: a wall clock that is set back must not keep a bidder out for an hour.
    private long After(TimeSpan span) =>
        clock.GetTimestamp() + (long)(span.TotalSeconds * clock.TimestampFrequency);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
