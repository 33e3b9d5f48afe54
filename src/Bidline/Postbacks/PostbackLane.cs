namespace Bidline.Postbacks;

/// <summary>
/// One destination's share of the sending: few requests at once, one at a time with pauses once it fails, and none at
/// all while it asks to be left alone. It is remembered in this process only.
/// </summary>
internal sealed class PostbackLane(string destination)
{
    private const int AtOnce = 8;
    private const int Batch = 32;

    /// <summary>So many failures one after the other, and the receiver is taken to be down.</summary>
    private const int FailuresMax = 3;

    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private int _failures;
    private DateTimeOffset _opensAt;

    public string Destination => destination;

    public Task Running { get; set; } = Task.CompletedTask;

    public int AtOnceMax => IsDown ? 1 : AtOnce;

    public int ClaimMax => IsDown ? 1 : Batch;

    private bool IsDown
    {
        get
        {
            lock (_gate) return _failures >= FailuresMax;
        }
    }

    public bool IsOpenAt(DateTimeOffset now)
    {
        lock (_gate) return _opensAt <= now;
    }

    public void Answered(PostbackAnswer answer, DateTimeOffset now)
    {
        lock (_gate)
        {
            _failures = answer.IsAccepted ? 0 : _failures + 1;
            if (_failures >= FailuresMax) Close(now + Pause());
            if (answer is { IsAccepted: false, RetryAfter: { } asked })
                Close(now + RetrySchedule.Shorter(asked, RetrySchedule.RetryAfterMax));
        }
    }

    private TimeSpan Pause() =>
        RetrySchedule.Shorter(PauseMin * Math.Pow(2, Math.Min(_failures - FailuresMax, 10)), PauseMax);

    private void Close(DateTimeOffset until)
    {
        if (until > _opensAt) _opensAt = until;
    }
}
