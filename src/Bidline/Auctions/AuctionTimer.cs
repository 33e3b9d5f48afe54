namespace Bidline.Auctions;

/// <summary>
/// Closes auctions on time: one timer wheel of 2 ms steps and one thread for the whole process, in place of a timer or
/// a cancellation source for every request (stack.md 2f). It sleeps when no auction is open.
/// </summary>
internal sealed class AuctionTimer : IDisposable
{
    private const int Slots = 4096;
    private const int StepMs = 2;

    private readonly TimeProvider _clock;
    private readonly long _step;
    private readonly List<(Alarm Alarm, long DueAt)>[] _wheel = new List<(Alarm, long)>[Slots];
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(false);
    private long _turned;
    private int _waiting;
    private volatile bool _isStopped;

    public AuctionTimer(TimeProvider clock)
    {
        _clock = clock;
        _step = clock.TimestampFrequency * StepMs / 1000;
        for (var i = 0; i < Slots; i++) _wheel[i] = [];
        new Thread(Turn) { IsBackground = true, Name = "auction timer" }.Start();
    }

    /// <summary>Has the sheet expire at this timestamp or up to a step after it.</summary>
    public void Add(BidSheet sheet, long dueAt) => Add(sheet.Alarm, dueAt);

    public void Dispose()
    {
        _isStopped = true;
        _wake.Set();
    }

    private void Add(Alarm alarm, long dueAt)
    {
        lock (_gate)
        {
            if (_waiting == 0) _turned = _clock.GetTimestamp() / _step;
            // A due time beyond one round is looked at once a round, and put back.
            var slot = (Math.Max(dueAt / _step, _turned) + 1) % Slots;
            _wheel[slot].Add((alarm, dueAt));
            if (_waiting++ == 0) _wake.Set();
        }
    }

    private void Turn()
    {
        var due = new List<(Alarm Alarm, long DueAt)>();
        while (!_isStopped)
        {
            _wake.WaitOne(Volatile.Read(ref _waiting) == 0 ? Timeout.Infinite : StepMs);
            var now = _clock.GetTimestamp();
            Collect(now, due);
            foreach (var (alarm, dueAt) in due)
            {
                if (alarm.Sheet is not { } sheet) continue;
                if (dueAt > now) Add(alarm, dueAt);
                else if (sheet.Expire(now) is { } next) Add(alarm, next);
            }

            due.Clear();
        }
    }

    private void Collect(long now, List<(Alarm Alarm, long DueAt)> due)
    {
        lock (_gate)
        {
            var until = Math.Min(now / _step, _turned + Slots);
            while (_turned < until)
            {
                var slot = _wheel[++_turned % Slots];
                due.AddRange(slot);
                slot.Clear();
            }

            _turned = Math.Max(_turned, now / _step);
            _waiting -= due.Count;
        }
    }
}
