using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Bidline.Adapters.Buyers;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Adapters.Lookups;

/// <summary>What asking a source brought.</summary>
/// <param name="Trouble">Null where it answered, though it may know nothing.</param>
/// <param name="WasAsked">A request went out, which may cost something.</param>
internal sealed record LookupReply(KnownAnswer Answer, Reason? Trouble, bool WasAsked);

/// <summary>
/// Reads what a source answered. It is asked with the status alone first, and says null where it must see the body; an
/// answer that is no success is seen only so.
/// </summary>
internal delegate (IReadOnlyList<Fact> Facts, Reason? Trouble)? ReadReply(HttpStatusCode status, ReadOnlyMemory<byte> body);

/// <summary>
/// The HTTP client for sources of facts, apart from the bidders': it follows no redirect, uses no proxy and no cookie, reads
/// so much and no more, and connects only to addresses that are allowed. It remembers answers, asks each question once at
/// a time, and leaves a source that is down alone. Safe on any thread.
/// </summary>
public sealed class LookupClient : IDisposable
{
    public const int AnswerMax = 64 * 1024;

    public const int CachedMax = 100_000;

    /// <summary>A source waits itself, and says what the wait has cost; this much longer, its call is guarded besides.</summary>
    internal static readonly TimeSpan Allowance = TimeSpan.FromMilliseconds(100);

    /// <summary>What comes so long after its call's patience is still read, for the next call.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Lazy<Task<LookupReply>>> _asking = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<LookupId, LookupBreaker> _breakers = new();
    private readonly ConcurrentDictionary<LookupId, LookupTally> _tallies = new();
    private readonly HttpMessageInvoker _http;
    private readonly LookupCache _cache;
    private readonly TimeProvider _clock;

    public LookupClient(AddressPolicy addresses, TimeProvider clock)
    {
        _clock = clock;
        _cache = new LookupCache(CachedMax, clock);
        var handler = GuardedConnect.HandlerFor(addresses);
        handler.ConnectTimeout = TimeSpan.FromSeconds(2);
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        handler.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2);
        handler.MaxConnectionsPerServer = LookupBreaker.InFlightMax;
        handler.MaxResponseDrainSize = 0;
        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>A source asked by these terms.</summary>
    public IEnrichmentSource SourceOf(LookupTerms terms) => terms.Check is null
        ? new TemplateLookup(terms, this)
        : new ConsentLookup(terms, this);

    public void Dispose() => _http.Dispose();

    /// <summary>What asking a source has come to.</summary>
    public LookupUse UseOf(LookupId id) =>
        TallyOf(id).Read(_breakers.TryGetValue(id, out var breaker) && breaker.IsOpen);

    internal KnownAnswer? Known(string key, LookupTerms terms)
    {
        var known = _cache.Find(key);
        if (known is not null) TallyOf(terms.Id).WasCached();
        return known;
    }

