using System.Text;
using Bidline.Campaigns;

namespace Bidline.Sip.Trunks;

/// <summary>A trunk and how much of it is in use. Belongs to the signalling thread; survives a swap of the book.</summary>
internal sealed class TrunkUse
{
    private TokenBucket _calls;

    public TrunkUse(Trunk trunk)
    {
        Trunk = trunk;
        Update(trunk, first: true);
    }

    public Trunk Trunk { get; private set; }

    public int Active { get; set; }

    /// <summary>SIP header name to the key of its tag, in lower case.</summary>
    public (byte[] Header, string Key)[] Tags { get; private set; } = [];

    public bool HasRoom => Active < Trunk.Concurrent;

    public void Update(Trunk trunk, bool first = false)
    {
        if (first || trunk.CallsPerSecond != Trunk.CallsPerSecond) _calls = new TokenBucket(trunk.CallsPerSecond);
        Trunk = trunk;
        Tags = [.. trunk.Tags.Select(t => (Encoding.ASCII.GetBytes(t.Key), t.Value.ToLowerInvariant()))];
    }

    public bool TryTakeCall(long nowMilliseconds) => _calls.TryTake(nowMilliseconds);
}
