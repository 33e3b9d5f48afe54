namespace Bidline.Sip.Media.Relay;

/// <summary>How many sockets media may still open, over all pools.</summary>
internal sealed class SocketBudget(int sockets)
{
    private int _left = sockets;

    public bool TryTake(int count)
    {
        if (Interlocked.Add(ref _left, -count) >= 0)
        {
            return true;
        }

        GiveBack(count);
        return false;
    }

    public void GiveBack(int count) => Interlocked.Add(ref _left, count);
}
