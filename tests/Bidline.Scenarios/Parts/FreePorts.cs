using System.Net;
using System.Net.Sockets;

namespace Bidline.Scenarios.Parts;

/// <summary>Ports that nobody has at this moment.</summary>
internal static class FreePorts
{
    private static int _next = 20_000 + (Environment.ProcessId % 90 * 400);

    /// <summary>One UDP port that the system gives.</summary>
    public static int Udp()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>The first of a run of ports, for sound; no two callers get overlapping ones.</summary>
    public static int Range(int size)
    {
        while (true)
        {
            var first = Interlocked.Add(ref _next, size) - size;
            if (first + size > 60_000) Interlocked.Exchange(ref _next, 20_000);
            else if (Enumerable.Range(first, size).Where(port => port % 10 == 0).All(IsFree)) return first;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
