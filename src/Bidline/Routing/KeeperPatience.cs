using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// Asks a keeper again within a bound: one that has just moved or stopped rejects at once (stack.md 3b), and every
/// request may be repeated without harm.
/// </summary>
internal static class KeeperPatience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<T> AskAsync<T>(
        Func<Task<T>> ask, TimeSpan patience, TimeProvider clock, CancellationToken cancel)
    {
        var deadline = Deadline.After(patience, clock);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                return await ask();
            }
            catch (Exception e) when (MayPass(e) && !deadline.HasPassed)
            {
                await Task.Delay(Pause, clock, cancel);
            }
        }
    }

    /// <summary>For what has no answer but that it was done.</summary>
    public static async Task<bool> Answered(Task task)
    {
        await task;
        return true;
    }

    private static bool MayPass(Exception e) => e
        is BuyerKeeperLostException
        or OrleansException
        or TimeoutException
        or Storage.StoreException;
}
