namespace Bidline.Sip.Media.Relay;

/// <summary>The legs on which we say something, served every 20 ms. Media thread only.</summary>
internal sealed class PlayList(RtpRelay relay, long ticksPerSecond)
{
    private readonly List<MediaLeg> _legs = [];
    private readonly long _step = ticksPerSecond / 50;
    private long _due;

    public void Play(MediaLeg leg, PlayedAudio audio, long now)
    {
        Playing? before = leg.Playing;
        Enlist(leg, now);
        leg.Playing = audio;
        before?.Ended(leg.Bridge, toTheEnd: false);
    }

    /// <summary>Serves the leg from now on, if it is not served already.</summary>
    public void Begin(MediaLeg leg, long now)
    {
        Enlist(leg, now);
        leg.Playing ??= leg.Digits.Dequeue();
    }

    public static void Stop(MediaLeg leg)
    {
        if (leg.Playing is PlayedAudio audio)
        {
            leg.Playing = null;
            audio.Ended(leg.Bridge, toTheEnd: false);
        }
    }

    /// <summary>Without telling anybody: the bridge is closed.</summary>
    public static void Forget(MediaLeg leg) => leg.Playing = null;

    /// <returns>Milliseconds until something is due; <paramref name="most"/> when nothing is.</returns>
    public int Wait(long now, int most) =>
        _legs.Count == 0 ? most : (int)Math.Clamp(((_due - now) * 1_000 / ticksPerSecond) + 1, 0, most);

    public void Tick(long now)
    {
        if (_legs.Count == 0 || now < _due)
        {
            return;
        }

        // After a long stall the lost time is not made up: a burst would overrun the listener's buffer.
        _due = now - _due > 10 * _step ? now + _step : _due + _step;
        for (int i = _legs.Count - 1; i >= 0; i--)
        {
            if (!Serve(_legs[i], now))
            {
                _legs[i] = _legs[^1];
                _legs.RemoveAt(_legs.Count - 1);
            }
        }
    }

    private bool Serve(MediaLeg leg, long now)
    {
        Playing? playing = leg.Playing;
        if (playing is not null && !playing.Tick(leg, relay, now))
        {
            leg.Playing = null;
            playing.Ended(leg.Bridge, toTheEnd: true);
        }

        if (leg.Playing is null && leg.Digits.TryDequeue(out PlayedDigit? next))
        {
            leg.Playing = next;
        }

        return leg.Playing is not null;
    }

    private void Enlist(MediaLeg leg, long now)
    {
        if (_legs.Count == 0)
        {
            _due = now;
        }

        if (!_legs.Contains(leg))
        {
            _legs.Add(leg);
        }
    }
}
