namespace Bidline.Sip.Transport;

/// <summary>A timer that can be armed again and again; it is a node of the wheel, so arming allocates nothing.</summary>
internal sealed class WheelTimer(Action fire)
{
    internal WheelTimer? Previous { get; set; }

    internal WheelTimer? Next { get; set; }

    internal long DueTick { get; set; }

    public bool IsArmed { get; internal set; }

    internal void Fire() => fire();
}

/// <summary>
/// A hashed wheel of 10 ms ticks (Varghese and Lauck): arming and stopping cost O(1). One thread owns it and tells it
/// the time. A timer is never early and at most one tick late, as long as <see cref="Advance"/> is called.
/// </summary>
internal sealed class TimerWheel
{
    public const int TickMilliseconds = 10;
    private const int Slots = 4096;
    private const int LookAhead = 50;

    private readonly WheelTimer[] _slots = new WheelTimer[Slots];
    private long _done;
    private long _current;

    public TimerWheel()
    {
        for (var i = 0; i < Slots; i++)
        {
            var head = new WheelTimer(static () => { });
            head.Previous = head.Next = head;
            _slots[i] = head;
        }
    }

    /// <summary>Milliseconds since the wheel began, as last told.</summary>
    public long Now { get; private set; }

    public int Count { get; private set; }

    public void Start(WheelTimer timer, long milliseconds)
    {
        Stop(timer);
        timer.DueTick = Math.Max(_current + 1, (Now + milliseconds + TickMilliseconds - 1) / TickMilliseconds);
        timer.IsArmed = true;
        Count++;
        var head = _slots[timer.DueTick & (Slots - 1)];
        (timer.Previous, timer.Next) = (head.Previous, head);
        head.Previous!.Next = timer;
        head.Previous = timer;
    }

    public void Stop(WheelTimer timer)
    {
        if (!timer.IsArmed) return;
        timer.Previous!.Next = timer.Next;
        timer.Next!.Previous = timer.Previous;
        (timer.Previous, timer.Next) = (null, null);
        timer.IsArmed = false;
        Count--;
    }

    /// <summary>Fires what is due. A timer may arm and stop any timer while it fires.</summary>
    public void Advance(long now)
    {
        Now = now;
        for (var to = now / TickMilliseconds; _done < to; _done = _current)
        {
            // If a timer throws, the next call goes on with the rest of this slot.
            _current = _done + 1;
            FireSlot(_slots[_current & (Slots - 1)]);
        }
    }

    /// <summary>How long the owner may sleep before the next call of <see cref="Advance"/>; at most half a second.</summary>
    public int Idle(long now)
    {
        if (Count == 0) return LookAhead * TickMilliseconds;
        for (var ahead = 1; ahead < LookAhead; ahead++)
        {
            var head = _slots[(_done + ahead) & (Slots - 1)];
            if (head.Next != head) return (int)Math.Max(0, ((_done + ahead) * TickMilliseconds) - now);
        }

        return LookAhead * TickMilliseconds;
    }

    private void FireSlot(WheelTimer head)
    {
        for (var timer = head.Next!; timer != head;)
        {
            var next = timer.Next!;
            if (timer.DueTick <= _current)
            {
                Stop(timer);
                timer.Fire();
                // Firing may have changed the list under us, so it is read again from its head.
                next = head.Next!;
            }

            timer = next;
        }
    }
}
