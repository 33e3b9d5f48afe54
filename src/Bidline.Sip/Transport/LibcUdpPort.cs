using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Bidline.Sip.Transport;

/// <summary>recvmmsg and sendmmsg on one socket; an eventfd wakes it. Nothing is allocated per datagram.</summary>
internal sealed unsafe class LibcUdpPort : UdpPort
{
    private const int Batch = 64;
    private const int AddressSize = 28;
    private const ushort FamilyV4 = 2;
    private const ushort FamilyV6 = 10;
    private const int ArenaSize = 512 * 1024;

    private readonly int _socket;
    private readonly int _wake;
    private readonly byte[] _received = GC.AllocateUninitializedArray<byte>(Batch * SlotSize, pinned: true);
    private readonly byte[] _arena = GC.AllocateUninitializedArray<byte>(ArenaSize, pinned: true);
    private readonly byte* _arenaStart;
    private readonly byte* _names;
    private readonly Libc.Message* _in;
    private readonly Libc.Message* _out;
    private int _queued;
    private int _used;

    public LibcUdpPort(IPEndPoint listen)
        : base(listen)
    {
        _socket = (int)Socket.Handle;
        _wake = Libc.NewEvent();
        _names = (byte*)NativeMemory.AllocZeroed(2 * Batch, AddressSize);
        _in = NewMessages(_names);
        _out = NewMessages(_names + (Batch * AddressSize));
        _arenaStart = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_arena, 0);
        var start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_received, 0);
        for (var i = 0; i < Batch; i++) *_in[i].Vectors = new() { Base = start + (i * SlotSize), Length = SlotSize };
    }

    public override void Wait(int milliseconds)
    {
        var entries = stackalloc Libc.PollEntry[2];
        entries[0] = new() { File = _socket, Events = Libc.ReadReady };
        entries[1] = new() { File = _wake, Events = Libc.ReadReady };
        if (Libc.poll(entries, 2, milliseconds) <= 0 || entries[1].Returned == 0) return;
        ulong count;
        _ = Libc.read(_wake, &count, sizeof(ulong));
    }

    public override void Wake()
    {
        ulong one = 1;
        _ = Libc.write(_wake, &one, sizeof(ulong));
    }

    public override int Receive()
    {
        for (var i = 0; i < Batch; i++) _in[i].NameLength = AddressSize;
        return Math.Max(0, Libc.recvmmsg(_socket, _in, Batch, Libc.DontWait, null));
    }

    public override (byte[] Buffer, int Offset, int Length, Peer Source) Received(int index)
    {
        ref var message = ref _in[index];
        var length = (message.Flags & Libc.Truncated) != 0 ? SlotSize : (int)message.Length;
        return (_received, index * SlotSize, length, ReadName(message.Name));
    }

    public override Span<byte> Room()
    {
        if (_queued == Batch || _used + SlotSize > ArenaSize) Flush();
        return _arena.AsSpan(_used, SlotSize - 1);
    }

    public override ReadOnlySpan<byte> Commit(int length, Peer to)
    {
        ref var message = ref _out[_queued++];
        *message.Vectors = new() { Base = _arenaStart + _used, Length = (nuint)length };
        message.NameLength = WriteName(message.Name, to);
        var text = _arena.AsSpan(_used, length);
        _used += length;
        return text;
    }

    public override ReadOnlySpan<byte> Peek(int length) => _arena.AsSpan(_used, length);

    public override void Flush()
    {
        var sent = 0;
        while (sent < _queued)
        {
            var count = Libc.sendmmsg(_socket, _out + sent, (uint)(_queued - sent), Libc.DontWait);
            if (count > 0) sent += count;
            else if (Marshal.GetLastPInvokeError() != Libc.Interrupted) sent++; // Lost: the transaction repeats it.
        }

        _queued = 0;
        _used = 0;
    }

    public override void Dispose()
    {
        base.Dispose();
        _ = Libc.close(_wake);
        NativeMemory.Free(_names);
        NativeMemory.Free(_in->Vectors);
        NativeMemory.Free(_out->Vectors);
        NativeMemory.Free(_in);
        NativeMemory.Free(_out);
    }

    private static Libc.Message* NewMessages(byte* names)
    {
        var messages = (Libc.Message*)NativeMemory.AllocZeroed(Batch, (nuint)sizeof(Libc.Message));
        var vectors = (Libc.Vector*)NativeMemory.AllocZeroed(Batch, (nuint)sizeof(Libc.Vector));
        for (var i = 0; i < Batch; i++)
            messages[i] = new() { Name = names + (i * AddressSize), Vectors = vectors + i, VectorCount = 1 };
        return messages;
    }

    /// <summary>sockaddr_in: family, port, address. sockaddr_in6: family, port, flow, address, scope.</summary>
    private static Peer ReadName(byte* name)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(name + 2, 2));
        var address = *(ushort*)name == FamilyV4
            ? Peer.Mapped(BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(name + 4, 4)))
            : BinaryPrimitives.ReadUInt128BigEndian(new ReadOnlySpan<byte>(name + 8, 16));
        return new Peer(address, port, SipTransport.Udp);
    }

    private uint WriteName(byte* name, Peer to)
    {
        *(ushort*)name = IsV6 ? FamilyV6 : FamilyV4;
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(name + 2, 2), to.Port);
        if (!IsV6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(new Span<byte>(name + 4, 4), to.IPv4);
            return 16;
        }

        *(uint*)(name + 4) = 0;
        BinaryPrimitives.WriteUInt128BigEndian(new Span<byte>(name + 8, 16), to.Address);
        return AddressSize;
    }
}
