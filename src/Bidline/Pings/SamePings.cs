using System.Collections.Concurrent;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>
/// The same ping again gets the same answer, while it holds: one that is still being decided is waited for, an offer is
/// given again until it ends. What is the same is the endpoint's choice: its caller, and some tags. A request that was
/// repeated with its Idempotency-Key is the same whatever else. Safe on any thread.
/// </summary>
public sealed class SamePings(TimeProvider clock)
{
    /// <summary>How long a repeated request is known again.</summary>
    public static readonly TimeSpan KeyKeptFor = TimeSpan.FromHours(24);

    private const int SweepAt = 4_096;
    private const int CountEvery = 256;
    private const char Between = '\u001f';

    private readonly ConcurrentDictionary<string, Answer> _offers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(EndpointId Endpoint, string Key), Answer> _requests = new();
    private int _sweepAt = SweepAt;

    // Counting a dictionary holds up everybody who uses it, so that is done now and then only.
    private int _sinceCounted;

    /// <summary>What makes a ping the same one; null for one without a caller, which is like no other.</summary>
    public static string? KeyOf(Ping ping, PingEndpoint endpoint)
    {
        if (!ping.Caller.IsSet) return null;
        var kind = $"{endpoint.Id}{Between}{ping.Caller.E164}{Between}{(ping.IsTest ? 't' : 'p')}"
            + $"{(ping.TakesSip ? 's' : '-')}{(ping.TakesNumber ? 'n' : '-')}{ping.Floor?.Micros}";
        return endpoint.SameBy.Count == 0
            ? kind
            : endpoint.SameBy.Aggregate(kind, (key, tag) => $"{key}{Between}{ping.Tags.GetValueOrDefault(tag)}");
    }

    /// <summary>Decides a ping once.</summary>
    /// <param name="decide">Must not throw. Runs once for pings that are the same at the same time.</param>
    public async Task<PingOutcome> OnceAsync(Ping ping, PingEndpoint endpoint, Func<Task<PingOutcome>> decide)
    {
        if (ping.IdempotencyKey is not { } name) return await SharedAsync(ping, endpoint, decide).ConfigureAwait(false);
        var answer = new Answer(ping.RequestHash);
        var first = _requests.GetOrAdd((endpoint.Id, name), answer);
        if (first != answer)
        {
            return first.RequestHash == ping.RequestHash
                ? await first.Outcome.ConfigureAwait(false)
                : new PingOutcome.Rejected(ping.Id, Reason.Of("ping.key_reused"));
        }

        var outcome = await SharedAsync(ping, endpoint, decide).ConfigureAwait(false);
        answer.Is(outcome);
        return outcome;
    }

    /// <summary>At the start: what an earlier process promised.</summary>
    /// <param name="sameKey">Null where it is not to be given again.</param>
    public void Remember(Reservation reservation, string? sameKey, string? idempotencyKey, string? requestHash)
    {
        var answer = new Answer(requestHash);
        answer.Is(new PingOutcome.Offered(reservation, IsCached: false) { Auction = reservation.Record.Id });
        if (sameKey is { Length: > 0 }) _offers[sameKey] = answer;
        if (idempotencyKey is not null) _requests[(reservation.Endpoint, idempotencyKey)] = answer;
    }

    /// <summary>An offer that was used or given back is not given again.</summary>
    public void Forget(ReservationId id)
    {
        foreach (var (key, answer) in _offers)
            if (answer.Reservation == id) _offers.TryRemove(new(key, answer));
    }

    private async Task<PingOutcome> SharedAsync(Ping ping, PingEndpoint endpoint, Func<Task<PingOutcome>> decide)
    {
        if (KeyOf(ping, endpoint) is not { } key) return await decide().ConfigureAwait(false);
        Sweep();
        var answer = new Answer(null);
        while (_offers.GetOrAdd(key, answer) is { } known && known != answer)
        {
            if (known.Until > clock.GetUtcNow())
            {
                return await known.Outcome.ConfigureAwait(false) is PingOutcome.Offered offered
                    ? offered with { IsCached = true }
                    : await known.Outcome.ConfigureAwait(false);
            }

            _offers.TryRemove(new(key, known));
        }

        var outcome = await decide().ConfigureAwait(false);
        if (outcome is not PingOutcome.Offered) _offers.TryRemove(new(key, answer));
        answer.Is(outcome);
        return outcome;
    }

    // What is over is of no use but for its idempotency key, and that not for ever.
    private void Sweep()
    {
        if (Interlocked.Increment(ref _sinceCounted) < CountEvery) return;
        Volatile.Write(ref _sinceCounted, 0);
        if (_offers.Count + _requests.Count < _sweepAt) return;
        var now = clock.GetUtcNow();
        foreach (var (key, answer) in _offers)
            if (answer.Until <= now) _offers.TryRemove(new(key, answer));
        foreach (var (key, answer) in _requests)
            if (answer.IsForgotten(now)) _requests.TryRemove(new(key, answer));
        _sweepAt = Math.Max(SweepAt, 2 * (_offers.Count + _requests.Count));
    }

    private sealed class Answer(string? requestHash)
    {
        private readonly TaskCompletionSource<PingOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? RequestHash { get; } = requestHash;

        public Task<PingOutcome> Outcome => _outcome.Task;

        /// <summary>No limit while it is being decided.</summary>
        public DateTimeOffset Until { get; private set; } = DateTimeOffset.MaxValue;

        public ReservationId? Reservation { get; private set; }

        public void Is(PingOutcome outcome)
        {
            if (outcome is PingOutcome.Offered { Reservation: var reservation } offered)
            {
                (Reservation, Until) = (reservation.Id, reservation.Until);
                outcome = offered with { Reservation = reservation.Slim() };
            }

            _outcome.SetResult(outcome);
        }

        // A rejection is worth repeating to a request that is on its way already, and no longer.
        public bool IsForgotten(DateTimeOffset now) => _outcome.Task.IsCompleted
            && (Reservation is null || Until + KeyKeptFor < now);
    }
}
