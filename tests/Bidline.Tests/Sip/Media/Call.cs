using System.Net;
using System.Net.Sockets;
using Bidline.Sip.Media;
using Bidline.Sip.Media.Announcements;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;

namespace Bidline.Tests.Sip.Media;

/// <summary>A media plane on free loopback ports with one call on it, between two real phones.</summary>
internal sealed class Call : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Call(MediaSettings? settings = null, IPAddress? targetAddress = null, TimeProvider? clock = null)
    {
        Plane = new MediaPlane(
            settings ?? Settings(), clock ?? TimeProvider.System, NullLogger<MediaPlane>.Instance);
        Plane.Start();
        Target = new Phone(targetAddress);
        AddressFamily family = Target.Address.Family;
        Plane.TryOpen(AddressFamily.InterNetwork, family, Deaths.Enqueue, out MediaBridge? bridge).ShouldBeTrue();
        Bridge = bridge.ShouldNotBeNull();
    }

    public MediaPlane Plane { get; }

    public MediaBridge Bridge { get; }

    public Phone Caller { get; } = new();

    public Phone Target { get; }

    public System.Collections.Concurrent.ConcurrentQueue<MediaDeath> Deaths { get; } = new();

    public int CallerPort => Bridge.Port(MediaSide.Caller);

    public int TargetPort => Bridge.Port(MediaSide.Target);

    public static MediaSettings Settings(int pairs = 20)
    {
        using Phone somewhere = new();
        int first = Math.Min((int)somewhere.Address.Port, 60_000) & ~1;
        return new MediaSettings(first, first + (2 * pairs) - 1, IPAddress.Loopback, IPAddress.IPv6Loopback);
    }

    /// <summary>A call that both parties have described, relayed both ways.</summary>
    public static Call Connected(
        MediaSettings? settings = null, byte? callerDigits = 101, byte? targetDigits = 101,
        IPAddress? targetAddress = null, TimeProvider? clock = null)
    {
        Call call = new(settings, targetAddress, clock);
        call.Bridge.SetRemote(MediaSide.Caller, RemoteOf(call.Caller, callerDigits));
        call.Bridge.SetRemote(MediaSide.Target, RemoteOf(call.Target, targetDigits));
        call.Bridge.Connect();
        call.Obeyed();
        return call;
    }

    public static MediaRemote RemoteOf(
        Phone phone, byte? digits = 101, MediaDirection direction = MediaDirection.SendReceive, bool nat = false) => new(
        phone.Address,
        phone.Address.WithPort(phone.Address.Port + 1),
        CodecList.Both,
        digits,
        digits,
        direction,
        nat,
        phone.Address);

    /// <summary>Waits for something that another thread brings about.</summary>
    public static void Eventually(Func<bool> holds) => SpinWait.SpinUntil(holds, Patience).ShouldBeTrue();

    /// <summary>
    /// Waits until all that was ordered so far is in effect. A packet that is sent earlier may reach a socket that is still
    /// tied to its last peer, and the kernel drops it.
    /// </summary>
    public void Obeyed()
    {
        using ManualResetEventSlim obeyed = new();
        AddressFamily family = AddressFamily.InterNetwork;
        Plane.TryOpen(family, family, _ => { }, out MediaBridge? other).ShouldBeTrue();
        other.ShouldNotBeNull().Play(new PreparedAudio(new short[160]), (_, _) => obeyed.Set());
        other.StopPlaying();
        obeyed.Wait(Patience).ShouldBeTrue();
        other.Close();
    }

    public void Dispose()
    {
        Plane.Dispose();
        Caller.Dispose();
        Target.Dispose();
    }
}
