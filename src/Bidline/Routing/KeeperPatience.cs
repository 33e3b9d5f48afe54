using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// Asks a keeper again within a bound: one that has just moved or stopped rejects at once (stack.md 3b), and every
/// request may be repeated without harm.
/// </summary>
internal static class KeeperPatience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Throws what the keeper last failed with when patience ends; an <see cref="OperationCanceledException"/> only when
    /// this was cancelled.
    /// </summary>
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
            catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
            {
                // Nobody hung up: Orleans cancels what ran out of time before it was placed.
                if (deadline.HasPassed) throw new TimeoutException("The keeper did not answer in time.", late);
            }
            catch (Exception e) when (MayPass(e) && !deadline.HasPassed)
            {
                // Asked again below.
            }

            await Task.Delay(Pause, clock, cancel);
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
