namespace Bidline.Sip.Media.Relay;

/// <summary>Which leg a socket belongs to now. Media thread only.</summary>
internal sealed class PortMap
{
    private Entry[] _bySocket = new Entry[1_024];

    public MediaLeg? Find(int socket, out bool isReport)
    {
        Entry[] entries = _bySocket;
        if ((uint)socket >= (uint)entries.Length)
        {
            isReport = false;
            return null;
        }

        isReport = entries[socket].IsReport;
        return entries[socket].Leg;
    }

    public void Attach(MediaLeg leg)
    {
        Set(leg.Ports.Rtp, new Entry(leg, false));
        Set(leg.Ports.Rtcp, new Entry(leg, true));
    }

    public void Detach(MediaLeg leg)
    {
        Set(leg.Ports.Rtp, default);
        Set(leg.Ports.Rtcp, default);
    }

    private void Set(int socket, Entry entry)
    {
        if (socket >= _bySocket.Length)
        {
            Array.Resize(ref _bySocket, Math.Max(socket + 1, _bySocket.Length * 2));
        }

        _bySocket[socket] = entry;
    }

    private readonly record struct Entry(MediaLeg? Leg, bool IsReport);
}
