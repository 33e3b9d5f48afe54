using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Bidline.Sip.Media.Sockets;

/// <summary>
/// The system calls of Linux that the relay is made of: the managed socket layer costs four times as much a packet.
/// </summary>
internal static unsafe partial class Libc
{
    public const int InterNetwork = 2;
    public const int InterNetworkV6 = 10;
    public const int Datagram = 2;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int DontWait = 0x40;
    public const uint EpollIn = 1;
    public const int EpollAdd = 1;
    public const int NumberOfFiles = 7;

    [LibraryImport("libc", EntryPoint = "socket")]
    public static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind")]
    public static partial int Bind(int descriptor, SocketName* name, int length);

    [LibraryImport("libc", EntryPoint = "connect")]
    public static partial int Connect(int descriptor, SocketName* name, int length);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    public static partial int SetOption(int descriptor, int level, int option, int* value, int length);

    [LibraryImport("libc", EntryPoint = "recvfrom")]
    public static partial nint Receive(
        int descriptor, byte* buffer, nuint length, int flags, SocketName* from, int* nameLength);

    [LibraryImport("libc", EntryPoint = "sendto")]
    public static partial nint Send(
        int descriptor, byte* buffer, nuint length, int flags, SocketName* to, int nameLength);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* happening);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, byte* happenings, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    public static partial int EventDescriptor(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int descriptor, void* into, nuint length);

    [LibraryImport("libc", EntryPoint = "write")]
    public static partial nint Write(int descriptor, void* from, nuint length);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    public static partial int GetLimit(int resource, ulong* softAndHard);

    /// <summary>sockaddr_in and sockaddr_in6 in one: the IPv6 address lies where IPv4 has its padding.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SocketName
    {
        public ushort Family;
        public ushort PortBigEndian;
        public uint IPv4BigEndian;
        public ulong HighBigEndian;
        public ulong LowBigEndian;
        public uint Scope;

        public static SocketName Of(in MediaAddress address)
        {
            SocketName name = default;
            name.PortBigEndian = BigEndian(address.Port);
            if (address.IsIPv6)
            {
                name.Family = InterNetworkV6;
                name.HighBigEndian = BigEndian(address.High);
                name.LowBigEndian = BigEndian(address.Low);
            }
            else
            {
                name.Family = InterNetwork;
                name.IPv4BigEndian = BigEndian(address.IPv4);
            }

            return name;
        }

        public readonly int Length => Family == InterNetworkV6 ? 28 : 16;

        public readonly MediaAddress ToAddress() => Family == InterNetworkV6
            ? MediaAddress.OfIPv6(BigEndian(HighBigEndian), BigEndian(LowBigEndian), BigEndian(PortBigEndian))
            : MediaAddress.OfIPv4(BigEndian(IPv4BigEndian), BigEndian(PortBigEndian));

        private static ushort BigEndian(ushort value) =>
            BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

        private static uint BigEndian(uint value) =>
            BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

        private static ulong BigEndian(ulong value) =>
            BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }
}
