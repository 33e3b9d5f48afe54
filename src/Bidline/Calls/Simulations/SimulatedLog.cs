using Bidline.Primitives;

namespace Bidline.Calls.Simulations;

/// <summary>The log of a call that nobody makes: kept in memory, so that its trace is made like any other's.</summary>
internal sealed class SimulatedLog(CallId call, TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();
    private readonly List<CallLogEntry> _entries = [];

    public IReadOnlyList<CallLogEntry> Entries => _entries;

    public void Write(CallEvent happened) => _entries.Add(
        new CallLogEntry(call, _entries.Count + 1, clock.GetUtcNow(), clock.GetElapsedTime(_started), happened));
}
