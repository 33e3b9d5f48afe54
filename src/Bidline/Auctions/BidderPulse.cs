using System.Globalization;
using System.Numerics;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// One bidder's breaker. It counts requests, not seconds, so that it means the same at one call a minute and at a
/// thousand a second: at least <see cref="JudgedFrom"/> of the last <see cref="Window"/> known and half of them failed
/// opens it. While open, one request at a time is let through after each pause; the first that succeeds closes it.
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
    private uint _failures;
    private int _known;
    private int _inFlight;
    private bool _isOpen;
    private bool _isProbing;
    private TimeSpan _pause = PauseMin;
    private DateTimeOffset _retryAt;
    private double? _worth;

    public int InFlight => Volatile.Read(ref _inFlight);

    public double? Worth
    {
        get
        {
            lock (_gate) return _worth;
        }
    }

    public Reason? TryEnter(int inFlightMax)
    {
        lock (_gate)
        {
            if (_isOpen && (_isProbing || clock.GetUtcNow() < _retryAt)) return CircuitOpen();
            if (_inFlight >= inFlightMax)
                return Reason.Of("not_asked.in_flight", ("open", Number(_inFlight)), ("max", Number(inFlightMax)));
            _isProbing = _isOpen;
            _inFlight++;
            return null;
        }
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
        }
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
        _retryAt = clock.GetUtcNow() + _pause;
    }

    private void EndProbe(bool failed)
    {
        _isProbing = false;
        if (failed)
        {
            _pause = _pause * 2 < PauseMax ? _pause * 2 : PauseMax;
            _retryAt = clock.GetUtcNow() + _pause;
            return;
        }

        (_isOpen, _failures, _known, _pause) = (false, 0, 0, PauseMin);
    }

    private Reason CircuitOpen() => Reason.Of(
        "not_asked.circuit_open",
        ("errors", Number(BitOperations.PopCount(_failures))),
        ("of", Number(_known)),
        ("retry", _retryAt.ToString("O", CultureInfo.InvariantCulture)));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
