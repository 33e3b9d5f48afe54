using System.Net;
using System.Net.Sockets;
using Bidline.Sip.Media;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media;

public sealed class MediaPlaneTests
{
    [Fact]
    public void When_ports_are_out_a_call_is_turned_away_and_counted()
    {
        using MediaPlane plane = Started(Call.Settings(pairs: 5));

        int opened = 0;
        while (plane.TryOpen(AddressFamily.InterNetwork, AddressFamily.InterNetwork, _ => { }, out _))
        {
            opened++;
        }

        opened.ShouldBeLessThanOrEqualTo(2);
        plane.Counters.TurnedAway.ShouldBe(1);
        plane.Counters.PortsLent.ShouldBe(2 * opened);
    }

    [Fact]
    public void Thousands_of_short_calls_leave_no_port_behind()
    {
        using MediaPlane plane = Started(Call.Settings(pairs: 40) with { Quarantine = TimeSpan.Zero });

        for (int i = 0; i < 10_000; i++)
        {
            Call.Eventually(() => OpenAndClose(plane));
        }

        Call.Eventually(() => plane.Counters is { PortsLent: 0, BridgesOpen: 0 });
    }

    [Theory]
    [InlineData(20_000, 20_001, "room for one call")]
    [InlineData(80, 200, "between 1024 and 65535")]
    [InlineData(60_000, 70_000, "between 1024 and 65535")]
    public void A_port_range_that_cannot_work_is_refused_in_one_sentence(int first, int last, string expected)
    {
        using MediaPlane plane = new(
            new MediaSettings(first, last, IPAddress.Loopback), TimeProvider.System, NullLogger<MediaPlane>.Instance);

        Should.Throw<MediaStartException>(plane.Start).Message.ShouldContain(expected);
    }

    [Fact]
    public void An_address_of_another_machine_is_refused_in_one_sentence()
    {
        MediaSettings settings = Call.Settings() with { Bind4 = IPAddress.Parse("192.0.2.1") };
        using MediaPlane plane = new(settings, TimeProvider.System, NullLogger<MediaPlane>.Instance);

        Should.Throw<MediaStartException>(plane.Start).Message.ShouldContain("192.0.2.1");
    }

    [Theory]
    [InlineData("127.0.0.9", "127.0.0.1")]
    [InlineData("::1", "::1")]
    public void The_address_to_write_is_the_one_that_the_peer_can_reach(string peer, string expected)
    {
        MediaSettings settings = Call.Settings() with { Bind4 = IPAddress.Any, Bind6 = IPAddress.IPv6Any };
        using MediaPlane plane = new(settings, TimeProvider.System, NullLogger<MediaPlane>.Instance);

        plane.AddressTowards(IPAddress.Parse(peer)).ShouldBe(IPAddress.Parse(expected));
    }

    [Fact]
    public void An_advertised_address_goes_before_the_bound_one()
    {
        IPAddress outside = IPAddress.Parse("203.0.113.7");
        MediaSettings settings = Call.Settings() with { Advertised4 = outside };
        using MediaPlane plane = new(settings, TimeProvider.System, NullLogger<MediaPlane>.Instance);

        plane.AddressTowards(IPAddress.Loopback).ShouldBe(outside);
    }

    [Fact]
    public void Relaying_a_packet_allocates_nothing()
    {
        using Call call = Call.Connected(Call.Settings() with { PacketsPerSecondMax = 1_000_000 });
        long before = AllocatedAfter(call, 500);

        long after = AllocatedAfter(call, 2_000);

        // Less than a byte a packet, of which there were 4,000: the runtime itself may allocate once on any thread.
        (after - before).ShouldBeLessThan(4_000);
        call.Plane.Counters.Relayed.ShouldBe(5_000);
    }

    /// <summary>The media thread publishes its counts at least ten times a second.</summary>
    private static long AllocatedAfter(Call call, int packets)
    {
        Exchange(call, packets);
        Thread.Sleep(250);
        return call.Plane.Counters.AllocatedBytes;
    }

    private static void Exchange(Call call, int packets)
    {
        for (int i = 0; i < packets; i++)
        {
            call.Caller.Say(call.CallerPort, new Heard(Sequence: (ushort)i, Timestamp: (uint)i * 160));
            call.Target.Say(call.TargetPort, new Heard(Sequence: (ushort)i, Timestamp: (uint)i * 160));
            call.Target.Hear().ShouldNotBeNull();
            call.Caller.Hear().ShouldNotBeNull();
        }
    }

    private static bool OpenAndClose(MediaPlane plane)
    {
        bool opened = plane.TryOpen(
            AddressFamily.InterNetwork, AddressFamily.InterNetwork, _ => { }, out MediaBridge? bridge);
        bridge?.Close();
        return opened;
    }

    private static MediaPlane Started(MediaSettings settings)
    {
        MediaPlane plane = new(settings, TimeProvider.System, NullLogger<MediaPlane>.Instance);
        plane.Start();
        return plane;
    }
}
