using System.Collections.Concurrent;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Sieve;

/// <summary>Who takes the calls of each publisher: worked out when it first sends one.</summary>
internal sealed class PublisherBits(Target[] targets)
{
    private readonly bool _isNeeded = targets.Any(target => target.Publishers is not null);
    private readonly ConcurrentDictionary<PublisherId, ulong[]> _takers = new();

    public void Narrow(Narrowing left, PublisherId publisher)
    {
        if (!_isNeeded) return;
        var takers = _takers.GetOrAdd(
            publisher,
            static (sender, all) => Bits.Of(all.Length, place => all[place].Publishers?.Takes(sender) != false),
            targets);
        left.Keep(takers, "not_asked.publisher_blocked");
    }
}
