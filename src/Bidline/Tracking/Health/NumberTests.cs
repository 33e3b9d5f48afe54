using System.Collections.Concurrent;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Tracking.Health;

/// <summary>
/// Calls numbers of ours through a trunk that dials, and sees whether they come back to us. Such a call ends at the door: it
/// is no call of anybody, is neither sold nor counted, and nobody answers it. Results are kept as long as the server runs.
/// One instance a server, safe on any thread.
/// </summary>
public sealed class NumberTests(BookShelf shelf, PlaceTestCall place, Audit audit, TimeProvider clock)
{
    /// <summary>Tests at the same moment; more are refused.</summary>
    public const int OpenMax = 8;

    /// <summary>A carrier puts a call through within a few seconds, or not at all.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>After it has reached us, for the trunk to say how it ended.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<PhoneNumber, OpenTest> _open = new();
    private readonly ConcurrentDictionary<PhoneNumber, NumberTest> _last = new();

    /// <summary>Null for one that was not tested since the start.</summary>
    public NumberTest? LastOf(PhoneNumber number) => _last.GetValueOrDefault(number);

    /// <summary>The trunk that it is rented from where that dials, and else the first that does; null for none.</summary>
    public static Trunk? TrunkFor(TrackingNumber number, CampaignBook book) =>
        number.Trunk is { } own && book.Trunks.GetValueOrDefault(own) is { DialUri: not null } its
            ? its
            : book.DiallingTrunk;

    /// <summary>Whether this is the call that a test waits for. Then it is nothing else.</summary>
    public bool Meets(InboundCall call) =>
        _open.TryGetValue(call.Dialled, out var test)
        && (!call.Caller.IsSet || call.Caller == test.Caller)
        && test.Came.TrySetResult(call.Trunk);

    /// <param name="caller">Who is said to be calling: a number that the trunk lets us show.</param>
    public async Task<NumberTesting> TestAsync(PhoneNumber number, PhoneNumber caller, Author author)
    {
        var book = shelf.Current;
        if (!book.Numbers.TryGetValue(number, out var known)) return new NumberTesting.Unknown();
        if (TrunkFor(known, book) is not { } trunk) return new NumberTesting.NobodyDials();
        var test = new OpenTest(caller);
        if (_open.Count >= OpenMax || !_open.TryAdd(number, test)) return new NumberTesting.Busy();
        try
        {
            var order = new TestCallOrder(trunk.AddressOf(number)!, caller, trunk.DigestUser, trunk.DigestSecret);
            var result = await CallAsync(order, trunk.Id, test).ConfigureAwait(false);
            _last[number] = result;
            await audit.NoteAsync(author, new AuditEntry("number_tested", $"number {number.E164}", result.Says))
                .ConfigureAwait(false);
            return new NumberTesting.Done(result);
        }
        finally
        {
            _open.TryRemove(number, out _);
        }
    }

    private async Task<NumberTest> CallAsync(TestCallOrder order, TrunkId through, OpenTest test)
    {
        var (at, since) = (clock.GetUtcNow(), clock.GetTimestamp());
        using var giveUp = new CancellationTokenSource(Patience, clock);
        var placed = place(order, giveUp.Token);
        await Task.WhenAny(test.Came.Task, placed).ConfigureAwait(false);
        var took = clock.GetElapsedTime(since);
        giveUp.CancelAfter(EndPatience);
        var end = await placed.ConfigureAwait(false);
        TrunkId? cameBy = test.Came.Task.IsCompletedSuccessfully ? await test.Came.Task.ConfigureAwait(false) : null;
        return NumberTest.Of(at, through, took, cameBy, end);
    }

    private sealed record OpenTest(PhoneNumber Caller)
    {
        public TaskCompletionSource<TrunkId> Came { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What came of asking for a test.</summary>
public abstract record NumberTesting
{
    private NumberTesting() { }

    public sealed record Done(NumberTest Test) : NumberTesting;

    /// <summary>It is not in the market.</summary>
    public sealed record Unknown : NumberTesting;

    /// <summary>No trunk has an address to dial at.</summary>
    public sealed record NobodyDials : NumberTesting;

    /// <summary>This number is being tested, or too many others are.</summary>
    public sealed record Busy : NumberTesting;
}
