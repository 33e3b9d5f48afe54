using System.Net;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// Ways to write a URL that leads inside (reliability.md F31). {0} is the canary's port. What a name resolves to is the
/// worst there is: every one of them leads to loopback.
/// </summary>
internal static class InsideUrls
{
    private static readonly string[] Inside =
    [
        "127.0.0.1", "127.8.9.10", "10.0.0.1", "10.255.255.254", "172.16.0.1", "172.31.255.254", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "0.0.0.0", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    ];

    /// <summary>Refused when they are saved, and never connected.</summary>
    public static IReadOnlyList<string> Refused { get; } = [.. Addresses().Concat(Others()).Distinct()];

    /// <summary>
    /// Names: nothing can be known of them when they are saved, so the connection is what counts.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "http://inside.example.com:{0}/bid", "http://127.0.0.1.nip.example:{0}/bid", "http://intranet:{0}/bid",
        "http://localhost.localdomain:{0}/bid", "http://ip6-localhost:{0}/bid", "http://metadata.google.internal:{0}/",
        "http://127.0.0.1%2eexample.com:{0}/bid", "http://a.b.c.d.e.f.g.example.com:{0}/bid",
        "http://xn--bcher-kva.example:{0}/bid", "http://LOCALHOST.example.com:{0}/bid",
    ];

    private static IEnumerable<string> Addresses()
    {
        foreach (var text in Inside)
        {
            var b = IPAddress.Parse(text).GetAddressBytes();
            var number = ((uint)b[0] << 24) | ((uint)b[1] << 16) | ((uint)b[2] << 8) | b[3];
            var low = number & 0xFFFFFF;
            string[] hosts =
            [
                text, text + ".", $"{number}", $"0x{number:x8}", $"0{Convert.ToString(number, 8)}",
                $"0x{b[0]:x}.0x{b[1]:x}.0x{b[2]:x}.0x{b[3]:x}", $"0{Convert.ToString(b[0], 8)}.{b[1]}.{b[2]}.{b[3]}",
                $"{b[0]}.{low}", $"{b[0]}.{b[1]}.{(b[2] << 8) | b[3]}", $"0x{b[0]:x}.{low}",
                $"[::ffff:{text}]", $"[0:0:0:0:0:ffff:{b[0]:x2}{b[1]:x2}:{b[2]:x2}{b[3]:x2}]",
                $"[64:ff9b::{b[0]:x2}{b[1]:x2}:{b[2]:x2}{b[3]:x2}]", $"[2002:{b[0]:x2}{b[1]:x2}:{b[2]:x2}{b[3]:x2}::1]",
            ];
            foreach (var host in hosts) yield return $"http://{host}:{{0}}/bid";
        }
    }

    private static IEnumerable<string> Others() =>
    [
        "http://localhost:{0}/bid", "http://LocalHost:{0}/bid", "http://localhost.:{0}/bid", "http://x.localhost:{0}/bid",
        "http://[::1]:{0}/bid", "http://[0:0:0:0:0:0:0:1]:{0}/bid", "http://[::]:{0}/bid", "http://[fe80::1]:{0}/bid",
        "http://[fc00::1]:{0}/bid", "http://[fd12:3456::1]:{0}/bid", "http://[fec0::1]:{0}/bid", "http://[ff02::1]:{0}/bid",
        "http://[::127.0.0.1]:{0}/bid", "http://[::ffff:7f00:1]:{0}/bid", "https://127.0.0.1:{0}/bid",
        "http://user@127.0.0.1:{0}/bid", "http://user:password@bids.example.com@127.0.0.1:{0}/bid",
        "http://127.0.0.1:{0}#@bids.example.com/", "http://127.0.0.1:{0}?@bids.example.com/", "http:\\\\127.0.0.1:{0}\\bid",
        "file:///etc/passwd", "ftp://127.0.0.1:{0}/bid", "gopher://127.0.0.1:{0}/bid", "dict://127.0.0.1:{0}/",
        "unix:///var/run/docker.sock", "//127.0.0.1:{0}/bid", "127.0.0.1:{0}/bid", "javascript:alert(1)", "data:,x",
        "http://127.0.0.1\r\nHost: x:{0}/", "http://bids.example.com@127.0.0.1:{0}/bid", "http://[::1%25lo]:{0}/bid",
    ];
}
