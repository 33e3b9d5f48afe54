using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Adapters.Lookups;

/// <summary>
/// Keeps calls from waiting for a source that is down. After some failures in a row it is left alone for a pause; then one
/// request is let through, and the first that succeeds ends the pause. Safe on any thread.
/// </summary>
internal sealed class LookupBreaker(string source, TimeProvider clock)
{
    public const int FailuresMax = 5;

    public const int InFlightMax = 100;

    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private int _failures;
    private int _inFlight;
    private bool _isProbing;
    private TimeSpan _pause = PauseMin;
    private long _pausedAt;

    /// <summary>It is left alone now.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate) return _failures >= FailuresMax;
        }
    }

    /// <summary>Null when it may be asked; then <see cref="Left"/> must follow.</summary>
    public Reason? TryEnter()
    {
        lock (_gate)
        {
            var isOpen = _failures >= FailuresMax;
            if (isOpen && (_isProbing || clock.GetElapsedTime(_pausedAt) < _pause))
            {
                var left = _pause - clock.GetElapsedTime(_pausedAt);
                return Reason.Of(
                    "lookup.circuit_open", ("source", source), ("errors", Number(_failures)),
                    ("retry", (clock.GetUtcNow() + left).ToString("O", CultureInfo.InvariantCulture)));
            }

            if (_inFlight >= InFlightMax)
                return Reason.Of("lookup.in_flight", ("source", source), ("max", Number(InFlightMax)));
            _isProbing = isOpen;
            _inFlight++;
            return null;
        }
    }

    /// <param name="failed">It answered nothing that could be used, or too late for its call.</param>
    public void Left(bool failed)
    {
        lock (_gate)
        {
            _inFlight--;
            if (!failed) (_failures, _pause, _isProbing) = (0, PauseMin, false);
            else if (++_failures >= FailuresMax)
            {
                if (_isProbing) _pause = _pause * 2 < PauseMax ? _pause * 2 : PauseMax;
                (_isProbing, _pausedAt) = (false, clock.GetTimestamp());
            }
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
