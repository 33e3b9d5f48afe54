using System.Net;
using System.Net.Sockets;

namespace Bidline.Testing;

/// <summary>
/// Ports for programs that must be told one before they start. All lie below the range that the kernel gives to
/// everybody who binds port 0: other tests do that all the time, and would take such a port before its program does.
/// None is given twice before all the others were, and each was free for UDP and TCP a moment ago.
/// </summary>
internal static class FreePorts
{
    private const int First = 10_000;
    private const int End = 32_000;

    private static readonly Lock Taking = new();

    // Programs that run beside each other begin at different places.
    private static int _next = First + (Environment.ProcessId * 40 % (End - First));

    public static int One() => Range(1);

    /// <summary>The first of so many in a row; an even one, as sound likes it.</summary>
    public static int Range(int size)
    {
        lock (Taking)
        {
            while (true)
            {
                var first = _next + (_next % 2);
                if (first + size > End) first = First;
                _next = first + size;
                if (Enumerable.Range(first, size).All(IsFree)) return first;
            }
        }
    }

    private static bool IsFree(int port) =>
        IsFree(port, SocketType.Dgram, ProtocolType.Udp) && IsFree(port, SocketType.Stream, ProtocolType.Tcp);

    private static bool IsFree(int port, SocketType type, ProtocolType protocol)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
