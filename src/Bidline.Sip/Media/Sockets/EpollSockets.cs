using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Bidline.Sip.Media.Sockets;

/// <summary>Sockets by direct system calls: one to receive and one to send a packet, and nothing on the heap.</summary>
internal sealed unsafe class EpollSockets : IDatagramSockets
{
    private const int HappeningsMax = 512;
    private const int DescriptorsForOthers = 2_048;
    private const uint WakeMark = uint.MaxValue;

    // struct epoll_event is packed on x86-64 only (sys/epoll.h, EPOLL_PACKED).
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
    private static readonly int Stride = Packed ? 12 : 16;
    private static readonly int MarkOffset = Packed ? 4 : 8;

    private readonly int _epoll = Libc.EpollCreate(Libc.CloseOnExec);
    private readonly int _wake = Libc.EventDescriptor(0, Libc.NonBlocking | Libc.CloseOnExec);
    private readonly byte* _happenings = (byte*)NativeMemory.AllocZeroed(HappeningsMax, 16);

    public EpollSockets()
    {
        Watch(_wake, WakeMark);
        SocketsMax = Budget();
    }

    public static bool Works => OperatingSystem.IsLinux();

    public int SocketsMax { get; }

    public bool TryBind(IPAddress address, int port, out int socket)
    {
        MediaAddress local = MediaAddress.Of(address, port);
        int family = local.IsIPv6 ? Libc.InterNetworkV6 : Libc.InterNetwork;
        socket = Libc.Socket(family, Libc.Datagram | Libc.NonBlocking | Libc.CloseOnExec, 0);
        if (socket < 0)
        {
            return false;
        }

        Mark(socket, local.IsIPv6);
        Libc.SocketName name = Libc.SocketName.Of(local);
        if (Libc.Bind(socket, &name, name.Length) != 0 || !Watch(socket, (uint)socket))
        {
            Close(socket);
            return false;
        }

        return true;
    }

    public void Close(int socket) => _ = Libc.Close(socket);

    public int Wait(Span<int> ready, int milliseconds)
    {
        int found = Libc.EpollWait(_epoll, _happenings, Math.Min(ready.Length, HappeningsMax), milliseconds);
        int count = 0;
        for (int i = 0; i < found; i++)
        {
            uint mark = Unsafe.ReadUnaligned<uint>(_happenings + (i * Stride) + MarkOffset);
            if (mark == WakeMark)
            {
                ulong times;
                _ = Libc.Read(_wake, &times, sizeof(ulong));
            }
            else
            {
                ready[count++] = (int)mark;
            }
        }

        return count;
    }

    public void Wake()
    {
        ulong once = 1;
        _ = Libc.Write(_wake, &once, sizeof(ulong));
    }

    public int Receive(int socket, Span<byte> into, out MediaAddress from)
    {
        Libc.SocketName name;
        int nameLength = sizeof(Libc.SocketName);
        nint length;
        fixed (byte* buffer = into)
        {
            length = Libc.Receive(socket, buffer, (nuint)into.Length, Libc.DontWait, &name, &nameLength);
        }

        from = length < 0 ? default : name.ToAddress();
        return (int)length;
    }

    public bool TryTie(int socket, in MediaAddress peer)
    {
        Libc.SocketName anyone = default; // The family "unspecified" dissolves the tie (connect(2)).
        bool untied = Libc.Connect(socket, &anyone, 16) == 0;
        if (peer.IsNone)
        {
            return untied;
        }

        Libc.SocketName name = Libc.SocketName.Of(peer);
        return Libc.Connect(socket, &name, name.Length) == 0;
    }

    public bool Send(int socket, ReadOnlySpan<byte> packet, in MediaAddress to)
    {
        if (to.IsNone)
        {
            return SendTied(socket, packet);
        }

        Libc.SocketName name = Libc.SocketName.Of(to);
        fixed (byte* buffer = packet)
        {
            return Libc.Send(socket, buffer, (nuint)packet.Length, Libc.DontWait, &name, name.Length) >= 0;
        }
    }

    public void Dispose()
    {
        _ = Libc.Close(_wake);
        _ = Libc.Close(_epoll);
        NativeMemory.Free(_happenings);
    }

    /// <summary>A refusal that an earlier packet met is reported once, in place of sending; the second try sends.</summary>
    private static bool SendTied(int socket, ReadOnlySpan<byte> packet)
    {
        fixed (byte* buffer = packet)
        {
            return Libc.Send(socket, buffer, (nuint)packet.Length, Libc.DontWait, null, 0) >= 0
                || Libc.Send(socket, buffer, (nuint)packet.Length, Libc.DontWait, null, 0) >= 0;
        }
    }

    private bool Watch(int socket, uint mark)
    {
        byte* happening = stackalloc byte[16];
        Unsafe.WriteUnaligned(happening, Libc.EpollIn);
        Unsafe.WriteUnaligned(happening + MarkOffset, (ulong)mark);
        return Libc.EpollControl(_epoll, Libc.EpollAdd, socket, happening) == 0;
    }

    /// <summary>Voice is marked for expedited forwarding (DSCP 46, RFC 4594), and IPv6 sockets are for IPv6 alone.</summary>
    private static void Mark(int socket, bool six)
    {
        const int levelIP = 0, typeOfService = 1, levelIPv6 = 41, trafficClass = 67, onlyIPv6 = 26;
        int expedited = 46 << 2;
        int yes = 1;
        if (six)
        {
            _ = Libc.SetOption(socket, levelIPv6, onlyIPv6, &yes, sizeof(int));
            _ = Libc.SetOption(socket, levelIPv6, trafficClass, &expedited, sizeof(int));
        }
        else
        {
            _ = Libc.SetOption(socket, levelIP, typeOfService, &expedited, sizeof(int));
        }
    }

    /// <summary>Out of descriptors .NET aborts the process, so media takes only what the others can spare.</summary>
    private static int Budget()
    {
        ulong* limits = stackalloc ulong[2];
        int soft = Libc.GetLimit(Libc.NumberOfFiles, limits) == 0 ? (int)Math.Min(limits[0], 1_000_000) : 1_024;
        return soft >= 2 * DescriptorsForOthers ? soft - DescriptorsForOthers : soft / 2;
    }
}
