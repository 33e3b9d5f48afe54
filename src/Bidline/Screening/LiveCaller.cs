using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Screening;

/// <summary>A call of a known caller that is not settled: who was tried for it, and who may yet have to pay.</summary>
/// <param name="order">Rises with every call that comes in.</param>
internal sealed class LiveCaller(CallId call, ulong caller, CampaignId campaign, DateTimeOffset at, long order)
{
    public CallId Call { get; } = call;

    public ulong Caller { get; } = caller;

    public CampaignId Campaign { get; } = campaign;

    public long Order { get; } = order;

    /// <summary>When it came in.</summary>
    public DateTimeOffset At { get; } = at;

    public List<LiveAttempt> Attempts { get; } = [];

    /// <summary>
    /// As another call of the caller must see it: what may still become of it counts. That it came in counts only for
    /// those that came later: of two, one must be the first.
    /// </summary>
    public IEnumerable<PastContact> ContactsFor(long order)
    {
        if (Attempts.Count == 0 && Order < order)
            yield return new PastContact(Campaign, null, null, At, null, null, null) { Live = true };
        foreach (var attempt in Attempts)
        {
            var mayBe = attempt.IsOver ? (DateTimeOffset?)null : At;
            var connected = attempt.IsConnected ? At : mayBe;
            yield return new PastContact(Campaign, attempt.Target, attempt.Buyer, At, connected, mayBe, mayBe) { Live = true };
        }
    }
}

internal sealed class LiveAttempt(int number, TargetId target, BuyerId buyer)
{
    public int Number { get; } = number;

    public TargetId Target { get; } = target;

    public BuyerId Buyer { get; } = buyer;

    /// <summary>It was tried and did not take the call: nothing will come of it.</summary>
    public bool IsOver { get; set; }

    public bool IsConnected { get; set; }

    /// <summary>The caller talks, or talked to the end, to this one: whoever hung up at once is over.</summary>
    public bool HasTheCall => IsConnected && !IsOver;
}
