using Bidline.Calls;
using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>Who has a number of a pool, or had it last; null where nobody had, or that is not known in time.</summary>
public delegate Task<Holder?> FindHolder(PoolId pool, PhoneNumber number);

/// <summary>
/// The stage that says which visit a call came from. Free for a number of no pool; one question to the pool's keeper in
/// memory for the others.
/// </summary>
public sealed class Attributor(FindHolder find)
{
    /// <summary>The call with what its visit says of it.</summary>
    public async ValueTask<InboundCall> TellAsync(LiveCall call, InboundCall told)
    {
        if (!told.Dialled.IsSet || call.Book.Numbers.GetValueOrDefault(told.Dialled)?.Pool is not { } pool) return told;
        var holder = await find(pool, told.Dialled).ConfigureAwait(false);
        var found = Attribution.Of(pool, holder, told.ReceivedAt);
        call.Journal.Write(new CallEvent.Attributed(found));
        return told with { Tags = found.With(told.Tags) };
    }
}
