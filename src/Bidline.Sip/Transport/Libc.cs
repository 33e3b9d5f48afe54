using System.Runtime.InteropServices;

namespace Bidline.Sip.Transport;

/// <summary>
/// The few system calls that .NET has no API for: recvmmsg and sendmmsg move 64 datagrams with one call
/// (dotnet/runtime 101036 is open). Layouts are those of 64-bit Linux, which glibc and musl share.
/// </summary>
internal static unsafe partial class Libc
{
    public const int DontWait = 0x40;
    public const int Truncated = 0x20;
    public const int Interrupted = 4;
    public const short ReadReady = 1;
    private const int EventCloseOnExec = 0x80000;
    private const int EventNonBlocking = 0x800;

    /// <summary>Whether these calls can be made here; otherwise the managed socket is used.</summary>
    public static bool IsThere { get; } = Probe();

    public static int NewEvent() => eventfd(0, EventCloseOnExec | EventNonBlocking);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int recvmmsg(int socket, Message* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int sendmmsg(int socket, Message* messages, uint count, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int file, void* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int file, void* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    private static bool Probe()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || !BitConverter.IsLittleEndian) return false;
        try
        {
            var file = NewEvent();
            if (file < 0) return false;
            _ = close(file);
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int File;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Vector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct mmsghdr: a msghdr and the length of the datagram.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public byte* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
        public int EndOfHeader; // The inner struct is padded to a multiple of eight.
        public uint Length;
    }
}
