using System.Net;
using System.Net.Sockets;
using Bidline.Sip.Media;
using Microsoft.Extensions.Logging.Abstractions;

// Opens bridges between two endpoints of the generator, writes their ports, and relays until its input ends.
// Arguments: bridges, first RTP port, generator port of the callers, generator port of the targets, file for the ports.
int bridges = int.Parse(args[0]);
int first = int.Parse(args[1]);
MediaSettings settings = new(first, first + (4 * bridges) + 99, IPAddress.Loopback);
using MediaPlane plane = new(settings, TimeProvider.System, NullLogger<MediaPlane>.Instance);
plane.Start();

List<string> lines = [];
for (int i = 0; i < bridges; i++)
{
    if (!plane.TryOpen(AddressFamily.InterNetwork, AddressFamily.InterNetwork, _ => { }, out MediaBridge? bridge))
    {
        throw new InvalidOperationException($"Ports were out after {i} bridges.");
    }

    bridge.SetRemote(MediaSide.Caller, Remote(int.Parse(args[2])));
    bridge.SetRemote(MediaSide.Target, Remote(int.Parse(args[3])));
    bridge.Connect();
    lines.Add($"{bridge.Port(MediaSide.Caller)} {bridge.Port(MediaSide.Target)}");
}

await File.WriteAllLinesAsync(args[4], lines);
Console.WriteLine("ready");
long before = plane.Counters.AllocatedBytes;
await Console.In.ReadToEndAsync();
Console.WriteLine($"{plane.Counters} allocated while relaying: {plane.Counters.AllocatedBytes - before}");

static MediaRemote Remote(int port) => new(
    MediaAddress.Of(IPAddress.Loopback, port), default, CodecList.Both, 101, 101, MediaDirection.SendReceive, false, default);
