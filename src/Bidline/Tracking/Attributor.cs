using Bidline.Calls;
using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>Who has a number of a pool, or had it last; null where nobody had, or that is not known in time.</summary>
public delegate Task<Holder?> FindHolder(PoolId pool, PhoneNumber number);

/// <summary>
/// The stage that says where a call came from: what its number stands for, and which visit had it. Free for a plain number;
/// one question to the pool's keeper in memory for one that is lent.
/// </summary>
public sealed class Attributor(FindHolder find)
{
    /// <summary>The call with what its visit says of it.</summary>
    public async ValueTask<InboundCall> TellAsync(LiveCall call, InboundCall told)
    {
        if (!told.Dialled.IsSet || call.Book.Numbers.GetValueOrDefault(told.Dialled) is not { } number) return told;
        if (number.Tags.Count > 0)
        {
            call.Journal.Write(new CallEvent.NumberTagged(number.Tags));
            told = told with { Tags = Attribution.Merged(number.Tags, told.Tags) };
        }

        if (number.Pool is not { } pool) return told;
        var holder = await find(pool, told.Dialled).ConfigureAwait(false);
        var found = Attribution.Of(pool, holder, told.ReceivedAt);
        call.Journal.Write(new CallEvent.Attributed(found));
        return told with { Tags = found.With(told.Tags), Place = found.Visit?.Place };
    }
}