    /// <summary>Asks, and waits no longer than a call may: what comes later is of use to the next that asks.</summary>
    internal async Task<SourceAnswer> AskWithinAsync(
        LookupRequest request, string key, LookupTerms terms, ReadReply read, CancellationToken cancel)
    {
        var (asking, isOwn) = Ask(request, key, terms, read);
        LookupReply reply;
        try
        {
            reply = await asking.WaitAsync(terms.Timeout, _clock, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            TallyOf(terms.Id).WasLate();
            return SourceAnswer.Nothing with
            {
                Trouble = Reason.Of(
                    Enricher.Late, ("source", $"lookup:{terms.Id}"), ("ms", $"{terms.Timeout.TotalMilliseconds:0}")),
                Cost = isOwn ? terms.Cost : null,
            };
        }

        return new SourceAnswer(reply.Answer.Facts)
        {
            AsOf = reply.Trouble is null ? reply.Answer.At : null,
            Trouble = reply.Trouble,
            Cost = isOwn && reply.WasAsked ? terms.Cost : null,
        };
    }

    /// <summary>Asks, or waits for the answer to the same question that is being asked.</summary>
    /// <returns>The reply to come, and whether it is this caller's own request.</returns>
    private (Task<LookupReply> Reply, bool IsOwn) Ask(
        LookupRequest request, string key, LookupTerms terms, ReadReply read)
    {
        var own = new Lazy<Task<LookupReply>>(() => AskAsync(request, key, terms, read));
        var shared = _asking.GetOrAdd(key, own);
        return (shared.Value, shared == own);
    }

    private async Task<LookupReply> AskAsync(LookupRequest request, string key, LookupTerms terms, ReadReply read)
    {
        // Nothing of it on the caller's thread: the call's patience begins now.
        await Task.Yield();
        try
        {
            var breaker = _breakers.GetOrAdd(terms.Id, static (id, clock) => new LookupBreaker(id.Value, clock), _clock);
            if (breaker.TryEnter() is { } closed) return new LookupReply(Nothing, closed, WasAsked: false);
            var since = _clock.GetTimestamp();
            Reason? trouble = Reason.Of("lookup.failed", ("source", terms.Id.Value));
            try
            {
                (var facts, trouble) = await ExchangeAsync(request, terms, read).ConfigureAwait(false);
                var answer = new KnownAnswer(facts, _clock.GetUtcNow());
                if (trouble is null) _cache.Keep(key, answer, terms.CacheFor);
                return new LookupReply(answer, trouble, WasAsked: true);
            }
            finally
            {
                var took = _clock.GetElapsedTime(since);
                TallyOf(terms.Id).Asked(took, trouble is not null, terms.Cost);
                breaker.Left(trouble is not null || took > terms.Timeout);
            }
        }
        finally
        {
            _asking.TryRemove(key, out _);
        }
    }

    private LookupTally TallyOf(LookupId id) => _tallies.GetOrAdd(id, static _ => new LookupTally());

    private KnownAnswer Nothing => new([], _clock.GetUtcNow());

    private async Task<(IReadOnlyList<Fact> Facts, Reason? Trouble)> ExchangeAsync(
        LookupRequest request, LookupTerms terms, ReadReply read)
    {
        using var limit = new CancellationTokenSource(terms.Timeout + Grace, _clock);
        try
        {
            using var message = request.ToMessage();
            using var response = await _http.SendAsync(message, limit.Token).ConfigureAwait(false);
            var status = response.StatusCode;
            // They know nothing of this caller, which is an answer.
            if (read(status, default) is { } said) return said;
            if (!response.IsSuccessStatusCode) return Trouble("lookup.http", ("status", $"{(int)response.StatusCode}"));
            await using var stream = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            var buffer = new byte[AnswerMax + 1];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, limit.Token)
                .ConfigureAwait(false);
            return length > AnswerMax
                ? Trouble("lookup.too_large", ("max", $"{AnswerMax / 1024}"))
                : read(status, buffer.AsMemory(0, length)) ?? ([], Unread(terms));
        }
        catch (OperationCanceledException)
        {
            return Trouble(Enricher.Late, ("ms", $"{(terms.Timeout + Grace).TotalMilliseconds:0}"));
        }
        catch (HttpRequestException fault)
        {
            return Trouble("lookup.unreachable", ("why", Why(fault)));
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            return Trouble("lookup.unreachable", ("why", "the connection broke"));
        }

        (IReadOnlyList<Fact>, Reason?) Trouble(string code, (string Name, string Value) value) =>
            ([], Reason.Of(code, ("source", terms.Id.Value), value));
    }

    private static Reason Unread(LookupTerms terms) =>
        Reason.Of("lookup.invalid", ("source", terms.Id.Value), ("why", "nothing of it can be understood"));

    private static string Why(HttpRequestException fault) => fault switch
    {
        { InnerException: ForbiddenAddressException forbidden } => $"the address is not allowed: {forbidden.Kind}",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "the host has no address",
        { HttpRequestError: HttpRequestError.ConnectionError } => "no connection",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "no TLS connection",
        { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection was closed early",
        _ => "no HTTP answer",
    };
}
