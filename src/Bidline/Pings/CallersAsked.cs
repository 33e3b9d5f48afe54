using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Pings;

/// <summary>
/// Whom we are asking which buyers about at this moment, where they are shown the number: a buyer that is a publisher as
/// well, and asks us about the same caller meanwhile, sends our own question back. Found without a chain, which not every
/// exchange passes on. Callers are kept as salted fingerprints. In memory of this process, safe on any thread.
/// </summary>
public sealed class CallersAsked(AuctionSettings settings)
{
    private readonly ConcurrentDictionary<(BuyerId Buyer, ulong Caller), int> _asked = new();

    /// <summary>Why this ping is one of our own questions; null when it is not known to be.</summary>
    public Reason? WhyLoop(Publisher publisher, PhoneNumber caller) =>
        publisher.Buyer is { } buyer && caller.IsSet && _asked.ContainsKey((buyer, PrintOf(caller)))
            ? Reason.Of("ping.caller_loop", ("buyer", buyer.Value))
            : null;

    /// <summary>Remembers whom a ping's auction asks until it is over.</summary>
    /// <param name="book">Only buyers that are publishers too can come back.</param>
    public IDisposable? Ask(Ping ping, CampaignBook book, IReadOnlyList<Candidacy> candidacies)
    {
        if (book.PublishingBuyers.Count == 0 || !ping.ExposesCaller || !ping.Caller.IsSet) return null;
        var caller = PrintOf(ping.Caller);
        var asked = candidacies
            .Where(it => it.IsEligible && book.PublishingBuyers.Contains(it.Buyer.Id)
                && it.Target.Price is TargetPrice.Bidder { Terms.ShareCaller: ShareCaller.Full })
            .Select(it => (it.Buyer.Id, caller)).Distinct().ToList();
        foreach (var key in asked) _asked.AddOrUpdate(key, 1, static (_, count) => count + 1);
        return asked.Count == 0 ? null : new Question(this, asked);
    }

    private ulong PrintOf(PhoneNumber caller)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(settings.CallerHashKey.Span, Encoding.ASCII.GetBytes("caller-asked:" + caller.E164), hash);
        return BitConverter.ToUInt64(hash);
    }

    private void Over((BuyerId, ulong) key)
    {
        while (_asked.TryGetValue(key, out var count))
        {
            if (count > 1 ? _asked.TryUpdate(key, count - 1, count) : _asked.TryRemove(new(key, count))) return;
        }
    }

    private sealed class Question(CallersAsked owner, List<(BuyerId, ulong)> keys) : IDisposable
    {
        public void Dispose() => keys.ForEach(owner.Over);
    }
}
