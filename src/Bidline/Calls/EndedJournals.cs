namespace Bidline.Calls;

/// <summary>
/// Keeps the journals of the calls that ended last until they are settled, so that settling them need not read what this
/// process has just written. One that is not kept is read from the store. Safe on any thread.
/// </summary>
internal sealed class EndedJournals
{
    /// <summary>More than ever wait to be settled, but when the store is in trouble; a few kilobytes each.</summary>
    private const int KeptMax = 2_048;

    private readonly CallJournal?[] _kept = new CallJournal?[KeptMax];
    private int _next = -1;

    public void Keep(CallJournal ended)
    {
        var place = (Interlocked.Increment(ref _next) & int.MaxValue) % KeptMax;
        ended.KeptAt = place;
        Volatile.Write(ref _kept[place], ended);
    }

    public void Forget(CallJournal settled) => Interlocked.CompareExchange(ref _kept[settled.KeptAt], null, settled);
}
